"""Spans of time: every spelling, its canonical text and its words; what is refused, with the hint."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.feel.parser import parse
from engine.feel.problem import SyntaxProblem
from engine.feel.spans import canonical_span, format_span, parse_span
from engine.feel.syntax import SpanLiteral
from engine.feel.values import TimeSpan, Unit

SPELLINGS = """
24h                 | seconds         | 86400   | PT24H               | 24小时          | 24 hours
30min               | seconds         | 1800    | PT30M               | 30分钟          | 30 minutes
10 minutes          | seconds         | 600     | PT10M               | 10分钟          | 10 minutes
5 seconds           | seconds         | 5       | PT5S                | 5秒             | 5 seconds
1h30m               | seconds         | 5400    | PT1H30M             | 1小时30分钟      | 1 hour 30 minutes
1h 30min            | seconds         | 5400    | PT1H30M             | 1小时30分钟      | 1 hour 30 minutes
1.5 hours           | seconds         | 5400    | PT1H30M             | 1小时30分钟      | 1 hour 30 minutes
24小时              | seconds         | 86400   | PT24H               | 24小时          | 24 hours
10分钟              | seconds         | 600     | PT10M               | 10分钟          | 10 minutes
P1DT2H              | seconds         | 93600   | PT26H               | 26小时          | 26 hours
PT0.5S              | seconds         | 0.5     | PT0.5S              | 0.5秒           | 0.5 seconds
-PT1H               | seconds         | -3600   | -PT1H               | -1小时          | -1 hour
PT0S                | seconds         | 0       | PT0S                | 0秒             | 0 seconds
8 working hours     | working-seconds | 28800   | 8 working hours     | 8个工作小时      | 8 working hours
30 working minutes  | working-seconds | 1800    | 30 working minutes  | 30个工作分钟     | 30 working minutes
8个工作小时          | working-seconds | 28800   | 8 working hours     | 8个工作小时      | 8 working hours
3 days              | days            | 3       | 3 calendar days     | 3个自然日        | 3 calendar days
1 calendar day      | days            | 1       | 1 calendar day      | 1个自然日        | 1 calendar day
2 weeks             | days            | 14      | 14 calendar days    | 14个自然日       | 14 calendar days
3天                 | days            | 3       | 3 calendar days     | 3个自然日        | 3 calendar days
7个自然日            | days            | 7       | 7 calendar days     | 7个自然日        | 7 calendar days
3 working days      | working-days    | 3       | 3 working days      | 3个工作日        | 3 working days
2个工作日            | working-days    | 2       | 2 working days      | 2个工作日        | 2 working days
1 month             | months          | 1       | P1M                 | 1个月           | 1 month
12 months           | months          | 12      | P12M                | 1年             | 1 year
1.5 years           | months          | 18      | P18M                | 1年6个月         | 1 year 6 months
1年6个月             | months          | 18      | P18M                | 1年6个月         | 1 year 6 months
P1Y6M               | months          | 18      | P18M                | 1年6个月         | 1 year 6 months
-P1Y                | months          | -12     | -P12M               | -1年            | -1 year
"""
REFUSED = [
    ("", "GJ214", ""),
    ("24", "GJ214", ""),
    ("abc", "GJ214", ""),
    ("1h30", "GJ214", ""),
    ("30m", "GJ214", "30 min"),
    ("3d", "GJ214", "3 days"),
    ("3 hrs", "GJ214", "3 hours"),
    ("3 dys", "GJ214", "3 days"),
    ("3 business days", "GJ214", "3 working days"),
    ("3月", "GJ214", "3个月"),
    ("P", "GJ214", ""),
    ("PT", "GJ214", ""),
    ("P1DT", "GJ214", ""),
    ("P1W", "GJ214", ""),
    ("P12M4M", "GJ214", ""),
    ("P1.5D", "GJ214", ""),
    ("P1Y1D", "GJ215", ""),
    ("P1MT1H", "GJ215", ""),
    ("1 month 3 days", "GJ215", ""),
    ("1 day 3 hours", "GJ215", ""),
    ("0.5 days", "GJ216", ""),
    ("1.5 working days", "GJ216", ""),
    ("0.5 months", "GJ216", ""),
    ("1" * 16 + "h", "GJ214", ""),
    ("9" * 15 + " years", "GJ214", ""),
]


@pytest.mark.parametrize("row", SPELLINGS.strip().splitlines(), ids=lambda row: row.split("|")[0].strip())
def test_a_spelling(row: str) -> None:
    text, unit, amount, canonical, chinese, english = (cell.strip() for cell in row.split("|"))
    span = TimeSpan(Unit(unit), Decimal(amount))
    assert parse_span(text) == parse_span(f"  {text} ") == span
    assert (canonical_span(span), format_span(span, "zh"), format_span(span, "en")) == (canonical, chinese, english)


@pytest.mark.parametrize(("text", "code", "instead"), REFUSED)
def test_what_is_no_span(text: str, code: str, instead: str) -> None:
    with pytest.raises(SyntaxProblem) as caught:
        parse_span(text)
    assert (caught.value.code, caught.value.args.get("instead", "")) == (code, instead)


whole = st.integers(-(10**9), 10**9).map(Decimal)
fractions = st.decimals(-(10**9), 10**9, places=6).map(lambda number: Decimal(f"{number.normalize():f}"))
spans = st.one_of(
    st.builds(TimeSpan, st.sampled_from([Unit.DAYS, Unit.WORKING_DAYS, Unit.MONTHS]), whole),
    st.builds(TimeSpan, st.sampled_from([Unit.SECONDS, Unit.WORKING_SECONDS]), fractions),
)


@given(spans)
def test_every_text_of_a_span_is_read_back_exactly(span: TimeSpan) -> None:
    assert parse_span(canonical_span(span)) == span
    assert parse_span(format_span(span, "zh")) == span
    assert parse_span(format_span(span, "en")) == span


@given(spans.filter(lambda span: span.amount > 0))
def test_the_words_of_a_span_are_one_literal_of_an_expression(span: TimeSpan) -> None:
    for lang in ("zh", "en"):
        literal = parse(format_span(span, lang))
        assert isinstance(literal, SpanLiteral)
        assert parse_span(literal.text) == span
