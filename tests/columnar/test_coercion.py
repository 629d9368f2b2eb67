"""What stands in a column is read exactly, or is a fault of its row with the scalar executor's code."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.backends.columnar.decode import restored
from engine.backends.columnar.facts import errors, fact_column, given_name
from engine.backends.columnar.files import literal
from engine.backends.columnar.nodes import quoted
from engine.backends.columnar.query import parse_types
from engine.backends.columnar.rows import fetchable
from engine.backends.scalar.coerce import Unfit
from engine.backends.scalar.inspection import fact_reader
from engine.diagnostics import Span
from engine.feel import types
from engine.feel.spans import SPELLINGS
from engine.feel.types import Kind, Type
from engine.feel.values import TimeSpan, Unit, scale_of
from engine.ir.program import Fact, Text

SPAN = Span("policy.yaml", 1, 1, 1, 2)
PLAIN = Text("f", "f")
ENUM = Type(Kind.ENUM, values=("none", "all"))
LABELS = (("none", Text("未整改", "nothing")), ("all", Text("整改", "nothing")))
SCORE = replace(types.NUMBER, low=Decimal(0), high=Decimal(100))
TENTHS = replace(SCORE, scale=1)
WHOLE = replace(types.NUMBER, scale=0)
SHARE = Type(Kind.CONTEXT, fields=(("party", types.STRING), ("share", types.PERCENT), ("note", types.STRING.or_null())))


def fact(static: Type, default: Any = None) -> Fact:
    labels = LABELS if static.kind is Kind.ENUM else ()
    return Fact("f", static, PLAIN, default, None, None, labels, SPAN, "policy")


def read(static: Type, kind: str, value: str, default: Any = None) -> Any:
    """What a cell gives, written in SQL, of a column of type `kind`: the value, or the fault's code."""
    found = fact_column(fact(static, default), parse_types({"f": kind}))
    given, faults = quoted(given_name("f")).sql("duckdb"), errors([found], []).sql("duckdb")
    values = f"SELECT f AS {given}, {found.value.sql('duckdb')} AS f FROM (SELECT CAST({value} AS {kind}) AS f)"
    with duckdb.connect() as connection:
        answer, fault = connection.execute(f"SELECT f, {faults} FROM ({values})").fetchone() or (None, None)
    return answer if fault is None else fault[0].removesuffix(" f")


@pytest.mark.parametrize(
    ("static", "kind", "value", "expected"),
    [
        (SCORE, "VARCHAR", "'79.5'", Decimal("79.5")),
        (SCORE, "VARCHAR", "'+079.50000000000000000000'", Decimal("79.5")),
        (SCORE, "VARCHAR", "'0.0000000001'", Decimal("1E-10")),
        (SCORE, "VARCHAR", "'0.00000000001'", "GJ508"),
        (SCORE, "VARCHAR", "'100.00000000001'", "GJ430"),
        (SCORE, "VARCHAR", "'-1'", "GJ430"),
        (SCORE, "VARCHAR", "'1e2'", "GJ410"),
        (SCORE, "VARCHAR", "' 79'", "GJ410"),
        (SCORE, "VARCHAR", "'7_9'", "GJ410"),
        (SCORE, "VARCHAR", "'７９'", "GJ410"),
        (SCORE, "VARCHAR", "''", "GJ410"),
        (SCORE, "VARCHAR", "NULL", "GJ402"),
        (SCORE.or_null(), "VARCHAR", "NULL", None),
        (TENTHS, "VARCHAR", "'79.55'", "GJ432"),
        (WHOLE, "VARCHAR", "'79.5'", "GJ433"),
        (WHOLE, "VARCHAR", "'99999999999999999999'", "GJ508"),
        (SCORE, "DOUBLE", "0.1", Decimal("0.1")),
        (SCORE, "DOUBLE", "1e-10", Decimal("1E-10")),
        (SCORE, "DOUBLE", "1.5e-10", "GJ508"),
        (SCORE, "DOUBLE", "CAST(1.1 AS DOUBLE) * CAST(1.1 AS DOUBLE)", "GJ508"),
        (SCORE, "DOUBLE", "'nan'", "GJ410"),
        (SCORE, "DOUBLE", "'inf'", "GJ410"),
        (types.NUMBER, "DOUBLE", "1.25e14", Decimal(125000000000000)),
        (types.NUMBER, "DOUBLE", "1e23", "GJ508"),
        (SCORE, "FLOAT", "0.1", Decimal("0.1")),
        (SCORE, "INTEGER", "79", Decimal(79)),
        (SCORE, "INTEGER", "-79", "GJ430"),
        (SCORE, "HUGEINT", "99999999999999999999999999999999999999", "GJ430"),
        (WHOLE, "UBIGINT", "18446744073709551615", "GJ508"),
        (SCORE, "DECIMAL(38, 0)", "99999999999999999999999999999999999999", "GJ430"),
        (SCORE, "DECIMAL(38, 30)", "79.5", Decimal("79.5")),
        (SCORE, "DECIMAL(38, 30)", "79.50000000000000000001", "GJ508"),
        (SCORE, "DECIMAL(4, 1)", "79.5", Decimal("79.5")),
        (SCORE, "DECIMAL(4, 1)", "100.1", "GJ430"),
        (TENTHS, "DECIMAL(6, 3)", "79.55", "GJ432"),
        (SCORE, "BOOLEAN", "TRUE", "GJ410"),
        (SCORE, "DATE", "'2026-01-31'", "GJ410"),
        (types.MONEY, "VARCHAR", "'9999999999999.99'", Decimal("9999999999999.99")),
        (types.MONEY, "VARCHAR", "'0.005'", "GJ432"),
        (types.PERCENT, "VARCHAR", "'98%'", Decimal("0.98")),
        (types.PERCENT, "VARCHAR", "'0.5 ％'", Decimal("0.005")),
        (types.PERCENT, "VARCHAR", "'33.333333%'", Decimal("0.33333333")),
        (types.PERCENT, "VARCHAR", "'33.3333333%'", "GJ508"),
        (types.PERCENT, "VARCHAR", "'101%'", "GJ430"),
        (types.PERCENT, "VARCHAR", "'0.98'", Decimal("0.98")),
        (types.PERCENT, "VARCHAR", "'98'", "GJ430"),
        (types.PERCENT, "VARCHAR", "'%'", "GJ412"),
        (types.PERCENT, "DOUBLE", "0.005", Decimal("0.005")),
        (types.PERCENT, "INTEGER", "98", "GJ430"),
        (types.BOOLEAN, "BOOLEAN", "FALSE", False),
        (types.BOOLEAN, "VARCHAR", "'TRUE'", True),
        (types.BOOLEAN, "VARCHAR", "'yes'", "GJ413"),
        (types.BOOLEAN, "INTEGER", "1", "GJ413"),
        (types.STRING, "VARCHAR", "'; DROP TABLE f; --'", "; DROP TABLE f; --"),
        (types.STRING, "INTEGER", "1", "GJ414"),
        (ENUM, "VARCHAR", "'none'", "none"),
        (ENUM, "VARCHAR", "'未整改'", "none"),
        (ENUM, "VARCHAR", "'nothing'", "GJ415"),
        (ENUM, "VARCHAR", "'None'", "GJ415"),
        (ENUM, "ENUM('none', 'other')", "'none'", "none"),
        (ENUM, "ENUM('none', 'other')", "'other'", "GJ415"),
        (types.DATE, "DATE", "'2026-01-31'", dt.date(2026, 1, 31)),
        (types.DATE, "DATE", "'infinity'", "GJ435"),
        (types.DATE, "VARCHAR", "'2024-02-29'", dt.date(2024, 2, 29)),
        (types.DATE, "VARCHAR", "'2026-02-30'", "GJ435"),
        (types.DATE, "VARCHAR", "'0000-01-01'", "GJ435"),
        (types.DATE, "VARCHAR", "'2026-1-31'", "GJ416"),
        (types.DATE, "VARCHAR", "'2026-01-31 10:00'", "GJ416"),
        (types.DATE, "TIMESTAMP", "'2026-01-31 00:00:00'", dt.date(2026, 1, 31)),
        (types.DATE, "TIMESTAMP", "'2026-01-31 00:00:01'", "GJ416"),
        (types.list_of(types.STRING), "VARCHAR[]", "['a', 'b', 'a']", ["a", "b", "a"]),
        (replace(types.list_of(types.STRING), unique=True), "VARCHAR[]", "['b', 'a', 'b']", ["b", "a"]),
        (types.list_of(types.STRING), "VARCHAR[]", "['a', NULL]", "GJ420"),
        (types.list_of(types.STRING.or_null()), "VARCHAR[]", "['a', NULL]", ["a", None]),
        (types.list_of(SCORE), "VARCHAR[]", "['1.5', '2']", [Decimal("1.5"), Decimal(2)]),
        (types.list_of(SCORE), "DOUBLE[]", "[1.5, 101]", "GJ420"),
        (types.list_of(types.STRING), "VARCHAR", """'["a", "b"]'""", ["a", "b"]),
        (types.list_of(types.STRING), "VARCHAR", """'["a", 1]'""", "GJ420"),
        (types.list_of(types.STRING), "VARCHAR", "'[\"a\"'", "GJ420"),
        (types.list_of(types.list_of(WHOLE)), "JSON", "'[[1, 2], []]'", [[Decimal(1), Decimal(2)], []]),
        (types.list_of(types.STRING), "JSON", "'null'", "GJ420"),
        (
            types.list_of(SHARE),
            "STRUCT(party VARCHAR, share VARCHAR)[]",
            "[{'party': 'crew', 'share': '50%'}]",
            [{"party": "crew", "share": Decimal("0.5"), "note": None}],
        ),
        (
            types.list_of(SHARE),
            "VARCHAR",
            """'[{"party": "crew", "share": 0.5, "note": null}]'""",
            [{"party": "crew", "share": Decimal("0.5"), "note": None}],
        ),
        (types.list_of(SHARE), "VARCHAR", """'[{"party": "crew", "share": 0.5, "nose": null}]'""", "GJ420"),
        (types.list_of(SHARE), "VARCHAR", """'[{"party": "crew"}]'""", "GJ420"),
        (SCORE, "JSON", "'79.5'", Decimal("79.5")),
        (SCORE, "JSON", "'\"79.5\"'", Decimal("79.5")),
        (SCORE, "JSON", "'\"1e1\"'", "GJ410"),
        (SCORE, "JSON", "'1e1'", Decimal(10)),
        (SCORE, "JSON", "'true'", "GJ410"),
        (SCORE, "JSON", "'101'", "GJ430"),
        (types.PERCENT, "JSON", "'\"101%\"'", "GJ430"),
        (types.STRING, "JSON", "'1'", "GJ414"),
        (types.DATE, "JSON", "'\"2026-02-30\"'", "GJ435"),
    ],
)
def test_a_cell(static: Type, kind: str, value: str, expected: Any) -> None:
    assert read(static, kind, value) == expected


@pytest.mark.parametrize("kind", ["VARCHAR", "DECIMAL(5, 2)", "DOUBLE", "JSON"])
def test_a_default_stands_for_null_only(kind: str) -> None:
    assert read(SCORE, kind, "NULL", default=Decimal("12.345")) == Decimal("12.345")
    assert read(SCORE, kind, "'101'", default=Decimal("12.345")) == "GJ430"


SHANGHAI, BERLIN = "Asia/Shanghai", "Europe/Berlin"
HALF = TimeSpan(Unit.SECONDS, Decimal(1800))
NINE = dt.datetime(2026, 3, 2, 1, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("static", "kind", "value", "expected"),
    [
        (types.SPAN, "VARCHAR", "'30 minutes'", HALF),
        (types.SPAN, "VARCHAR", "'PT30M'", HALF),
        (types.SPAN, "JSON", "'\"0.5h\"'", HALF),
        (types.SPAN, "JSON", "'1800'", "GJ419"),
        (types.SPAN, "VARCHAR", "'1800'", "GJ419"),
        (types.SPAN, "BIGINT", "1800", "GJ419"),
        (types.SPAN, "VARCHAR", "'0.0000001 s'", "GJ508"),
        (types.SPAN, "VARCHAR", "'999999999999999 s'", "GJ508"),
        (types.SPAN, "VARCHAR", "'999999999999999h'", "GJ419"),
        (types.SPAN, "VARCHAR", "NULL", "GJ402"),
        (types.list_of(types.SPAN), "VARCHAR", """'["30 min", "PT30M"]'""", (HALF, HALF)),
        (types.list_of(types.SPAN), "VARCHAR", """'["30 min", "x"]'""", "GJ420"),
        (types.DATE_TIME, "VARCHAR", "'2026-03-02T09:00:00+08:00'", NINE),
        (types.DATE_TIME, "VARCHAR", "'2026-03-02 09:00'", NINE),
        (types.DATE_TIME, "JSON", "'\"2026-03-02T01:00Z\"'", NINE),
        (types.DATE_TIME, "TIMESTAMPTZ", "'2026-03-02 01:00:00+00'", NINE),
        (types.DATE_TIME, "TIMESTAMPTZ", "'infinity'", "GJ435"),
        (types.DATE_TIME, "TIMESTAMP", "'2026-03-02 09:00:00'", NINE),
        (types.DATE_TIME, "TIMESTAMP", "'1990-07-01 09:00:00'", "GJ509"),
        (types.DATE_TIME, "TIMESTAMP", "'infinity'", "GJ509"),
        (types.DATE_TIME, "TIMESTAMP_NS", "'2026-03-02 09:00:00'", NINE),
        (types.DATE_TIME, "DATE", "'2026-03-02'", "GJ417"),
        (types.DATE_TIME, "VARCHAR", "'2026-03-02'", "GJ417"),
        (types.DATE_TIME, "VARCHAR", "'1990-07-01 09:00'", "GJ509"),
        (types.DATE_TIME, "VARCHAR", "'1990-02-30 09:00'", "GJ435"),
        (types.DATE_TIME, "BIGINT", "0", "GJ417"),
    ],
)
def test_a_cell_of_time(static: Type, kind: str, value: str, expected: Any) -> None:
    assert read_many(static, kind, [value]) == [expected]


def test_zones_that_change_their_clocks_ask_for_an_offset() -> None:
    given = ["'2026-03-02T09:00'", "'2026-03-02T02:00+01:00'"]
    assert read_many(types.DATE_TIME, "VARCHAR", given, BERLIN) == ["GJ509", NINE]


def read_many(static: Type, kind: str, values: list[str], zone: str = SHANGHAI) -> list[Any]:
    """As `read`, of many cells at once; spans and instants as the engine's own."""
    found = fact_column(fact(static), parse_types({"f": kind}), zone)
    given, faults = quoted(given_name("f")).sql("duckdb"), errors([found], []).sql("duckdb")
    cells = ", ".join(f"({number}, CAST({value} AS {kind}))" for number, value in enumerate(values))
    rows = f"SELECT row, f AS {given}, {found.value.sql('duckdb')} AS f FROM (VALUES {cells}) AS cells(row, f)"
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        select = fetchable(connection, f"SELECT row, f, {faults} AS fault FROM ({rows})")
        answers = connection.execute(f"SELECT f, fault FROM ({select}) ORDER BY row").fetchall()
    return [restored(value, static) if fault is None else fault[0].removesuffix(" f") for value, fault in answers]


spaces = st.sampled_from(["", " ", "  ", "\t", "\u3000", "\xa0", "\n"])
numerals = st.sampled_from(["0", "1", "01", "2.5", "30", "1.", ".5", "1e2", "1,000", "999999999999", "0.123456789"])
units = st.sampled_from(
    [
        *(name for names in SPELLINGS.values() for name in names),
        *("m", "d", "Hours", "working  hours", "working\thours", "x", "工时", "月", "", "_h"),
    ]
)
pieces = st.tuples(numerals, spaces, units).map("".join)
worded = st.tuples(
    st.sampled_from(["", "", "-", "- ", "+"]), spaces, st.lists(pieces | st.just("h30m"), max_size=3), spaces
).map(lambda parts: parts[1] + parts[0] + "".join(parts[2]) + parts[3])
iso = st.lists(
    st.sampled_from(["P", "T", "1Y", "2M", "3D", "4H", "5M", "6S", "1.5S", "0D", "2W", "1.5H"]), max_size=5
).map("".join)
joined = st.tuples(pieces, spaces, pieces).map("".join)
spans = st.one_of(worded, iso, iso.map(lambda text: "-P" + text), iso.map(lambda text: "PT" + text), joined)


@settings(max_examples=15, deadline=None)
@given(st.lists(spans, min_size=1, max_size=60))
def test_spans_are_read_as_the_scalar_executor_reads_them(texts: list[str]) -> None:
    expected = [read_by_python(types.SPAN, text) for text in texts]
    found = read_many(types.SPAN, "VARCHAR", [literal(text) for text in texts])
    for text, ours, theirs in zip(texts, found, expected, strict=True):
        assert ours == theirs or (ours == "GJ508" and not fits(theirs)), text


def fits(span: Any) -> bool:
    return not isinstance(span, TimeSpan) or (abs(span.amount) < 10**12 and scale_of(span.amount) <= 6)


days = st.sampled_from(
    ["2026-03-02", "2024-02-29", "2026-02-30", "0001-01-01", "9999-12-31", "0000-01-01", "1990-07-01"]
)
clocks = st.sampled_from(
    ["09:00", "00:00:00", "23:59:59.999999", "24:00", "09:60", "9:00", "09:00:60", "09:00:00.1", "09"]
)
offsets = st.sampled_from(["", "Z", "+08:00", "-0030", "+23:59", "+24:00", "+05:99", "-12:00", "z", "+8", " +08:00"])
instants = st.tuples(days, st.sampled_from(["T", " ", "t", ""]), clocks, offsets).map("".join)


@settings(max_examples=15, deadline=None)
@given(
    st.lists(instants, min_size=1, max_size=60), st.sampled_from([SHANGHAI, "UTC", "America/New_York", "Asia/Kolkata"])
)
def test_instants_are_read_as_the_scalar_executor_reads_them(texts: list[str], zone: str) -> None:
    found = read_many(types.DATE_TIME, "VARCHAR", [literal(text) for text in texts], zone)
    for text, ours in zip(texts, found, strict=True):
        theirs = read_by_python(types.DATE_TIME, text, zone)
        assert ours == theirs or (ours == "GJ509" and isinstance(theirs, dt.datetime) and no_offset(text)), text


def no_offset(text: str) -> bool:
    return text[-1] not in "Zz" and dt.datetime.fromisoformat(text).tzinfo is None


TEXTS = [
    "0",
    "-0",
    "007",
    "79.5",
    "+1.250",
    "100",
    "100.1",
    "98%",
    "98 %",
    "1.5％",
    "1,5",
    "1.",
    ".5",
    "1e1",
    "NaN",
    "",
    "x",
]


@pytest.mark.parametrize("static", [SCORE, TENTHS, WHOLE, types.MONEY, types.PERCENT])
@pytest.mark.parametrize("written", TEXTS)
def test_texts_are_read_as_the_scalar_executor_reads_them(static: Type, written: str) -> None:
    assert read(static, "VARCHAR", f"'{written}'") == read_by_python(static, written)


def read_by_python(static: Type, written: str, zone: str = "UTC") -> Any:
    """The scalar executor's value, or the code of the first fault."""
    try:
        return fact_reader(fact(static), zone)(written)
    except Unfit as unfit:
        return unfit.problems[0].code
