"""A column's values read as a static type, whatever SQL type the column has: exactly, or as null."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from sqlglot import exp

from engine.backends.columnar.instants import read_instant
from engine.backends.columnar.lengths import read_span
from engine.backends.columnar.nested import read_context, read_json, read_list
from engine.backends.columnar.nodes import call, equal, text, when
from engine.backends.columnar.numerals import read_number, trusted_number
from engine.backends.columnar.reading import ISO_DATE, TEXTS, VARCHAR, WRONG, Reading, like
from engine.backends.columnar.terms import constant
from engine.backends.columnar.widths import sql_type
from engine.feel.types import DATE, Kind

if TYPE_CHECKING:
    from engine.feel.types import Type


@dataclass(frozen=True, slots=True)
class Words:
    """What is read by a library's own words: an enum's ids by their `titles`, instants without an offset by `zone`."""

    titles: Mapping[str, str] = field(default_factory=dict)
    zone: str = "UTC"


Reader = Callable[[exp.Expr, exp.DataType, "Type", Words], "Reading | None"]
"""Reads a kind of value; None where it can't be in a column of that SQL type."""


def read(raw: exp.Expr, source: exp.DataType | None, wanted: Type, words: Words | None = None) -> Reading:
    """How a column of an SQL type (None: the wanted type's own) is read as `wanted`, whose bounds are all known."""
    if source is None:
        return _trusted(raw, wanted, words or Words())
    if source.is_type(exp.DataType.Type.JSON):
        return read_json(raw, wanted, partial(_by_words, words or Words()))
    reading = _READERS[wanted.kind](raw, source, wanted, words or Words())
    return reading or Reading(exp.cast(exp.null(), sql_type(wanted)), WRONG[wanted.kind])


def _by_words(words: Words, raw: exp.Expr, source: exp.DataType, wanted: Type) -> Reading:
    return read(raw, source, wanted, words)


def _trusted(raw: exp.Expr, wanted: Type, words: Words) -> Reading:
    """A column that should have the fact's own type: values are still looked at, but not texts taken apart."""
    if wanted.is_numeric:
        return trusted_number(raw, wanted)
    reading = _enum(raw, VARCHAR, wanted, words) if wanted.kind is Kind.ENUM else None
    return reading or Reading(raw, WRONG[wanted.kind], always=True)


def _number(raw: exp.Expr, source: exp.DataType, wanted: Type, _words: Words) -> Reading | None:
    return read_number(raw, source, wanted)


def _boolean(raw: exp.Expr, source: exp.DataType, _wanted: Type, _words: Words) -> Reading | None:
    if source.is_type(exp.DataType.Type.BOOLEAN):
        return Reading(raw, WRONG[Kind.BOOLEAN], always=True)
    if not source.is_type(*TEXTS):
        return None
    value = exp.Case(this=call("LOWER", raw)).when(text("true"), exp.true()).when(text("false"), exp.false())
    return Reading(value, WRONG[Kind.BOOLEAN])


def _string(raw: exp.Expr, source: exp.DataType, _wanted: Type, _words: Words) -> Reading | None:
    return Reading(raw, WRONG[Kind.STRING], always=True) if source.is_type(*TEXTS) else None


def _enum(raw: exp.Expr, source: exp.DataType, wanted: Type, words: Words) -> Reading | None:
    if not source.is_type(*TEXTS, exp.DataType.Type.ENUM):
        return None
    value = exp.Case(this=raw.copy() if source.is_type(*TEXTS) else exp.cast(raw, VARCHAR))
    for written, identifier in ({name: name for name in wanted.values} | dict(words.titles)).items():
        value = value.when(text(written), text(identifier))
    return Reading(value, WRONG[Kind.ENUM])


def _date(raw: exp.Expr, source: exp.DataType, wanted: Type, _words: Words) -> Reading | None:
    date = sql_type(wanted)
    if source.is_type(exp.DataType.Type.DATE):
        return Reading(_in_calendar(raw), "GJ435")
    if source.is_type(*exp.DataType.TEMPORAL_TYPES) and not source.is_type(exp.DataType.Type.TIMESTAMPTZ):
        midnight = equal(exp.cast(exp.cast(raw, date), source), raw)
        return Reading(when(midnight, _in_calendar(exp.cast(raw, date))), WRONG[Kind.DATE])
    if not source.is_type(*TEXTS):
        return None
    value = when(like(raw, ISO_DATE), _in_calendar(exp.TryCast(this=raw.copy(), to=date)))
    return Reading(value, WRONG[Kind.DATE], lambda given: [(like(given, ISO_DATE), "GJ435")])


def _in_calendar(day: exp.Expr) -> exp.Expr:
    """The years 1 to 9999: databases know more, and infinity."""
    first, last = (constant(end, DATE).sql for end in (dt.date.min, dt.date.max))
    return when(exp.Between(this=day.copy(), low=first, high=last), day)


def _instant(raw: exp.Expr, source: exp.DataType, _wanted: Type, words: Words) -> Reading | None:
    return read_instant(raw, source, words.zone)


def _span(raw: exp.Expr, source: exp.DataType, _wanted: Type, _words: Words) -> Reading | None:
    return read_span(raw, source)


def _list(raw: exp.Expr, source: exp.DataType, wanted: Type, words: Words) -> Reading | None:
    return read_list(raw, source, wanted, partial(_by_words, words))


def _context(raw: exp.Expr, source: exp.DataType, wanted: Type, words: Words) -> Reading | None:
    return read_context(raw, source, wanted, partial(_by_words, words))


_READERS: Mapping[Kind, Reader] = {
    Kind.NUMBER: _number,
    Kind.MONEY: _number,
    Kind.PERCENT: _number,
    Kind.BOOLEAN: _boolean,
    Kind.STRING: _string,
    Kind.CALENDAR: _string,
    Kind.ENUM: _enum,
    Kind.DATE: _date,
    Kind.DATE_TIME: _instant,
    Kind.SPAN: _span,
    Kind.LIST: _list,
    Kind.CONTEXT: _context,
}
