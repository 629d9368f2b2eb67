"""Decisions as JSON: the shape that the schema describes, the texts of numbers, ids that only the question decides."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field, replace
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import jsonschema
import pytest

from engine.backends.scalar.checked import Checked, Event, History
from engine.backends.scalar.tracing import trace
from engine.feel.types import ANY, DATE, MONEY, NUMBER, PERCENT, SPAN, STRING, Type, list_of
from engine.feel.values import TimeSpan, Unit
from engine.ir.program import Approval, Program, Requires
from engine.ir.trace import result_of
from engine.ir.wire import decision_id, decision_object, money_text, value_json
from tests.trace.building import (
    a_fact,
    a_param,
    a_program,
    a_rule,
    call,
    case,
    const,
    does,
    expression,
    fact,
    param,
    span,
)

if TYPE_CHECKING:
    from engine.ir.decision import Result

SCHEMA = json.loads(Path("schemas/decision.schema.json").read_text(encoding="utf-8"))
ZONE = ZoneInfo("Asia/Shanghai")
PAY = MONEY.or_null()


@dataclass(frozen=True)
class Case:
    """A decision as the wire sees it."""

    program: Program
    checked: Checked
    result: Result
    revision: str = "sha256:0"
    as_of: dt.date | dt.datetime = dt.date(2026, 11, 22)
    now: dt.datetime = field(default=dt.datetime(2026, 11, 22, 16, 0, tzinfo=dt.UTC))

    @property
    def values(self) -> tuple[Any, ...]:
        return self.checked.facts

    @property
    def events(self) -> tuple[Event, ...]:
        return self.checked.history.events

    @property
    def horizon(self) -> dt.date | None:
        return self.checked.history.horizon


def deduction(requires: Requires | None = None) -> Program:
    amount = call("round-money", call("multiply", fact("pay", PAY), param("rate", PERCENT)))
    then = does(
        "deduction", "agent", rate=expression(param("rate", PERCENT), "rate"), amount=expression(amount, "pay * rate")
    )
    when = expression(call("lt", fact("score", NUMBER.or_null()), const(80)), "score < 80")
    rule = a_rule("below", when, then, cites=("MAN-02",), requires=requires)
    facts = [a_fact("score", NUMBER.or_null()), a_fact("pay", PAY)]
    return a_program(facts, [rule], [a_param("rate", Decimal("0.0050"), PERCENT)])


def decided(program: Program, *values: Any, history: History | None = None) -> Case:
    checked = case(*values, history=history or History())
    return Case(program, checked, result_of(trace(program, checked)))


def test_an_outcome_has_its_attributes_beside_its_rule() -> None:
    written = decision_object(decided(deduction(), 79, Decimal(10000)))
    assert written["outcomes"] == [
        {"do": "deduction", "to": "agent", "rule": "below", "cites": ["MAN-02"], "rate": "0.005", "amount": "50.00"}
    ]
    assert (written["matched"], written["undecided"], written["outputs"]) == (["below"], [], {})
    assert (written["policy"], written["branch"], written["currency"]) == ("example", "base", "CNY")
    assert "held" not in written


def test_a_null_attribute_is_left_out_with_what_it_needs() -> None:
    (outcome,) = decision_object(decided(deduction(), 79, None))["outcomes"]
    assert outcome["needs"] == ["pay"]
    assert "amount" not in outcome


def test_an_undecided_rule_is_listed() -> None:
    assert decision_object(decided(deduction(), None, None))["undecided"] == [{"rule": "below", "needs": ["score"]}]


def test_a_held_outcome_says_what_is_missing_and_who_is_next() -> None:
    program = deduction(Requires(None, (), (Approval("approved", "manager"),), span()))
    written = decision_object(decided(program, 79, None))
    assert written["outcomes"] == []
    assert [(item["do"], item["missing"], item["next"]) for item in written["held"]] == [
        ("deduction", ["approved"], "manager")
    ]
    jsonschema.validate(written, SCHEMA)


@pytest.mark.parametrize("values", [(79, Decimal(10000)), (79, None), (None, None), (90, 1)])
def test_every_decision_fits_the_schema(values: tuple[Any, ...]) -> None:
    jsonschema.validate(decision_object(decided(deduction(), *values)), SCHEMA)


def test_the_id_is_of_the_question() -> None:
    asked = decided(deduction(), 79, None)
    same = decided(deduction(), Decimal("79.0"), None)
    assert decision_id(asked) == decision_id(same)
    event = Event("e1", "noted", dt.datetime(2026, 11, 1, tzinfo=dt.UTC), {})
    others = [
        decided(deduction(), 78, None),
        replace(asked, revision="sha256:1"),
        replace(asked, as_of=dt.date(2026, 11, 23)),
        replace(asked, now=asked.now + dt.timedelta(seconds=1)),
        decided(deduction(), 79, None, history=History((event,))),
    ]
    ids = {decision_id(item) for item in [asked, *others]}
    assert len(ids) == 1 + len(others)


def test_the_id_is_the_hash_of_the_question_as_canonical_json() -> None:
    """Its members, and theirs, in the order of their names; it must never change: ledgers are full of it."""
    event = Event("e\u0001", "noted", dt.datetime(2026, 11, 1, tzinfo=dt.UTC), {"by": '"张"', "count": 3})
    facts = {"score": "79.5", "pay": None}
    asked = {
        "branch": "base",
        "policy": "example",
        "revision": "sha256:0",
        "facts": facts,
        "events": [
            {"id": "e\u0001", "type": "noted", "at": "2026-11-01T08:00:00+08:00", "data": {"by": '"张"', "count": "3"}}
        ],
        "as_of": "2026-11-22",
        "now": "2026-11-23T00:00:00+08:00",
        "horizon": "2026-12-31",
    }
    canonical = json.dumps(asked, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    history = History((event,), horizon=dt.date(2026, 12, 31))
    assert (
        decision_id(decided(deduction(), Decimal("79.50"), None, history=history))
        == sha256(canonical.encode()).hexdigest()
    )


def test_the_id_of_an_instant_is_of_the_instant_not_of_its_offset() -> None:
    asked = decided(deduction(), 79, None)
    assert decision_id(asked) == decision_id(replace(asked, now=asked.now.astimezone(ZONE)))


@pytest.mark.parametrize(
    ("value", "declared", "written"),
    [
        (None, NUMBER, None),
        (True, ANY, True),
        (Decimal("79.50"), NUMBER, "79.5"),
        (Decimal("1E+2"), NUMBER, "100"),
        (100, NUMBER, "100"),
        (Decimal("-0.0"), NUMBER, "0"),
        (Decimal("0.005"), PERCENT, "0.005"),
        (Decimal("1E-7"), PERCENT, "0.0000001"),
        (10, MONEY, "10.00"),
        (Decimal("123.4600"), MONEY, "123.46"),
        (dt.date(2026, 2, 28), DATE, "2026-02-28"),
        (dt.datetime(2026, 2, 28, 16, 0, tzinfo=dt.UTC), ANY, "2026-03-01T00:00:00+08:00"),
        (TimeSpan(Unit.WORKING_DAYS, Decimal(3)), SPAN, "3 working days"),
        (("a", "b"), list_of(STRING), ["a", "b"]),
        (({"share": Decimal("0.50")},), list_of(ANY), [{"share": "0.5"}]),
    ],
)
def test_values(value: Any, declared: Type, written: Any) -> None:
    assert value_json(value, declared, ZONE) == written


def test_numbers_have_no_exponent_and_no_trailing_zeros() -> None:
    numbers = (0, Decimal("0E-6"), Decimal(1000), Decimal("12.3400"), 12345678901234567891)
    assert [value_json(n, NUMBER, ZONE) for n in numbers] == ["0", "0", "1000", "12.34", "12345678901234567891"]
    assert [money_text(n) for n in (0, Decimal("0.1"), Decimal(-5))] == ["0.00", "0.10", "-5.00"]
