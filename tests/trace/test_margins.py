"""Margins against brute force on small grids, and each kind of fact by example."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings

from engine.backends.scalar.margins.nearest import with_margins
from engine.backends.scalar.tracing import Tracer
from engine.feel.typed import Filter, ListOf, Quantifier
from engine.feel.types import BOOLEAN, DATE, SPAN, STRING, list_of
from engine.feel.values import TimeSpan, Unit
from engine.ir.trace import Change, Margin
from tests.trace.building import (
    a_fact,
    a_param,
    a_program,
    a_rule,
    both,
    call,
    case,
    choose,
    const,
    does,
    either,
    expression,
    fact,
    local,
    param,
    score,
    text,
)
from tests.trace.strategies import VALUES, cases, programs

if TYPE_CHECKING:
    from engine.feel.typed import Expr
    from engine.ir.program import Program


def fired(tracer: Tracer, values: tuple[Any, ...]) -> dict[str, bool]:
    return {rule.rule.id: rule.state == "fired" for rule in tracer.trace(case(*values)).rules}


def flips(tracer: Tracer, values: tuple[Any, ...], name: str, rule: str) -> list[Any]:
    """Every other value of a fact that flips a rule."""
    place, now = list(VALUES).index(name), fired(tracer, values)[rule]
    others = ((v, (*values[:place], v, *values[place + 1 :])) for v in VALUES[name] if v != values[place])
    return [value for value, changed in others if fired(tracer, changed)[rule] != now]


def change_of(margin: Margin | None, name: str) -> Change | None:
    assert margin is not None
    return next((change for change in margin.changes if change.fact == name), None)


@settings(max_examples=150, deadline=None)
@given(programs, cases)
def test_a_margin_is_the_nearest_flip_there_is(program: Program, values: tuple[Any, ...]) -> None:
    tracer = Tracer(program)
    for rule in with_margins(tracer.trace(case(*values)), tracer).rules:
        assert rule.margin is not None
        for name, now in zip(VALUES, values, strict=True):
            expected = flips(tracer, values, name, rule.rule.id)
            change = change_of(rule.margin, name)
            if change is None:
                assert not expected or name in rule.margin.unknown
            elif name in ("a", "b"):
                assert change.side == "at"
                assert change.distance == min(abs(value - now) for value in expected)
            else:
                assert change.bound in expected


@settings(max_examples=100, deadline=None)
@given(programs, cases)
def test_nothing_here_is_beyond_the_search(program: Program, values: tuple[Any, ...]) -> None:
    tracer = Tracer(program)
    margin = with_margins(tracer.trace(case(*values)), tracer).margin
    assert margin is not None
    assert margin.unknown == ()


def one_rule(facts: list[Any], when: Expr, values: tuple[Any, ...], **more: Any) -> Margin:
    program = a_program(facts, [a_rule("rule", expression(when, "when"), does("warning"))], **more)
    margin = with_margins(Tracer(program).trace(case(*values))).rules[0].margin
    assert margin is not None
    return margin


def told(change: Change) -> tuple[Any, ...]:
    return (change.fact, change.kind, change.bound, change.side, change.distance)


OPEN = score()
BELOW = call("lt", fact("score", OPEN), param("limit"))
LIMIT = [a_param("limit", 80)]


def test_below_the_bound_the_bound_itself_flips() -> None:
    (change,) = one_rule([a_fact("score", OPEN)], BELOW, (79,), params=LIMIT).changes
    assert told(change) == ("score", "value", 80, "at", 1)
    assert change.ends == ("rule",)


def test_above_the_bound_without_a_scale_the_bound_is_open() -> None:
    (change,) = one_rule([a_fact("score", OPEN)], BELOW, (81,), params=LIMIT).changes
    assert told(change) == ("score", "value", 80, "below", 1)
    assert change.begins == ("rule",)


def test_above_the_bound_with_a_scale_the_next_value_flips() -> None:
    tenths = score(scale=1)
    when = call("lt", fact("score", tenths), param("limit"))
    (change,) = one_rule([a_fact("score", tenths)], when, (81,), params=LIMIT).changes
    assert told(change) == ("score", "value", Decimal("79.9"), "at", Decimal("1.1"))


def test_a_bound_out_of_the_facts_range_is_no_margin() -> None:
    when = call("gt", fact("score", OPEN), const(100))
    assert one_rule([a_fact("score", OPEN)], when, (81,)) == Margin(())


def test_a_check_limits_the_values_that_count() -> None:
    limited = replace(
        a_fact("score", OPEN), check=expression(call("ge", fact("score", OPEN), const(80)), "score >= 80")
    )
    assert one_rule([limited], BELOW, (81,), params=LIMIT).changes == ()


def test_an_absent_fact_is_given() -> None:
    maybe = replace(OPEN, optional=True)
    when = call("lt", fact("score", maybe), param("limit"))
    (change,) = one_rule([a_fact("score", maybe)], when, (None,), params=LIMIT).changes
    assert told(change) == ("score", "value", 80, "below", None)


def test_a_fact_that_is_multiplied_by_itself_is_unknown_by_name() -> None:
    when = call("lt", call("multiply", fact("score", OPEN), fact("score", OPEN)), const(100))
    assert one_rule([a_fact("score", OPEN)], when, (11,)) == Margin((), ("score",))


def test_a_rounded_fact_is_searched_step_by_step() -> None:
    tenths = score(scale=1)
    when = call("lt", call("floor", fact("score", tenths)), const(80))
    (change,) = one_rule([a_fact("score", tenths)], when, (Decimal("81.5"),)).changes
    assert told(change) == ("score", "value", Decimal("79.9"), "at", Decimal("1.6"))


def test_months_are_searched_by_days() -> None:
    six_months = const(TimeSpan(Unit.MONTHS, Decimal(6)), SPAN)
    due = call("add-date-span", fact("signed_on", DATE), six_months)
    when = call("gt", const(dt.date(2026, 8, 31), DATE), due)
    (change,) = one_rule([a_fact("signed_on", DATE)], when, (dt.date(2026, 3, 10),)).changes
    # 28 Feb + 6 months is 28 Aug, 1 Mar + 6 months is 1 Sep
    assert told(change) == ("signed_on", "value", dt.date(2026, 2, 28), "at", 10)


def test_the_length_of_a_list_counts() -> None:
    names = list_of(STRING)
    when = call("gt", call("count", fact("departments", names)), const(1))
    (change,) = one_rule([a_fact("departments", names)], when, (("design",),)).changes
    assert told(change) == ("departments", "count", 2, "at", 1)


def test_an_element_of_a_list_counts() -> None:
    names = list_of(STRING)
    when = call("list-contains", fact("departments", names), text("design"))
    (change,) = one_rule([a_fact("departments", names)], when, (("works", "design"),)).changes
    assert told(change) == ("departments", "remove", "design", "at", None)


def test_a_text_is_compared_with_the_constants_of_the_rules() -> None:
    when = call("ne", fact("city", STRING), text("chengdu"))
    (change,) = one_rule([a_fact("city", STRING)], when, ("xian",)).changes
    assert told(change) == ("city", "value", "chengdu", "at", None)
    (other,) = one_rule([a_fact("city", STRING)], when, ("chengdu",)).changes
    assert other.kind == "other"


def test_a_text_compared_with_every_element_of_a_list_is_unknown_by_name() -> None:
    cities = ListOf((text("xian"), text("chengdu")), list_of(STRING), (0, 0))
    same = call("eq", local("name", STRING), fact("city", STRING))
    when = Quantifier("some", "name", cities, same, BOOLEAN, (0, 0))
    assert one_rule([a_fact("city", STRING)], when, ("xian",)).unknown == ("city",)


def test_nearer_facts_come_first() -> None:
    when = either(call("lt", fact("a", OPEN), const(20)), call("lt", fact("b", OPEN), const(20)))
    changes = one_rule([a_fact("a", OPEN), a_fact("b", OPEN)], when, (50, 30)).changes
    assert [change.fact for change in changes] == ["b", "a"]


def test_a_span_is_told_in_its_own_unit() -> None:
    when = call("lt-span", fact("lasted", SPAN), const(TimeSpan(Unit.SECONDS, Decimal(1800)), SPAN))
    (change,) = one_rule([a_fact("lasted", SPAN)], when, (TimeSpan(Unit.SECONDS, Decimal(1500)),)).changes
    assert told(change) == ("lasted", "value", TimeSpan(Unit.SECONDS, Decimal(1800)), "at", 300)


def test_two_elements_at_once_are_one_change_of_a_list() -> None:
    names = list_of(STRING)
    wanted = [call("list-contains", fact("papers", names), text(name)) for name in ("photos", "invoice")]
    (change,) = one_rule([a_fact("papers", names)], both(*wanted), ((),)).changes
    assert told(change) == ("papers", "value", ("photos", "invoice"), "at", None)


def test_a_list_that_is_filtered_is_unknown_by_name() -> None:
    names = list_of(STRING)
    kept = Filter("name", fact("papers", names), call("ne", local("name", STRING), text("photos")), names, (0, 0))
    when = call("gt", call("count", kept), const(0))
    margin = one_rule([a_fact("papers", names)], when, (("photos", "invoice"),))
    assert margin.unknown == ("papers",)
    assert told(margin.changes[0]) == ("papers", "remove", "invoice", "at", None)


def test_values_that_the_check_refuses_are_no_margin_and_those_beyond_are() -> None:
    whole = score(scale=0)
    apart = call("ne", fact("score", whole), const(80))
    limited = replace(a_fact("score", whole), check=expression(apart, "score != 80"))
    when = call("le", fact("score", whole), param("limit"))
    (change,) = one_rule([limited], when, (81,), params=LIMIT).changes
    assert told(change) == ("score", "value", 79, "at", 2)


def test_what_a_rule_brings_may_change_while_it_applies() -> None:
    rate = choose(call("ge", fact("score", OPEN), const(60)), const(10), const(5))
    amount = call("multiply", fact("price", OPEN), const(2))
    consequence = does("fine", rate=expression(rate, "rate"), amount=expression(amount, "amount"))
    program = a_program([a_fact("score", OPEN), a_fact("price", OPEN)], [a_rule("fined", None, consequence)])
    margin = with_margins(Tracer(program).trace(case(50, 7))).margin
    assert margin is not None
    (change,) = margin.changes
    assert told(change) == ("score", "value", 60, "at", 10)
    assert change.alters == ("fined",)
