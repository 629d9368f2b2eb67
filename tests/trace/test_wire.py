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
from engine.ir.moments import moment_json
from engine.ir.program import Approval, Program, Requires
from engine.ir.trace import result_of
from engine.ir.value_wire import money_text, value_json
from engine.ir.wire import Question, decision_id, decision_json, form_of
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
    def question(self) -> Question:
        as_of, now = moment_json(self.as_of, ZONE), moment_json(self.now, ZONE)
        return Question(self.revision, as_of, now, self.checked, self.checked.history)

    @property
    def id(self) -> str:
        return decision_id(self.question, form_of(self.program))

    def to_dict(self) -> dict[str, Any]:
        text = decision_json(self.id, self.question, self.result, self.program, form_of(self.program))
        assert text == json.dumps(json.loads(text), ensure_ascii=False, separators=(",", ":")), "one line, no spaces"
        data: dict[str, Any] = json.loads(text)
        return data


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
    written = decided(deduction(), 79, Decimal(10000)).to_dict()
    assert written["outcomes"] == [
        {"do": "deduction", "to": "agent", "rule": "below", "cites": ["MAN-02"], "rate": "0.005", "amount": "50.00"}
    ]
    assert (written["matched"], written["undecided"], written["outputs"]) == (["below"], [], {})
    assert (written["policy"], written["branch"], written["currency"]) == ("example", "base", "CNY")
    assert "held" not in written


def test_a_null_attribute_is_left_out_with_what_it_needs() -> None:
    (outcome,) = decided(deduction(), 79, None).to_dict()["outcomes"]
    assert outcome["needs"] == ["pay"]
    assert "amount" not in outcome


def test_an_undecided_rule_is_listed() -> None:
    assert decided(deduction(), None, None).to_dict()["undecided"] == [{"rule": "below", "needs": ["score"]}]


def test_a_held_outcome_says_what_is_missing_and_who_is_next() -> None:
    program = deduction(Requires(None, (), (Approval("approved", "manager"),), span()))
    written = decided(program, 79, None).to_dict()
    assert written["outcomes"] == []
    assert [(item["do"], item["missing"], item["next"]) for item in written["held"]] == [
        ("deduction", ["approved"], "manager")
    ]
    jsonschema.validate(written, SCHEMA)


@pytest.mark.parametrize("values", [(79, Decimal(10000)), (79, None), (None, None), (90, 1)])
def test_every_decision_fits_the_schema(values: tuple[Any, ...]) -> None:
    jsonschema.validate(decided(deduction(), *values).to_dict(), SCHEMA)


def test_the_id_is_of_the_question() -> None:
    asked = decided(deduction(), 79, None)
    same = decided(deduction(), Decimal("79.0"), None)
    assert asked.id == same.id
    event = Event("e1", "noted", dt.datetime(2026, 11, 1, tzinfo=dt.UTC), {})
    others = [
        decided(deduction(), 78, None),
        replace(asked, revision="sha256:1"),
        replace(asked, as_of=dt.date(2026, 11, 23)),
        replace(asked, now=asked.now + dt.timedelta(seconds=1)),
        decided(deduction(), 79, None, history=History((event,))),
    ]
    ids = {item.id for item in [asked, *others]}
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
    assert decided(deduction(), Decimal("79.50"), None, history=history).id == sha256(canonical.encode()).hexdigest()


def test_the_id_of_an_instant_is_of_the_instant_not_of_its_offset() -> None:
    asked = decided(deduction(), 79, None)
    assert asked.id == replace(asked, now=asked.now.astimezone(ZONE)).id


VALUES: list[tuple[Any, Type, Any]] = [
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
]


@pytest.mark.parametrize(("value", "declared", "written"), VALUES)
def test_values(value: Any, declared: Type, written: Any) -> None:
    assert value_json(value, declared, ZONE) == written


@pytest.mark.parametrize(("value", "declared", "written"), [*VALUES, (79.5, NUMBER, "79.5"), (-0.0, MONEY, "0.00")])
def test_values_among_others(value: Any, declared: Type, written: Any) -> None:
    """In a decision the commonest are written in place; a float stands for the decimal that it prints as."""
    names = ("a", '100 "%s" %', "评分")
    form = form_of(a_program([a_fact(name, declared) for name in names], []))
    assert json.loads(f"{{{form.facts(case(value, value, value))}}}") == dict.fromkeys(names, written)


def test_numbers_have_no_exponent_and_no_trailing_zeros() -> None:
    numbers = (0, Decimal("0E-6"), Decimal(1000), Decimal("12.3400"), 12345678901234567891)
    assert [value_json(n, NUMBER, ZONE) for n in numbers] == ["0", "0", "1000", "12.34", "12345678901234567891"]
    assert [money_text(n) for n in (0, Decimal("0.1"), Decimal(-5))] == ["0.00", "0.10", "-5.00"]
