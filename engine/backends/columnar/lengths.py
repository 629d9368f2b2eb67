"""Spans out of texts, as `engine.feel.spans.parse_span` reads them: `25 minutes`, `1h30m`, `3个工作日`, `P1DT2H`."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from sqlglot import exp

from engine.backends.columnar.nodes import (
    both,
    call,
    either,
    entry,
    equal,
    lambda_of,
    let,
    mapped,
    negated,
    quoted,
    struct,
    text,
    when,
)
from engine.backends.columnar.reading import TEXTS, TOO_WIDE, WRONG, Reading, like
from engine.backends.columnar.widths import SPAN_DECIMALS, SPAN_DIGITS, SPAN_FIELDS, decimal_type, sql_type
from engine.feel.spans import SPELLINGS
from engine.feel.types import Kind
from engine.feel.values import Unit

if TYPE_CHECKING:
    from engine.backends.columnar.reading import Faults

_SPACES = r"[\s\x0b\x1c-\x1f\x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]+"
"""What Python takes for white space, of which RE2 knows less; first it becomes one blank."""
_NUMBER = r"[0-9]{1,15}(?:\.[0-9]{1,9})?"
_UNIT = "|".join(sorted((name for names in SPELLINGS.values() for name in names), key=len, reverse=True))
_PIECE = f"{_NUMBER} ?(?:h[0-9]{{1,15}}m|{_UNIT})"
_WORDED = f"-? ?{_PIECE}(?: ?{_PIECE})*"
_TOKEN = f"({_NUMBER}) ?({_UNIT}|m)"
_ISO_MONTHS = r"-?P(?:([0-9]{1,15})Y)?(?:([0-9]{1,15})M)?"
_ISO_CLOCK = r"(?:([0-9]{1,15})H)?(?:([0-9]{1,15})M)?(?:([0-9]{1,15}(?:\.[0-9]{1,9})?)S)?"
_ISO_TIME = rf"-?P(?:([0-9]{{1,15}})D)?(?:T{_ISO_CLOCK})?"
_NO_AMOUNT = "P$|T$"
_LIMIT = 10**15
_PART, _TOTAL = decimal_type(24, 9), decimal_type(38, 9)
_AMOUNT = sql_type(dict(SPAN_FIELDS.fields)["amount"])


def read_span(raw: exp.Expr, source: exp.DataType) -> Reading | None:
    """A span; None where the column's type has none."""
    if not source.is_type(*TEXTS):
        return None
    unit, amount = entry(quoted("told"), "unit"), entry(quoted("told"), "amount")
    negative = call("STARTS_WITH", quoted("text"), text("-"))
    signed = exp.TryCast(this=when(negative, exp.Neg(this=amount), amount), to=_AMOUNT)
    value = struct([("unit", unit), ("amount", signed)])
    return Reading(_telling(raw, when(both(_sound(unit, amount), _fits(amount)), value)), WRONG[Kind.SPAN], _faults)


def _faults(given: exp.Expr) -> Faults:
    sound = _sound(entry(quoted("told"), "unit"), entry(quoted("told"), "amount"))
    return [(_telling(given, sound), TOO_WIDE)]


def _telling(raw: exp.Expr, body: exp.Expr) -> exp.Expr:
    """The body, where `text` is the text with single blanks, and `told` its unit and amount without the sign."""
    blanks = call("REGEXP_REPLACE", raw, text(_SPACES), text(" "), text("g"))
    forms = exp.Case().when(like(quoted("text"), _WORDED), _in_words())
    for pattern, unit, sizes in ((_ISO_MONTHS, Unit.MONTHS, (12, 1)), (_ISO_TIME, Unit.SECONDS, (86400, 3600, 60, 1))):
        empty = call("REGEXP_MATCHES", quoted("text"), text(_NO_AMOUNT))
        forms = forms.when(both(like(quoted("text"), pattern), negated(empty)), _in_iso(pattern, unit, sizes))
    return let("text", call("TRIM", blanks), let("told", forms, body))


def _in_words() -> exp.Expr:
    """Pieces of one unit, whose amounts are added; null where they are of several."""
    numbers, words = (
        call("REGEXP_EXTRACT_ALL", quoted("text"), text(_TOKEN), exp.Literal.number(group)) for group in (1, 2)
    )
    units = call("LIST_TRANSFORM", quoted("meanings"), lambda_of(entry(quoted("meaning"), "unit"), "meaning"))
    number = exp.TryCast(this=call("LIST_EXTRACT", numbers, quoted("place")), to=_PART)
    product = exp.cast(exp.Mul(this=number, expression=entry(quoted("meaning"), "size")), _TOTAL)
    amounts = call("LIST_TRANSFORM", quoted("meanings"), lambda_of(product, "meaning", "place"))
    told = struct([("unit", call("LIST_MIN", quoted("units"))), ("amount", call("LIST_SUM", amounts))])
    one = equal(call("LIST_MIN", quoted("units")), call("LIST_MAX", quoted("units")))
    return let("meanings", mapped(words, "word", _meaning()), let("units", units, when(one, told)))


def _meaning() -> exp.Expr:
    """The unit that a word means, and its size."""
    chosen = exp.Case()
    for (unit, size), names in SPELLINGS.items():
        spelt = (*names, "m") if (unit, size) == (Unit.SECONDS, 60) else names
        meaning = struct([("unit", text(str(unit))), ("size", exp.cast(exp.Literal.number(size), "INTEGER"))])
        chosen = chosen.when(exp.In(this=quoted("word"), expressions=[text(name) for name in spelt]), meaning)
    return chosen


def _in_iso(pattern: str, unit: Unit, sizes: tuple[int, ...]) -> exp.Expr:
    whole = text(f"^{pattern}$")
    parts = (call("REGEXP_EXTRACT", quoted("text"), whole, exp.Literal.number(n)) for n, _ in enumerate(sizes, 1))
    numbers = (exp.func("COALESCE", exp.TryCast(this=part, to=_PART), exp.Literal.number(0)) for part in parts)
    products: list[exp.Expr] = [
        exp.cast(exp.Mul(this=number, expression=exp.Literal.number(size)), _TOTAL)
        for number, size in zip(numbers, sizes, strict=True)
    ]
    amount = reduce(lambda left, right: exp.Add(this=left, expression=right), products)
    return struct([("unit", text(str(unit))), ("amount", exp.cast(amount, _TOTAL))])


def _sound(unit: exp.Expr, amount: exp.Expr) -> exp.Expr:
    """Whether the scalar executor would take it: days, working days and months are whole."""
    timed = exp.In(this=unit.copy(), expressions=[text(str(u)) for u in (Unit.SECONDS, Unit.WORKING_SECONDS)])
    whole = equal(amount, call("FLOOR", amount))
    return both(exp.LT(this=amount.copy(), expression=exp.Literal.number(_LIMIT)), either(timed, whole))


def _fits(amount: exp.Expr) -> exp.Expr:
    narrow = exp.LT(this=amount.copy(), expression=exp.Literal.number(10**SPAN_DIGITS))
    return both(narrow, equal(amount, call("ROUND", amount, exp.Literal.number(SPAN_DECIMALS))))
