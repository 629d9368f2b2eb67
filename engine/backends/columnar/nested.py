"""Lists and contexts out of columns, and whatever comes as JSON: element by element, entry by entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from engine.backends.columnar.nodes import (
    both,
    call,
    either,
    entry,
    equal,
    filtered,
    is_there,
    lambda_of,
    listed,
    mapped,
    negated,
    quoted,
    struct,
    text,
    when,
    whole,
)
from engine.backends.columnar.numerals import FLOAT, NUMERAL, SIGN, numeral, percent_faults, text_faults
from engine.backends.columnar.reading import JSON, TEXTS, VARCHAR, WRONG, Reading, like
from engine.feel.types import STRING, Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from engine.backends.columnar.reading import Faults, Read
    from engine.feel.types import Type

Part = tuple[str, "Type", exp.Expr, exp.DataType]
"""An entry of a context: its name and type, where it stands in the source, and of which SQL type."""

_LISTS = {exp.DataType.Type.ARRAY, exp.DataType.Type.LIST}


def read_list(raw: exp.Expr, source: exp.DataType, wanted: Type, read: Read) -> Reading | None:
    """A list, or a text that holds one as JSON; None where the column's type is neither."""
    if source.is_type(*TEXTS):
        return read_json(exp.TryCast(this=raw.copy(), to=JSON), wanted, read)
    if not source.is_type(*_LISTS) or not source.expressions:
        return None
    return Reading(_elements(raw, source.expressions[0], wanted, read), WRONG[Kind.LIST])


def read_context(raw: exp.Expr, source: exp.DataType, wanted: Type, read: Read) -> Reading | None:
    """A context, or a text that holds one as JSON; None where the column's type is neither."""
    if source.is_type(*TEXTS):
        return read_json(exp.TryCast(this=raw.copy(), to=JSON), wanted, read)
    if not source.is_type(exp.DataType.Type.STRUCT):
        return None
    kinds = {column.name: column.args["kind"] for column in source.expressions}
    nothing = exp.cast(exp.null(), VARCHAR)
    parts = [
        (name, static, entry(raw, name) if name in kinds else nothing, kinds.get(name, VARCHAR))
        for name, static in wanted.fields
    ]
    return Reading(_entries(is_there(raw), parts, read), WRONG[Kind.CONTEXT])


def read_json(raw: exp.Expr, wanted: Type, read: Read) -> Reading:
    """A JSON value: it must be of JSON's type for the wanted one, as when the scalar executor is given it."""
    names = [text(name) for name in _JSON_TYPES[wanted.kind]]
    fitting = exp.In(this=call("JSON_TYPE", raw), expressions=names)
    inside = _JSON.get(wanted.kind, _json_plain)
    return Reading(
        when(fitting, inside(raw, wanted, read)), WRONG[wanted.kind], lambda given: _json_faults(given, wanted, read)
    )


def _elements(items: exp.Expr, source: exp.DataType, wanted: Type, read: Read) -> exp.Expr:
    """Every element read; null where one can't be."""
    element = wanted.element or STRING
    name = f"item {_depth(wanted)}"
    reading = read(quoted(name), source, element)
    faulty = filtered(items, name, negated(_sound(reading.value, _given(quoted(name), source), element)))
    values = mapped(items, name, reading.value)
    return when(equal(call("LEN", faulty), whole(0)), _each_once(values) if wanted.unique else values)


def _depth(static: Type) -> int:
    """How many lists stand in one another: each needs a name of its own for its elements."""
    inner = [static.element] if static.element else [part for _, part in static.fields]
    return max((_depth(part) for part in inner), default=0) + 1


def _each_once(values: exp.Expr) -> exp.Expr:
    """The elements without doubles, in the order in which they first stand."""
    first = equal(call("LIST_POSITION", values, quoted("value")), quoted("place"))
    return call("LIST_FILTER", values, lambda_of(first, "value", "place"))


def _given(raw: exp.Expr, source: exp.DataType) -> exp.Expr:
    """Whether a raw value is not null; JSON has a null of its own."""
    if source.is_type(exp.DataType.Type.JSON):
        return exp.func("COALESCE", exp.NEQ(this=call("JSON_TYPE", raw), expression=text("NULL")), exp.false())
    return is_there(raw)


def _sound(value: exp.Expr, given: exp.Expr, wanted: Type) -> exp.Expr:
    return either(is_there(value), negated(given)) if wanted.optional else is_there(value)


def _entries(known: exp.Expr, parts: Sequence[Part], read: Read) -> exp.Expr:
    """Every entry read; null where one can't be."""
    readings = [(name, read(raw, kind, static)) for name, static, raw, kind in parts]
    sound = [
        _sound(reading.value, _given(raw, kind), static)
        for (_, static, raw, kind), (_, reading) in zip(parts, readings, strict=True)
    ]
    return when(both(known, *sound), struct([(name, reading.value) for name, reading in readings]))


def _json_text(raw: exp.Expr) -> exp.Expr:
    """A JSON text without its quotes; a number as it is written."""
    return call("JSON_EXTRACT_STRING", raw, text("$"))


def _json_is_text(raw: exp.Expr) -> exp.Expr:
    return equal(call("JSON_TYPE", raw), text("VARCHAR"))


def _json_plain(raw: exp.Expr, wanted: Type, read: Read) -> exp.Expr:
    as_text = read(_json_text(raw), VARCHAR, wanted).value
    if not wanted.is_numeric:
        return as_text
    return when(_json_is_text(raw), as_text, numeral(_json_text(raw), wanted, FLOAT).value)


def _json_list(raw: exp.Expr, wanted: Type, read: Read) -> exp.Expr:
    return _elements(call("JSON_EXTRACT", raw, text("$[*]")), JSON, wanted, read)


def _json_object(raw: exp.Expr, wanted: Type, read: Read) -> exp.Expr:
    parts = [(name, static, call("JSON_EXTRACT", raw, text(f'$."{name}"')), JSON) for name, static in wanted.fields]
    names = listed([text(name) for name, _ in wanted.fields])
    return _entries(call("LIST_HAS_ALL", names, call("JSON_KEYS", raw)), parts, read)


def _json_faults(given: exp.Expr, wanted: Type, read: Read) -> Faults:
    written = _json_text(given)
    if wanted.kind in _TEMPORAL:
        return read(written, VARCHAR, wanted).faults(written)
    if not wanted.is_numeric:
        return []
    percent = wanted.kind is Kind.PERCENT
    no_numeral = negated(like(written, f"{NUMERAL}({SIGN})?" if percent else NUMERAL))
    signed = percent_faults(written, wanted)[:-3] if percent else []
    return [
        (both(_json_is_text(given), no_numeral), WRONG[wanted.kind]),
        *signed,
        *text_faults(written, wanted, FLOAT),
    ]


_JSON: Mapping[Kind, Callable[[exp.Expr, Type, Read], exp.Expr]] = {
    Kind.LIST: _json_list,
    Kind.CONTEXT: _json_object,
}
_TEMPORAL = (Kind.DATE, Kind.DATE_TIME, Kind.SPAN)
_NUMBERS = ("UBIGINT", "BIGINT", "DOUBLE", "HUGEINT", "UHUGEINT", "VARCHAR")
_JSON_TYPES: Mapping[Kind, tuple[str, ...]] = {
    Kind.NUMBER: _NUMBERS,
    Kind.MONEY: _NUMBERS,
    Kind.PERCENT: _NUMBERS,
    Kind.BOOLEAN: ("BOOLEAN",),
    Kind.STRING: ("VARCHAR",),
    Kind.CALENDAR: ("VARCHAR",),
    Kind.ENUM: ("VARCHAR",),
    Kind.DATE: ("VARCHAR",),
    Kind.DATE_TIME: ("VARCHAR",),
    Kind.SPAN: ("VARCHAR",),
    Kind.LIST: ("ARRAY",),
    Kind.CONTEXT: ("OBJECT",),
}
