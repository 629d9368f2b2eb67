"""Every state that a rule can be in, and what its trace keeps of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from engine.backends.scalar.checked import Checked, History
from engine.backends.scalar.compiler import compile_program
from engine.backends.scalar.requirements import Approved
from engine.backends.scalar.tracing import trace
from engine.feel.typed import Expression, Field
from engine.feel.types import MONEY, NUMBER, PERCENT, STRING, Kind, Type, list_of
from engine.ir.decision import Result, Undecided
from engine.ir.program import Approval, Each, Program, Requires, Row
from engine.ir.trace import Atom, Junction, TableTrace, Trace, result_of
from tests.trace.building import (
    BOOLEAN,
    NOWHERE,
    a_fact,
    a_param,
    a_program,
    a_rule,
    a_table,
    an_output,
    both,
    call,
    case,
    const,
    does,
    either,
    enum,
    expression,
    fact,
    listed,
    local,
    param,
    row_rules,
    score,
    span,
    text,
)

MAYBE = NUMBER.or_null()


def below(limit: int = 80) -> Program:
    when = expression(call("lt", fact("score", MAYBE), param("limit")), "score < limit")
    return a_program(
        [a_fact("score", score(optional=True))],
        [a_rule("below", when, does("warning", "designer"))],
        [a_param("limit", limit)],
    )


def agreed(program: Program, checked: Checked) -> Result:
    """The result of the trace, which is that of the fast path."""
    result = result_of(trace(program, checked))
    assert compile_program(program).run(checked) == result
    return result


def only(found: Trace) -> tuple[str, object]:
    return found.rules[0].state, found.rules[0].condition


def test_a_true_condition_fires_and_keeps_both_sides_with_their_place() -> None:
    state, condition = only(trace(below(), case(79)))
    assert state == "fired"
    assert isinstance(condition, Atom)
    assert condition.values == (79, 80)
    assert condition.truth is True
    test = condition.test
    assert (test.text, test.operator, test.facts, test.params) == ("score < limit", "<", ("score",), ("limit",))
    assert str(test.span) == "policies/base/example.yaml:1:11"


def test_a_false_condition_does_not_fire() -> None:
    found = trace(below(), case(80))
    assert found.rules[0].state == "not-fired"
    assert result_of(found) == Result((), (), (), (), ())


def test_an_unknown_condition_leaves_the_rule_undecided_with_what_it_needs() -> None:
    found = trace(below(), case(None))
    assert found.rules[0].state == "undecided"
    assert result_of(found).undecided == (Undecided("below", ("score",)),)


@pytest.mark.parametrize(
    ("first", "second", "truth", "deciding"),
    [
        (True, False, False, ["second"]),
        (None, False, False, ["second"]),
        (None, True, None, ["first"]),
        (True, True, True, ["first", "second"]),
    ],
)
def test_an_and_says_which_parts_decided_it(first: object, second: object, truth: object, deciding: list[str]) -> None:
    yes_no = BOOLEAN.or_null()
    when = expression(both(fact("first", yes_no), fact("second", yes_no)), "first and second")
    program = a_program([a_fact("first", yes_no), a_fact("second", yes_no)], [a_rule("rule", when)])
    condition = trace(program, case(first, second)).rules[0].condition
    assert isinstance(condition, Junction)
    assert condition.truth is truth
    assert [part.test.text for part in condition.deciding if isinstance(part, Atom)] == deciding


def test_an_or_is_true_for_its_true_parts() -> None:
    when = expression(either(fact("first", BOOLEAN), fact("second", BOOLEAN)), "first or second")
    program = a_program([a_fact("first", BOOLEAN), a_fact("second", BOOLEAN)], [a_rule("rule", when)])
    condition = trace(program, case(False, True)).rules[0].condition
    assert isinstance(condition, Junction)
    assert [part.truth for part in condition.parts] == [False, True]
    assert [part.truth for part in condition.deciding] == [True]


def test_money_keeps_the_amount_before_rounding() -> None:
    amount = call("round-money", call("multiply", fact("pay", MONEY), param("rate", PERCENT)))
    then = does("deduction", "agent", amount=expression(amount, "pay * rate"))
    program = a_program(
        [a_fact("pay", MONEY)], [a_rule("rule", None, then)], [a_param("rate", Decimal("0.01"), PERCENT)]
    )
    (outcome,) = trace(program, case(Decimal("10000.50"))).rules[0].outcomes
    (found,) = outcome.amounts
    assert found.unrounded == Decimal("100.005")
    assert str(found.rounded) == "100.01"
    assert outcome.outcome.amount == Decimal("100.01")


def test_an_attribute_without_a_value_keeps_its_outcome_and_names_what_it_needs() -> None:
    pay = MONEY.or_null()
    amount = call("round-money", call("multiply", fact("pay", pay), const(2)))
    then = does("deduction", "agent", amount=expression(amount, "pay * 2"))
    (outcome,) = agreed(a_program([a_fact("pay", pay)], [a_rule("rule", None, then)]), case(None)).outcomes
    assert outcome.needs == ("pay",)
    assert outcome.attributes == {}


def shares_program() -> Program:
    share = Type(Kind.CONTEXT, fields=(("party", STRING), ("share", PERCENT)))
    amount = call(
        "round-money",
        call("multiply", Field(local("s", share), "share", PERCENT, NOWHERE), fact("loss", MONEY)),
    )
    then = does("deduction", amount=expression(amount, "s.share * loss"))
    then = replace(then, to=expression(Field(local("s", share), "party", STRING, NOWHERE), "s.party"))
    each = Each("s", expression(fact("shares", list_of(share)), "shares"))
    return a_program(
        [a_fact("shares", list_of(share)), a_fact("loss", MONEY)], [a_rule("shared", None, then, each=each)]
    )


def test_shares_sum_to_the_whole_and_the_first_takes_the_residual_cent() -> None:
    third = Decimal(1) / 3
    shares = tuple({"party": name, "share": third} for name in ("a", "b", "c"))
    outcomes = agreed(shares_program(), case(shares, Decimal("100.00"))).outcomes
    assert [(outcome.to, str(outcome.amount)) for outcome in outcomes] == [
        ("a", "33.34"),
        ("b", "33.33"),
        ("c", "33.33"),
    ]


EVIDENCE = Type(Kind.LIST, element=enum("photos", "invoice"), unique=True)
REQUIRES = Requires(
    "evidence", ("photos", "invoice"), (Approval("stated", "finance"), Approval("approved", "manager")), span()
)


def held_program() -> Program:
    rule = a_rule("strike-off", None, does("strike-off"), requires=REQUIRES)
    return a_program([a_fact("evidence", EVIDENCE.or_null())], [rule])


def approvals(*given: tuple[str, str, int]) -> History:
    day = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
    return History(approvals=tuple(Approved(event, by, day + dt.timedelta(days=after)) for event, by, after in given))


@pytest.mark.parametrize(
    ("evidence", "given", "missing", "following"),
    [
        (None, (), ("photos", "invoice", "stated", "approved"), "finance"),
        (("photos",), (("stated", "finance", 1),), ("invoice", "approved"), "manager"),
        (("photos", "invoice"), (("approved", "manager", 1), ("stated", "finance", 2)), ("approved",), "manager"),
        (("photos", "invoice"), (("stated", "somebody", 1),), ("stated", "approved"), "finance"),
        (("photos",), (("stated", "finance", 1), ("approved", "manager", 1)), ("invoice",), None),
    ],
)
def test_a_rule_with_unmet_requirements_is_held(
    evidence: object, given: tuple[tuple[str, str, int], ...], missing: tuple[str, ...], following: str | None
) -> None:
    checked = case(evidence, history=approvals(*given))
    found, result = trace(held_program(), checked), agreed(held_program(), checked)
    assert found.rules[0].state == "held"
    assert result.matched == ("strike-off",)
    assert result.outcomes == ()
    assert [(held.missing, held.next) for held in result.held] == [(missing, following)]


def test_a_rule_whose_requirements_are_met_fires() -> None:
    history = approvals(("stated", "finance", 1), ("approved", "manager", 1))
    found = trace(held_program(), case(("invoice", "photos"), history=history))
    assert found.rules[0].state == "fired"
    assert result_of(found).held == ()


def grades(hit: str) -> Program:
    def cell(op: str, bound: int, words: str) -> Expression:
        return expression(call("is-true", call(op, fact("score", MAYBE), const(bound))), words)

    rows = [
        Row("high", (cell("ge", 80, ">= 80"),), (expression(text("high"), '"high"'),), span()),
        Row("top", (cell("ge", 90, ">= 90"),), (expression(text("top"), '"top"'),), span()),
        Row("rest", (None,), (expression(text("rest"), '"rest"'),), span()),
    ]
    column = an_output("grade", enum("top", "high", "rest"))
    table = a_table("grades", hit, [expression(fact("score", MAYBE), "score")], [column], rows)
    return a_program([a_fact("score", score(optional=True))], row_rules(table), steps=[table], outputs=("grade",))


@pytest.mark.parametrize(
    ("hit", "matched", "grade"),
    [
        ("first", ["grades.high"], "high"),
        ("priority", ["grades.top"], "top"),
        ("collect", ["grades.high", "grades.top", "grades.rest"], ("high", "top", "rest")),
        ("output order", ["grades.high", "grades.top", "grades.rest"], ("top", "high", "rest")),
        ("collect count", ["grades.high", "grades.top", "grades.rest"], 3),
        ("unique", [], None),
        ("any", [], None),
    ],
)
def test_hit_policies(hit: str, matched: list[str], grade: object) -> None:
    result = agreed(grades(hit), case(95))
    assert list(result.matched) == matched
    assert result.outputs == (grade,)
    conflict = [Undecided("grades", (), ("high", "top", "rest"))] if hit in ("unique", "any") else []
    assert list(result.undecided) == conflict


def test_a_row_names_the_first_cell_that_failed() -> None:
    (table,) = trace(grades("first"), case(85)).steps
    assert isinstance(table, TableTrace)
    assert [(row.selected, row.failed) for row in table.rows] == [(True, None), (False, 0), (False, None)]
    assert table.inputs == (85,)


def test_a_null_input_matches_only_the_dash() -> None:
    assert agreed(grades("first"), case(None)).outputs == ("rest",)


def test_outside_its_period_a_policy_decides_nothing() -> None:
    result = agreed(replace(grades("first"), in_force=False), case(85))
    assert result == Result((), (), (None,), (), ())


def test_a_list_of_constants_is_evaluated() -> None:
    when = expression(call("list-contains", listed(const(1), const(2)), fact("score")), "score in (1, 2)")
    program = a_program([a_fact("score", NUMBER)], [a_rule("rule", when)])
    assert [trace(program, case(value)).rules[0].state for value in (1, 3)] == ["fired", "not-fired"]
