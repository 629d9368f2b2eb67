"""The checker by tables: what an expression gives, and what is said of one that is wrong, at which offsets."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from engine.feel.types import DATE, MONEY, NUMBER, PERCENT, SPAN, Type
from engine.feel.values import TimeSpan, Unit
from tests.feel.reading import REVISION, cell_value, typed, typed_cell, value

if TYPE_CHECKING:
    from engine.feel.values import Value

SHARES = ({"party": "a", "share": Decimal("0.6")}, {"party": "b", "share": Decimal("0.4")})

THREE_WORKING_DAYS = TimeSpan(Unit.WORKING_DAYS, Decimal(3))

GIVES: list[tuple[str, dict[str, Any], Value]] = [
    ("score < pass_score", {"score": 79, "pass_score": 80}, True),
    ("审核分数 < 及格分", {"score": 80, "pass_score": 80}, False),
    ('整改情况 = "未整改"', {"revision": "none"}, True),
    ('revision = "none" and signed', {"revision": None, "signed": True}, False),
    ('revision != "none"', {"revision": None}, True),
    ("revision = null", {"revision": None}, True),
    ("revision != null", {"revision": "none"}, True),
    ("提成 金额 * rate", {"commission": Decimal(10000), "rate": Decimal("0.005")}, Decimal(50)),
    ("commission * rate", {"commission": None, "rate": Decimal("0.005")}, None),
    ("100% - rate", {"rate": Decimal("0.005")}, Decimal("0.995")),
    ("loss / 3 * 3 = loss", {"loss": 100}, False),
    ("loss / 500 CNY", {"loss": 250}, Decimal("0.5")),
    ("sum(shares.share) = 100%", {"shares": SHARES}, True),
    ('shares[party = "b"].share[1]', {"shares": SHARES}, Decimal("0.4")),
    ("shares[3].share", {"shares": SHARES}, None),
    ("count(departments) > 1", {"departments": ("a", "b")}, True),
    ('some d in departments satisfies d = "b"', {"departments": ("a", "b")}, True),
    ("every d in departments satisfies string length(d) = 1", {"departments": ()}, True),
    ("for a in [1, 2], b in [a, 10] return a * b", {}, (1, 10, 2 * 2, 20)),
    ("for i in 3..1 return i", {}, (3, 2, 1)),
    ("for x in [1, 2] return for x in [x, 5] return x", {}, ((1, 5), (2, 5))),
    ("score in [80..90)", {"score": 90}, False),
    ("score in (80..90]", {"score": 80}, False),
    ("score in (< 10, > 90, 50)", {"score": 50}, True),
    ("score between 80 and 90", {"score": 80}, True),
    ("score in [[1..2], [79..81]]", {"score": 80}, True),
    ('revision in ("none", "部分整改")', {"revision": "partial"}, True),
    ('list contains(evidence, "photos")', {"evidence": ("photos",)}, True),
    ('"photos" in evidence', {"evidence": ("usage",)}, False),
    ('if signed then revision else "none"', {"signed": False}, "none"),
    ("if visits > 1 then 1 else 2", {"visits": None}, 2),
    ("made_on + 6 months", {"made_on": dt.date(2021, 8, 31)}, dt.date(2022, 2, 28)),
    ("made_on + period", {"made_on": dt.date(2021, 8, 31), "period": THREE_WORKING_DAYS}, None),
    ("made_on + 7 calendar days", {"made_on": dt.date(2021, 2, 28)}, dt.date(2021, 3, 7)),
    ("(bought_on - made_on).days", {"made_on": dt.date(2021, 2, 28), "bought_on": dt.date(2021, 3, 1)}, 1),
    ("period > 24h", {"period": THREE_WORKING_DAYS}, None),
    ("period > 24h", {"period": TimeSpan(Unit.SECONDS, Decimal(90000))}, True),
    ('made_on < @"2021-03-01"', {"made_on": dt.date(2021, 2, 28)}, True),
    ("made_on.weekday", {"made_on": dt.date(2021, 2, 28)}, 7),
    ("-3 ** 2", {}, 9),
    ("max(0, score)", {"score": -1}, 0),
    ("{a: 1, b: a + 1}.b", {}, 2),
    ("before([1..5), [5..6])", {}, True),
    ("includes([1..10], 10)", {}, True),
    ("overlaps([1..5], (5..8])", {}, False),
    ("starts([1..5], [1..10])", {}, True),
    ("not(visits > 1)", {"visits": None}, None),
    ("substring(string: name, start position: 2)", {"name": "甲乙"}, "乙"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "facts", "expected"), GIVES)
def test_gives(text: str, facts: dict[str, Any], expected: Value) -> None:
    assert value(text, **facts) == expected


CELLS: list[tuple[str, str, dict[str, Any], bool]] = [
    ("[80..90)", "score", {"score": 80}, True),
    ("[80..90)", "visits", {"visits": None}, False),
    ("< 80", "score", {"score": 79}, True),
    ('"none", "部分整改"', "revision", {"revision": "partial"}, True),
    ('"none"', "revision", {"revision": None}, False),
    ('not("none")', "revision", {"revision": None}, False),
    ('not("none")', "revision", {"revision": "partial"}, True),
    ('!= "none"', "revision", {"revision": None}, False),
    ("true", "signed", {"signed": True}, True),
    ("false", "signed", {"signed": True}, False),
    ("? = null", "visits", {"visits": None}, True),
    ("? > 1 and signed", "visits", {"visits": 2, "signed": True}, True),
    ("> pass_score", "score", {"score": 81, "pass_score": 80}, True),
    ('["a", "b"]', "name", {"name": "b"}, True),
    ("departments", "name", {"name": "b", "departments": ("a",)}, False),
    ('list contains(?, "b")', "departments", {"departments": ("b",)}, True),
    ("[1..2], 5", "visits", {"visits": 5}, True),
]


@pytest.mark.parametrize(("cell", "subject", "facts", "expected"), CELLS)
def test_cell(cell: str, subject: str, facts: dict[str, Any], expected: bool) -> None:
    found, _ = typed_cell(cell, subject)
    assert found is not None
    assert not found.type.optional
    assert cell_value(cell, subject, **facts) is expected


def test_any_value_cell() -> None:
    assert typed_cell("-", "score") == (None, ())


WRONG: list[tuple[str, str]] = [
    ("GJ220", "[scor] < 80"),
    ("GJ220", "signed and [nothing_like_it]"),
    ("GJ221", "[substrin](name, 1)"),
    ("GJ222", "made_on.[yeer]"),
    ("GJ222", "shares.[part]"),
    ("GJ223", "[日期] = null"),
    ("GJ225", "[signed = name]"),
    ("GJ225", "[loss * loss]"),
    ("GJ225", "[score + name]"),
    ("GJ227", "[score] and signed"),
    ("GJ227", "if [name] then 1 else 2"),
    ("GJ228", "rate > [0.5]"),
    ("GJ228", "[1] - rate"),
    ("GJ229", "period > [24]"),
    ("GJ229", "made_on + [3]"),
    ("GJ230", "loss > [500]"),
    ("GJ231", 'revision = ["non"]'),
    ("GJ231", 'revision in ("none", ["parial"])'),
    ("GJ231", 'list contains(evidence, ["photo"])'),
    ("GJ232", 'made_on < ["2021-01-01"]'),
    ("GJ234", "[24h > 1 calendar day]"),
    ("GJ234", "[1 month + 1 day]"),
    ("GJ235", "[made_on + 3 working days]"),
    ("GJ236", '[if signed then 1 else "x"]'),
    ("GJ237", '[[1, "x"]]'),
    ("GJ238", "some s in [score] satisfies s = 1"),
    ("GJ239", "[[1..2]] = score"),
    ("GJ240", "[substring(name)]"),
    ("GJ241", "[substring(string: name, begin: 1)]"),
    ("GJ242", "[upper case(score)]"),
    ("GJ243", "[now]() > at"),
    ("GJ244", '[date("2021-02-30")] = made_on'),
    ("GJ244", '[@"2021-02-30"] = made_on'),
    ("GJ246", "[score < null]"),
    ("GJ248", "[score > 100]"),
    ("GJ248", "[score = 101]"),
    ("GJ249", "[score <= 101]"),
    ("GJ250", "[score = null]"),
    ("GJ251", "loss > [500 USD]"),
    ("GJ252", "[count] = 1"),
    ("GJ253", "[{a: 1, a: 2}]"),
    ("GJ255", "[score](1) = 1"),
]
"""The code, and the expression with the faulty stretch in brackets of its own (the first `[` and the last `]`)."""


@pytest.mark.parametrize(("code", "marked"), WRONG)
def test_wrong(code: str, marked: str) -> None:
    start, end = marked.index("["), marked.rindex("]")
    text = marked[:start] + marked[start + 1 : end] + marked[end + 1 :]
    _, faults = typed(text)
    assert [
        (fault.code, fault.span and fault.span.column, fault.span and fault.span.end_column) for fault in faults
    ] == [(code, start + 1, end)]
    assert faults[0].message("zh")
    assert faults[0].message("en")


WRONG_CELLS = [
    ("GJ231", '"non"', "revision"),
    ("GJ247", "null", "visits"),
    ("GJ248", "> 100", "score"),
    ("GJ230", "500", "loss"),
    ("GJ225", '"a"', "departments"),
    ("GJ258", "[90..80]", "score"),
    ("GJ227", "? + 1", "visits"),
]


@pytest.mark.parametrize(("code", "cell", "subject"), WRONG_CELLS)
def test_wrong_cell(code: str, cell: str, subject: str) -> None:
    _, faults = typed_cell(cell, subject)
    assert code in {fault.code for fault in faults}


def test_every_fault_of_one_expression_is_reported() -> None:
    _, faults = typed('scor < 80 and rate > 0.5 and revision = "non" and date("2021-02-30") = made_on')
    assert [fault.code for fault in faults] == ["GJ220", "GJ228", "GJ231", "GJ244"]


SUGGESTED = [
    ("scor < 80", "`score`"),
    ('revision = "未整"', "`未整改`"),
    ("rate > 0.5", "`50%` / `0.5%`"),
    ("loss > 500", "`500 CNY`"),
    ("period > 24", "`24h`"),
    ('made_on < "2021-01-01"', 'date("2021-01-01")'),
    ("substrin(name, 1)", "`substring`"),
    ("revision = partial", '`"partial"`'),
    ("signed and 未整改", '`"未整改"`'),
]


@pytest.mark.parametrize(("text", "suggestion"), SUGGESTED)
def test_suggests(text: str, suggestion: str) -> None:
    _, (fault,) = typed(text)
    assert suggestion in fault.hint("zh")
    assert suggestion in fault.hint("en")


EXPECTED: list[tuple[str, Type, str | None]] = [
    ("score", NUMBER, None),
    ("loss", MONEY, None),
    ("5", MONEY, "GJ230"),
    ("0.5", PERCENT, "GJ228"),
    ("24", SPAN, "GJ229"),
    ('"2021-01-01"', DATE, "GJ232"),
    ("rate", NUMBER, "GJ233"),
    ("name", NUMBER, "GJ226"),
    ('if signed then "未整改" else "none"', REVISION, None),
    ('if signed then "x" else "none"', REVISION, "GJ226"),
    ("name", REVISION, "GJ226"),
    ("null", NUMBER, None),
]


@pytest.mark.parametrize(("text", "wanted", "code"), EXPECTED)
def test_expected(text: str, wanted: Type, code: str | None) -> None:
    found, faults = typed(text, wanted)
    assert [fault.code for fault in faults] == ([code] if code else [])
    assert code or found.type.kind is wanted.kind


OPTIONAL = [
    ("commission * rate", True),
    ("loss * rate", False),
    ("loss / 2", False),
    ("loss / number(rate)", True),
    ('revision = "none"', False),
    ("visits > 1", True),
    ("sum(shares.share)", True),
    ("max(0, score)", False),
    ("departments[1]", True),
    ("made_on + period", True),
    ("if signed then 1 else null", True),
    ("[1, 2][item > 1]", False),
]


@pytest.mark.parametrize(("text", "optional"), OPTIONAL)
def test_optional(text: str, optional: bool) -> None:
    found, faults = typed(text)
    assert not faults
    assert found.type.optional is optional
