"""Numbers out of columns of numbers, floats and texts: never rounded, never a cast that could fail."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlglot import exp

from engine.backends.columnar.nodes import both, call, either, equal, negated, text, when, whole
from engine.backends.columnar.reading import FINER, OUTSIDE, TEXTS, TOO_WIDE, WRONG, Reading, like
from engine.backends.columnar.refusal import Refused
from engine.backends.columnar.terms import number
from engine.backends.columnar.widths import STORED_DIGITS, decimal_type, digits, sql_type
from engine.feel.types import Kind

if TYPE_CHECKING:
    from engine.backends.columnar.reading import Faults
    from engine.feel.types import Type

NUMERAL = r"[+-]?[0-9]+(\.[0-9]+)?"
FLOAT = r"-?[0-9]+(\.[0-9]+)?(e[+-]?[0-9]+)?"
"""The shortest text of a float, which is the decimal that it stands for."""
SIGN = r"\s*[%％]"
_PERCENT_PLACES = 2

_FLOATS = {exp.DataType.Type.FLOAT, exp.DataType.Type.DOUBLE}
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


def read_number(raw: exp.Expr, source: exp.DataType, wanted: Type) -> Reading | None:
    """A number, money or percent; None where the column's type has no numbers."""
    if source.is_type(*_FLOATS):
        return numeral(exp.cast(raw, "VARCHAR"), wanted, FLOAT)
    if source.is_type(*TEXTS):
        return _percent(raw, wanted) if wanted.kind is Kind.PERCENT else numeral(raw, wanted, NUMERAL)
    held = _held(source)
    return _exact(raw, held, wanted) if held else None


def trusted_number(raw: exp.Expr, wanted: Type) -> Reading:
    """A column that should be of the wanted type: in words that every database has."""
    value = exp.cast(raw, decimal_type(*digits(wanted)))
    fitting = when(equal(raw, value), value)
    return Reading(when(_between(raw, wanted), fitting), TOO_WIDE, lambda given: _misfits(given, wanted))


def narrowed(wanted: Type, source: exp.DataType) -> Type:
    """A numeric type without the digits that a column of exact numbers can't have anyway: narrow numbers are fast."""
    held = _held(source) if wanted.is_numeric else None
    if held is None or wanted.low is None or wanted.high is None:
        return wanted
    most = _most(*held)
    scale = min(held[1], digits(wanted)[1])
    return replace(wanted, scale=scale, low=max(wanted.low, -most), high=min(wanted.high, most))


def _held(source: exp.DataType) -> tuple[int, int] | None:
    """(digits, decimals) of a column of exact numbers; None for other columns."""
    if source.is_type(exp.DataType.Type.DECIMAL):
        precision, scale = (int(part.name) for part in source.expressions) if source.expressions else (18, 3)
        return precision, scale
    return (_INTEGER_DIGITS[source.this], 0) if source.this in _INTEGER_DIGITS else None


def _most(precision: int, scale: int) -> Decimal:
    return Decimal((0, (9,) * precision, -scale))


def _exact(raw: exp.Expr, held: tuple[int, int], wanted: Type) -> Reading:
    """A column of exact numbers; looked at before it is cast where no comparison can overflow, which is faster."""
    size = digits(wanted)
    target = decimal_type(*size)
    if _meeting(held, size) > STORED_DIGITS:
        return _tried(raw, exp.TryCast(this=raw.copy(), to=target), wanted)
    value = raw if held == size else exp.cast(raw, target)
    finer = held[1] > size[1]
    if not finer and _within(wanted, _most(*held)):
        return Reading(value, TOO_WIDE, always=True)
    fitting = when(equal(raw, value), value) if finer else value
    return Reading(when(_between(raw, wanted), fitting), TOO_WIDE, lambda given: _misfits(given, wanted))


def _meeting(held: tuple[int, int], size: tuple[int, int]) -> int:
    """The digits of the type in which the database compares two DECIMALs."""
    return max(held[0] - held[1], size[0] - size[1]) + max(held[1], size[1])


def _within(wanted: Type, most: Decimal) -> bool:
    return wanted.low is not None and wanted.high is not None and wanted.low <= -most and most <= wanted.high


def _tried(raw: exp.Expr, value: exp.Expr, wanted: Type) -> Reading:
    fitting = when(_between(value, wanted), when(equal(raw, value), value))
    probe = decimal_type(STORED_DIGITS, digits(wanted)[1])
    return Reading(fitting, TOO_WIDE, lambda given: _misfits(exp.TryCast(this=given.copy(), to=probe), wanted))


def _between(value: exp.Expr, wanted: Type) -> exp.Expr:
    if wanted.low is None or wanted.high is None:
        raise Refused("GJ504")
    low, high = (number(bound, wanted, digits(wanted)).sql for bound in (wanted.low, wanted.high))
    return exp.Between(this=value.copy(), low=low, high=high)


def _misfits(value: exp.Expr, wanted: Type) -> Faults:
    """Out of the range, or with more decimals: whether the policy declares them is for the caller to know."""
    within = _between(value, wanted)
    return [(negated(within), OUTSIDE), (within, FINER)]


def numeral(written: exp.Expr, wanted: Type, pattern: str) -> Reading:
    """A number's text: read only where it is a numeral whose decimals fit, since a cast would round the others."""
    scale = digits(wanted)[1]
    fitting = like(written, _numeral_of(scale))
    if pattern == FLOAT:
        fitting = either(fitting, both(like(written, FLOAT), _few_decimals(written, scale)))
    value = exp.TryCast(this=written.copy(), to=decimal_type(*digits(wanted)))
    found = when(both(fitting, _between(value, wanted)), value)
    return Reading(found, TOO_WIDE, lambda given: text_faults(exp.cast(given, "VARCHAR"), wanted, pattern))


def _numeral_of(scale: int) -> str:
    """The pattern of a numeral with so many decimals at most, zeros behind them not counted."""
    decimals = f"0+|[0-9]{{1,{scale}}}0*" if scale else "0+"
    return rf"[+-]?[0-9]+(\.({decimals}))?"


def _few_decimals(written: exp.Expr, scale: int) -> exp.Expr:
    """Whether `1.25e-07`, a float's shortest text, has at most so many decimals (its last digit is never 0)."""
    fraction = call("LENGTH", call("REGEXP_EXTRACT", written, text(r"\.([0-9]+)e"), whole(1)))
    exponent = call("REGEXP_EXTRACT", written, text("e([+-]?[0-9]+)"), whole(1))
    shift = exp.TryCast(this=exponent, to=exp.DataType.build("INTEGER"))
    return exp.LTE(this=exp.Sub(this=fraction, expression=shift), expression=whole(scale))


def text_faults(written: exp.Expr, wanted: Type, pattern: str) -> Faults:
    """What is wrong with a number's text; its size is looked at with a few decimals more than it may have."""
    probe = decimal_type(STORED_DIGITS, min(digits(wanted)[1] + 4, 20))
    wrong = (negated(like(written, pattern)), WRONG[wanted.kind])
    return [wrong, *_misfits(exp.TryCast(this=written.copy(), to=probe), wanted)]


def _percent(written: exp.Expr, wanted: Type) -> Reading:
    """`98%` is 0.98; a numeral is a fraction. The hundredth of a number of `scale - 2` decimals is exact."""
    plain = numeral(written, wanted, NUMERAL)
    precision, scale = digits(wanted)
    if scale < _PERCENT_PLACES:
        return plain
    hundreds = exp.TryCast(this=without_sign(written), to=decimal_type(precision + 2, scale - _PERCENT_PLACES))
    hundredth = exp.Mul(this=hundreds, expression=exp.Literal.number("0.01"))
    signed = like(written, _numeral_of(scale - _PERCENT_PLACES) + SIGN)
    value = when(both(signed, _between(hundredth, wanted)), exp.cast(hundredth, sql_type(wanted)), plain.value)
    return Reading(value, TOO_WIDE, lambda given: percent_faults(given, wanted))


def percent_faults(written: exp.Expr, wanted: Type) -> Faults:
    """What is wrong with a percent's text."""
    signed = like(written, NUMERAL + SIGN)
    fraction = text_faults(written, wanted, NUMERAL)
    hundreds = replace(wanted, low=_times_hundred(wanted.low), high=_times_hundred(wanted.high))
    misfits = text_faults(without_sign(written), hundreds, NUMERAL)[1:]
    return [*((both(signed, test), code) for test, code in misfits), *fraction]


def _times_hundred(bound: Decimal | None) -> Decimal | None:
    return None if bound is None else bound.scaleb(_PERCENT_PLACES)


def without_sign(written: exp.Expr) -> exp.Expr:
    return call("REGEXP_REPLACE", written, text(f"{SIGN}$"), text(""))
