"""Values outside expressions: what they are read as, and what is said of those that are none."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from engine.diagnostics import Place, Report
from engine.feel.literals import read_range, read_typed_literal, read_value, type_of_number
from engine.feel.types import BOOLEAN, DATE, MONEY, NUMBER, PERCENT, SPAN, STRING, Kind, Type
from engine.feel.values import TimeSpan, Unit

if TYPE_CHECKING:
    from engine.feel.values import Value

PLACE = Place("p.yaml", ((0, 1, 1),))
GRADE = Type(Kind.ENUM, values=("excellent", "qualified"))
RATE = replace(PERCENT, low=Decimal(0), high=Decimal(1))

VALUES: list[tuple[str, Type, Value]] = [
    ("80", NUMBER, 80),
    ("-0.50", NUMBER, Decimal("-0.5")),
    ("0.5%", PERCENT, Decimal("0.005")),
    ("100 %", RATE, 1),
    ("0", PERCENT, 0),
    ("500 CNY", MONEY, 500),
    ("¥500.5", MONEY, Decimal("500.5")),
    ("500", MONEY, 500),
    ("3 working days", SPAN, TimeSpan(Unit.WORKING_DAYS, Decimal(3))),
    ("true", BOOLEAN, True),
    ("qualified", GRADE, "qualified"),
    ("优秀", GRADE, "excellent"),
    ('"text"', STRING, "text"),
    ("text", STRING, "text"),
    ("2019-01-01", DATE, dt.date(2019, 1, 1)),
    ("null", NUMBER.or_null(), None),
]


@pytest.mark.parametrize(("text", "wanted", "expected"), VALUES)
def test_read(text: str, wanted: Type, expected: Value) -> None:
    report = Report()
    assert read_value(text, wanted, PLACE, report, {"优秀": "excellent"}) == expected
    assert not report.found


FAULTS = [
    ("0.5", PERCENT, "GJ228", "`50%` / `0.5%`"),
    ("24", SPAN, "GJ229", "`24h`"),
    ("24 hrs", SPAN, "GJ214", "24 hours"),
    ("excelent", GRADE, "GJ231", "`excellent`"),
    ("yes", BOOLEAN, "GJ254", "did you mean `true`?"),
    ("否", BOOLEAN, "GJ254", "did you mean `false`?"),
    ("1,000", NUMBER, "GJ254", "did you mean `1000`?"),
    ("８０", NUMBER, "GJ254", "did you mean `80`?"),
    ("80分", NUMBER, "GJ254", "did you mean `80`?"),
    ("0.5％", PERCENT, "GJ254", "did you mean `0.5%`?"),
    ("百分之5", PERCENT, "GJ254", "did you mean `5%`?"),
    ("1,000 CNY", MONEY, "GJ254", "did you mean `1000 CNY`?"),
    ("many", NUMBER, "GJ254", "for example `80`"),
    ("2026-02-30", DATE, "GJ244", "2021-01-31"),
    ("120%", RATE, "GJ259", "range"),
    ("null", NUMBER, "GJ254", "80"),
    ("1" * 35, NUMBER, "GJ254", "80"),
]


@pytest.mark.parametrize(("text", "wanted", "code", "hint"), FAULTS)
def test_fault(text: str, wanted: Type, code: str, hint: str) -> None:
    report = Report()
    assert read_value(text, wanted, PLACE, report) is None
    (fault,) = report.found
    assert fault.code == code
    assert hint in fault.hint("en")


TYPED = [
    ("80", 80, Kind.NUMBER),
    ("0.5%", Decimal("0.005"), Kind.PERCENT),
    ("500 CNY", 500, Kind.MONEY),
    ("1 year", TimeSpan(Unit.MONTHS, Decimal(12)), Kind.SPAN),
    ("true", True, Kind.BOOLEAN),
    ("2019-01-01", dt.date(2019, 1, 1), Kind.DATE),
    ('"x"', "x", Kind.STRING),
]


@pytest.mark.parametrize(("text", "value", "kind"), TYPED)
def test_typed_literal(text: str, value: Value, kind: Kind) -> None:
    report = Report()
    found, given = read_typed_literal(text, PLACE, report)
    assert (found, given.kind) == (value, kind)
    assert not report.found


RANGES = [
    ("0..100", NUMBER, (Decimal(0), Decimal(100)), None),
    ("0..", NUMBER, (Decimal(0), None), None),
    ("..100%", PERCENT, (None, Decimal(1)), None),
    ("-1 .. 1.5", NUMBER, (Decimal(-1), Decimal("1.5")), None),
    ("100..0", NUMBER, (None, None), "GJ258"),
    ("..", NUMBER, (None, None), "GJ257"),
    ("0-100", NUMBER, (None, None), "GJ257"),
    ("0...100", NUMBER, (None, None), "GJ257"),
    ("0..0.5", PERCENT, (Decimal(0), None), "GJ228"),
]


@pytest.mark.parametrize(("text", "wanted", "bounds", "code"), RANGES)
def test_range(text: str, wanted: Type, bounds: tuple[Decimal | None, Decimal | None], code: str | None) -> None:
    report = Report()
    assert read_range(text, wanted, PLACE, report) == bounds
    assert [fault.code for fault in report.found] == ([code] if code else [])


@pytest.mark.parametrize(
    ("value", "scale"),
    [(80, 0), (Decimal("1E+3"), 0), (Decimal("0.00"), 0), (Decimal("1.50"), 1), (Decimal(f"0.{'1' * 34}"), 34)],
)
def test_decimals_are_counted_to_the_last(value: Decimal | int, scale: int) -> None:
    assert type_of_number(NUMBER, value).scale == scale
