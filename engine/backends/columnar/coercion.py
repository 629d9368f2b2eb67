"""A column's values read as a static type: exactly, or as null; and which fault a value has that can't be read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlglot import exp

from engine.backends.columnar.refusal import Refused
from engine.backends.columnar.terms import number, struct
from engine.backends.columnar.widths import decimal_type, digits, sql_type
from engine.feel.types import Kind, Type

if TYPE_CHECKING:
    from collections.abc import Mapping

Tests = Callable[[exp.Expression], list[tuple[exp.Expression, str]]]
"""From the raw value: conditions with the code of the fault that they mean, to be tried in order."""

NUMERAL = r"[+-]?[0-9]+(\.[0-9]+)?"
FLOAT = r"-?[0-9]+(\.[0-9]+)?(e[+-]?[0-9]+)?"
PERCENT = rf"({NUMERAL})\s*[%％]"
ISO_DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
WRONG = {
    Kind.NUMBER: "GJ410",
    Kind.MONEY: "GJ411",
    Kind.PERCENT: "GJ412",
    Kind.BOOLEAN: "GJ413",
    Kind.STRING: "GJ414",
    Kind.CALENDAR: "GJ414",
    Kind.ENUM: "GJ415",
    Kind.DATE: "GJ416",
    Kind.LIST: "GJ420",
    Kind.CONTEXT: "GJ421",
}
OUTSIDE, FINER, TOO_WIDE = "GJ430", "GJ432", "GJ508"
"""Out of range, more decimals than declared, and what only SQL's widths can't hold."""

_INTEGER_DIGITS = {
    exp.DataType.Type.TINYINT: 3,
    exp.DataType.Type.UTINYINT: 3,
    exp.DataType.Type.SMALLINT: 5,
    exp.DataType.Type.USMALLINT: 5,
    exp.DataType.Type.INT: 10,
    exp.DataType.Type.UINT: 10,
    exp.DataType.Type.BIGINT: 19,
    exp.DataType.Type.UBIGINT: 20,
    exp.DataType.Type.INT128: 39,
    exp.DataType.Type.UINT128: 39,
}
_FLOATS = {exp.DataType.Type.FLOAT, exp.DataType.Type.DOUBLE}
_TEXTS = exp.DataType.TEXT_TYPES
_LISTS = {exp.DataType.Type.ARRAY, exp.DataType.Type.LIST}


@dataclass(frozen=True, slots=True)
class Reading:
    """`value` reads the column, null where it can't; `faults` tell why, `otherwise` is the code where none applies.

    `always`: whatever the column holds can be read.
    """

    value: exp.Expression
    otherwise: str
    faults: Tests = lambda _raw: []
    always: bool = False


def read(raw: exp.Expression, source: exp.DataType | None, wanted: Type, titles: Mapping[str, str]) -> Reading:
    """How a column of an SQL type (None: the wanted type's own) is read as `wanted`, whose bounds are all known."""
    if source is None:
        return _trusted(raw, wanted, titles)
    if source.is_type(exp.DataType.Type.JSON):
        return _from_json(raw, wanted, titles)
    reading = _READERS[wanted.kind](raw, source, wanted, titles)
    return reading or Reading(exp.cast(exp.null(), sql_type(wanted)), WRONG[wanted.kind])


def _trusted(raw: exp.Expression, wanted: Type, titles: Mapping[str, str]) -> Reading:
    """A column that should have the fact's own type: values are still looked at, but not texts taken apart."""
    if wanted.is_numeric:
        return _in_bounds(raw, wanted, exp.cast(raw.copy(), decimal_type(*digits(wanted))), exact=False)
    if wanted.kind is Kind.ENUM:
        return _enum(raw, exp.DataType.build("VARCHAR"), wanted, titles) or Reading(raw, "GJ415")
    return Reading(raw, WRONG[wanted.kind], always=True)


def call(name: str, *args: exp.Expression) -> exp.Expression:
    return exp.Anonymous(this=name, expressions=list(args))


def _text(value: str) -> exp.Expression:
    return exp.Literal.string(value)


def _as_text(raw: exp.Expression) -> exp.Expression:
    return exp.cast(raw, "VARCHAR")


def _like(text: exp.Expression, pattern: str) -> exp.Expression:
    return call("REGEXP_FULL_MATCH", text.copy(), _text(pattern))


def _when(condition: exp.Expression, value: exp.Expression) -> exp.Case:
    return exp.Case().when(condition, value, copy=False)


def _bound(value: Decimal, wanted: Type) -> exp.Expression:
    return number(value, wanted, digits(wanted)).sql


def _between(value: exp.Expression, wanted: Type) -> exp.Expression:
    if wanted.low is None or wanted.high is None:
        raise Refused("GJ504")
    return exp.Between(this=value.copy(), low=_bound(wanted.low, wanted), high=_bound(wanted.high, wanted))


def narrowed(wanted: Type, source: exp.DataType) -> Type:
    """A numeric type without the digits that a column of exact numbers can't have anyway: narrow numbers are fast."""
    held = _held(source) if wanted.is_numeric else None
    if held is None or wanted.low is None or wanted.high is None:
        return wanted
    precision, scale = held
    most = Decimal(10**precision - 1).scaleb(-scale)
    kept = min(scale, digits(wanted)[1])
    return replace(wanted, scale=kept, low=max(wanted.low, -most), high=min(wanted.high, most))


def _held(source: exp.DataType) -> tuple[int, int] | None:
    """(digits, decimals) of a column of exact numbers; None for other columns."""
    if source.is_type(exp.DataType.Type.DECIMAL):
        precision, scale = (int(part.name) for part in source.expressions) if source.expressions else (18, 3)
        return precision, scale
    return (_INTEGER_DIGITS[source.this], 0) if source.this in _INTEGER_DIGITS else None


def _exact(raw: exp.Expression, source: exp.DataType, wanted: Type) -> Reading | None:
    """A column of exact numbers: looked at before it is cast, so that no cast can fail or round."""
    held = _held(source)
    if held is None:
        return None
    size = digits(wanted)
    same = source.is_type(exp.DataType.Type.DECIMAL) and held == size
    value = raw if same else exp.cast(raw.copy(), decimal_type(*size))
    if held[1] <= size[1] and _holds_all(wanted, *held):
        return Reading(value, TOO_WIDE, always=True)
    return _in_bounds(raw, wanted, value, exact=held[1] <= size[1])


def _holds_all(wanted: Type, precision: int, scale: int) -> bool:
    most = Decimal(10**precision - 1).scaleb(-scale)
    return wanted.low is not None and wanted.high is not None and wanted.low <= -most and most <= wanted.high


def _in_bounds(raw: exp.Expression, wanted: Type, value: exp.Expression, *, exact: bool) -> Reading:
    if not exact:
        same = exp.EQ(this=raw.copy(), expression=value.copy())
        value = exp.Case().when(same, value, copy=False)
    return Reading(_when(_between(raw, wanted), value), TOO_WIDE, _numeric_faults(wanted, lambda given: given))


def _numeric_faults(wanted: Type, exact: Callable[[exp.Expression], exp.Expression]) -> Tests:
    """Out of the range, or with more decimals: told only where the policy declares them, else the value is too wide."""

    def faults(given: exp.Expression) -> list[tuple[exp.Expression, str]]:
        value = exact(given)
        within = _between(value, wanted)
        return [(exp.Not(this=exp.paren(within)), OUTSIDE), (within.copy(), FINER)]

    return faults


def _number(raw: exp.Expression, source: exp.DataType, wanted: Type, _titles: Mapping[str, str]) -> Reading | None:
    if source.is_type(*_FLOATS):
        return _numeral(_as_text(raw.copy()), wanted, FLOAT)
    if source.is_type(*_TEXTS):
        return _percent(raw, wanted) if wanted.kind is Kind.PERCENT else _numeral(raw, wanted, NUMERAL)
    return _exact(raw, source, wanted)


def _numeral(text: exp.Expression, wanted: Type, pattern: str) -> Reading:
    """A number's text: read only where it is a numeral whose decimals fit, since a cast would round the others."""
    cast = exp.TryCast(this=text.copy(), to=decimal_type(*digits(wanted)))
    scale = digits(wanted)[1]
    plain = rf"[+-]?[0-9]+(\.[0-9]{{0,{scale}}}0*)?"
    fitting = _like(text, plain)
    if pattern == FLOAT:
        fitting = exp.or_(fitting, exp.and_(_like(text, FLOAT), _few_decimals(text, scale)))
    value = _when(exp.and_(fitting, _between(cast, wanted)), cast.copy())
    return Reading(value, TOO_WIDE, _text_faults(wanted, pattern, lambda given: given))


def _few_decimals(text: exp.Expression, scale: int) -> exp.Expression:
    """Whether `1.25e-07`, a float's shortest text, has at most so many decimals (its last digit is never 0)."""
    fraction = call("LENGTH", call("REGEXP_EXTRACT", text.copy(), _text(r"\.([0-9]+)e"), exp.Literal.number(1)))
    exponent = exp.cast(
        call("REGEXP_EXTRACT", text.copy(), _text("e([+-]?[0-9]+)"), exp.Literal.number(1)), "INTEGER"
    )
    safe = exp.TryCast(this=exponent.this, to=exponent.to)
    return exp.LTE(this=exp.Sub(this=fraction, expression=safe), expression=exp.Literal.number(scale))


def _text_faults(wanted: Type, pattern: str, text_of: Callable[[exp.Expression], exp.Expression]) -> Tests:
    probe = decimal_type(38, min(digits(wanted)[1] + 4, 20))

    def faults(given: exp.Expression) -> list[tuple[exp.Expression, str]]:
        text = text_of(_as_text(given.copy()))
        read_roughly = exp.TryCast(this=text.copy(), to=probe)
        wrong = (exp.Not(this=_like(text, pattern)), WRONG[wanted.kind])
        return [wrong, *_numeric_faults(wanted, lambda _given: read_roughly)(given)]

    return faults


def _percent(text: exp.Expression, wanted: Type) -> Reading:
    """`98%` is 0.98; a numeral is a fraction. The hundredth of a number of `scale - 2` decimals is exact."""
    plain = _numeral(text, wanted, NUMERAL)
    precision, scale = digits(wanted)
    if scale < 2:  # noqa: PLR2004 - a percent sign moves the point by two places
        return plain
    hundreds = call("REGEXP_EXTRACT", text.copy(), _text(PERCENT), exp.Literal.number(1))
    signed = rf"[+-]?[0-9]+(\.[0-9]{{0,{scale - 2}}}0*)?\s*[%％]"
    cast = exp.TryCast(this=hundreds, to=decimal_type(precision + 2, scale - 2))
    hundredth = exp.Mul(this=cast, expression=exp.Literal.number("0.01"))
    value = _when(exp.and_(_like(text, signed), _between(hundredth, wanted)), exp.cast(hundredth.copy(), sql_type(wanted)))
    both = value.else_(plain.value, copy=False)
    return Reading(both, TOO_WIDE, _text_faults(wanted, NUMERAL, _without_sign))


def _without_sign(text: exp.Expression) -> exp.Expression:
    return call("REGEXP_REPLACE", text.copy(), _text(r"\s*[%％]$"), _text(""))


def _boolean(raw: exp.Expression, source: exp.DataType, _wanted: Type, _titles: Mapping[str, str]) -> Reading | None:
    if source.is_type(exp.DataType.Type.BOOLEAN):
        return Reading(raw, WRONG[Kind.BOOLEAN], always=True)
    if not source.is_type(*_TEXTS):
        return None
    lowered = call("LOWER", raw)
    value = exp.Case(this=lowered).when(_text("true"), exp.true(), copy=False).when(_text("false"), exp.false(), copy=False)
    return Reading(value, WRONG[Kind.BOOLEAN])


def _string(raw: exp.Expression, source: exp.DataType, _wanted: Type, _titles: Mapping[str, str]) -> Reading | None:
    return Reading(raw, WRONG[Kind.STRING], always=True) if source.is_type(*_TEXTS) else None


def _enum(raw: exp.Expression, source: exp.DataType, wanted: Type, titles: Mapping[str, str]) -> Reading | None:
    if not source.is_type(*_TEXTS, exp.DataType.Type.ENUM):
        return None
    value = exp.Case(this=raw if source.is_type(*_TEXTS) else _as_text(raw))
    for written, identifier in ({name: name for name in wanted.values} | dict(titles)).items():
        value = value.when(_text(written), _text(identifier), copy=False)
    return Reading(value, WRONG[Kind.ENUM])


def _date(raw: exp.Expression, source: exp.DataType, wanted: Type, _titles: Mapping[str, str]) -> Reading | None:
    date = sql_type(wanted)
    if source.is_type(exp.DataType.Type.DATE):
        return Reading(raw, WRONG[Kind.DATE], always=True)
    if source.is_type(*exp.DataType.TEMPORAL_TYPES) and not source.is_type(exp.DataType.Type.TIMESTAMPTZ):
        midnight = exp.EQ(this=exp.cast(exp.cast(raw.copy(), date), source), expression=raw.copy())
        return Reading(_when(midnight, exp.cast(raw, date)), WRONG[Kind.DATE])
    if not source.is_type(*_TEXTS):
        return None
    value = _when(_like(raw, ISO_DATE), exp.TryCast(this=raw.copy(), to=date))
    return Reading(value, WRONG[Kind.DATE], lambda given: [(_like(given, ISO_DATE), "GJ435")])


def _list(raw: exp.Expression, source: exp.DataType, wanted: Type, _titles: Mapping[str, str]) -> Reading | None:
    if source.is_type(*_TEXTS):
        return _from_json(exp.TryCast(this=raw, to=exp.DataType.build("JSON")), wanted, {})
    if not source.is_type(*_LISTS) or not source.expressions:
        return None
    return Reading(_elements(raw, source.expressions[0], wanted), WRONG[Kind.LIST])


def _elements(items: exp.Expression, source: exp.DataType | None, wanted: Type, suffix: str = "") -> exp.Expression:
    """Every element read; null where one can't be."""
    element = wanted.element or Type(Kind.STRING)
    item = exp.to_identifier(f"item{suffix}", quoted=True)
    reading = read(exp.column(item.copy()), source, element, {})
    bad = exp.Not(this=exp.paren(_sound(reading.value, _present(exp.column(item.copy()), source), element)))
    faulty = exp.ArrayFilter(this=items.copy(), expression=exp.Lambda(this=bad, expressions=[item.copy()]))
    values: exp.Expression = exp.Transform(
        this=items.copy(), expression=exp.Lambda(this=reading.value.copy(), expressions=[item.copy()])
    )
    none_faulty = exp.EQ(this=call("LEN", faulty), expression=exp.Literal.number(0))
    return _when(none_faulty, _each_once(values) if wanted.unique else values)


def _each_once(values: exp.Expression) -> exp.Expression:
    """The elements without doubles, in the order in which they first stand."""
    item, place = (exp.to_identifier(name, quoted=True) for name in ("value", "place"))
    first = exp.EQ(
        this=call("LIST_POSITION", values.copy(), exp.column(item.copy())), expression=exp.column(place.copy())
    )
    return call("LIST_FILTER", values, exp.Lambda(this=first, expressions=[item, place]))


def _present(raw: exp.Expression, source: exp.DataType | None) -> exp.Expression:
    """Whether a raw value is not null; JSON has a null of its own."""
    if source is not None and source.is_type(exp.DataType.Type.JSON):
        return exp.NEQ(this=call("JSON_TYPE", raw), expression=_text("NULL"))
    return exp.Not(this=exp.Is(this=raw, expression=exp.null()))


def _sound(value: exp.Expression, present: exp.Expression, wanted: Type) -> exp.Expression:
    read_well = exp.Not(this=exp.Is(this=exp.paren(value.copy()), expression=exp.null()))
    absent = exp.Not(this=exp.paren(exp.func("COALESCE", present, exp.false())))
    return exp.or_(read_well, absent) if wanted.optional else read_well


def _context(raw: exp.Expression, source: exp.DataType, wanted: Type, _titles: Mapping[str, str]) -> Reading | None:
    if source.is_type(*_TEXTS):
        return _from_json(exp.TryCast(this=raw, to=exp.DataType.build("JSON")), wanted, {})
    if not source.is_type(exp.DataType.Type.STRUCT):
        return None
    kinds = {entry.name: entry.args["kind"] for entry in source.expressions}
    parts = []
    for name, entry in wanted.fields:
        if name in kinds:
            parts.append((name, entry, exp.StructExtract(this=raw.copy(), expression=_text(name)), kinds[name]))
        else:
            parts.append((name, entry, exp.cast(exp.null(), "VARCHAR"), exp.DataType.build("VARCHAR")))
    return Reading(_entries(raw, parts), WRONG[Kind.CONTEXT])


def _entries(
    raw: exp.Expression, parts: list[tuple[str, Type, exp.Expression, exp.DataType]], known: exp.Expression | None = None
) -> exp.Expression:
    """Every entry read; null where one can't be."""
    readings = [(name, entry, part, kind, read(part, kind, entry, {})) for name, entry, part, kind in parts]
    conditions = [_sound(reading.value, _present(part.copy(), kind), entry) for _, entry, part, kind, reading in readings]
    there = exp.Not(this=exp.Is(this=raw.copy(), expression=exp.null()))
    values = struct([(name, reading.value.copy()) for name, _, _, _, reading in readings])
    return _when(exp.and_(there, *([known] if known else []), *conditions), values)


def _from_json(raw: exp.Expression, wanted: Type, titles: Mapping[str, str]) -> Reading:
    """A JSON value: what it holds must be of JSON's type for the wanted one, as when the scalar executor is given it."""
    kinds = exp.In(this=call("JSON_TYPE", raw.copy()), expressions=[_text(name) for name in _JSON_TYPES[wanted.kind]])
    value = _JSON[wanted.kind](raw, wanted, titles) if wanted.kind in _JSON else _from_json_text(raw, wanted, titles)
    return Reading(_when(kinds, value), WRONG[wanted.kind], lambda given: _json_faults(given, wanted))


def _json_faults(given: exp.Expression, wanted: Type) -> list[tuple[exp.Expression, str]]:
    text = call("JSON_EXTRACT_STRING", given.copy(), _text("$"))
    if wanted.kind is Kind.DATE:
        return [(_like(text, ISO_DATE), "GJ435")]
    if not wanted.is_numeric:
        return []
    is_text = exp.EQ(this=call("JSON_TYPE", given.copy()), expression=_text("VARCHAR"))
    numeral = rf"{NUMERAL}(\s*[%％])?" if wanted.kind is Kind.PERCENT else NUMERAL
    no_numeral = (exp.and_(is_text, exp.Not(this=_like(text, numeral))), WRONG[wanted.kind])
    return [no_numeral, *_text_faults(wanted, FLOAT, lambda _given: _without_sign(text))(given)]


def _from_json_text(raw: exp.Expression, wanted: Type, titles: Mapping[str, str]) -> exp.Expression:
    text = call("JSON_EXTRACT_STRING", raw.copy(), _text("$"))
    if wanted.is_numeric:
        numbers = exp.EQ(this=call("JSON_TYPE", raw.copy()), expression=_text("VARCHAR"))
        from_text = read(text, exp.DataType.build("VARCHAR"), wanted, titles).value
        return _when(numbers, from_text).else_(_numeral(text, wanted, FLOAT).value, copy=False)
    return read(text, exp.DataType.build("VARCHAR"), wanted, titles).value


def _from_json_list(raw: exp.Expression, wanted: Type, _titles: Mapping[str, str]) -> exp.Expression:
    items = call("JSON_EXTRACT", raw.copy(), _text("$[*]"))
    return _elements(items, exp.DataType.build("JSON"), wanted, suffix=" of json")


def _from_json_object(raw: exp.Expression, wanted: Type, _titles: Mapping[str, str]) -> exp.Expression:
    json = exp.DataType.build("JSON")
    parts = [
        (name, entry, call("JSON_EXTRACT", raw.copy(), _text(f'$."{name}"')), json) for name, entry in wanted.fields
    ]
    names = exp.Array(expressions=[_text(name) for name, _ in wanted.fields])
    return _entries(raw, parts, call("LIST_HAS_ALL", names, call("JSON_KEYS", raw.copy())))


_JSON: Mapping[Kind, Callable[[exp.Expression, Type, Mapping[str, str]], exp.Expression]] = {
    Kind.LIST: _from_json_list,
    Kind.CONTEXT: _from_json_object,
}
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
    Kind.LIST: ("ARRAY",),
    Kind.CONTEXT: ("OBJECT",),
}
_READERS: Mapping[
    Kind, Callable[[exp.Expression, exp.DataType, Type, Mapping[str, str]], Reading | None]
] = {
    Kind.NUMBER: _number,
    Kind.MONEY: _number,
    Kind.PERCENT: _number,
    Kind.BOOLEAN: _boolean,
    Kind.STRING: _string,
    Kind.CALENDAR: _string,
    Kind.ENUM: _enum,
    Kind.DATE: _date,
    Kind.LIST: _list,
    Kind.CONTEXT: _context,
}
