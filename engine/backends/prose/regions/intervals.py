"""Intervals of values in words: `75 以上、不到 80`, `from 75 to under 80`; whole numbers and days by their last."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

from engine.backends.prose.phrases import phrases
from engine.feel.types import Kind
from engine.ir.regions import Between

if TYPE_CHECKING:
    from engine.backends.prose.wording import Wording
    from engine.feel.types import Type
    from engine.feel.values import Value

_DATES = (Kind.DATE, Kind.DATE_TIME)


def interval_text(between: Between, declared: Type, words: Wording) -> str:
    """An interval of values of a type; empty where it is all of them. An end that the type has anyway isn't told."""
    found = _within(_closed(between, declared), declared)
    name = _phrase(found)
    if not name:
        return ""
    low, high = ("" if end is None else words.value(end, declared) for end in (found.low, found.high))
    family = "date_" if declared.kind in _DATES else ""
    return phrases(words.lang, "extents")(family + name, low=low, high=high)


def _phrase(between: Between) -> str:
    if between.low is not None and between.low == between.high:
        return "exactly"
    low = "" if between.low is None else "over" if between.low_open else "from"
    high = "" if between.high is None else "under" if between.high_open else "to"
    return "_".join(filter(None, (low, high)))


def _closed(between: Between, declared: Type) -> Between:
    """Where values stand one apart, an open end is the value beside it."""
    return Between(
        _beside(between.low, 1, declared) if between.low_open else between.low,
        between.low_open and _step(between.low, declared) is None,
        _beside(between.high, -1, declared) if between.high_open else between.high,
        between.high_open and _step(between.high, declared) is None,
    )


def _step(value: Value, declared: Type) -> Decimal | dt.timedelta | None:
    """How far apart values are."""
    match value:
        case dt.datetime() | None:
            return None
        case dt.date():
            return dt.timedelta(days=1)
        case int() | Decimal() if declared.kind is Kind.NUMBER and declared.scale == 0 and value == int(value):
            return Decimal(1)
        case _:
            return None


def _beside(value: Value, direction: int, declared: Type) -> Value:
    match value, _step(value, declared):
        case dt.date() as day, dt.timedelta() as step:
            return day + direction * step
        case int() | Decimal() as number, Decimal():
            return number + direction
        case _:
            return value


def _within(between: Between, declared: Type) -> Between:
    """Without an end that is the type's own."""
    low, low_open, high, high_open = between
    if low is not None and low == declared.low and not low_open and low != high:
        low = None
    if high is not None and high == declared.high and not high_open and between.low != high:
        high = None
    return Between(low, low_open, high, high_open)
