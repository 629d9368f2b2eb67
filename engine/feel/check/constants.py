"""Literals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel.literals import exact_number, type_of_number, type_of_span
from engine.feel.problem import SyntaxProblem
from engine.feel.runtime.time import read_date, read_date_time, read_time
from engine.feel.spans import parse_span
from engine.feel.typed import Const
from engine.feel.types import BOOLEAN, DATE, DATE_TIME, MONEY, NULL, NUMBER, PERCENT, STRING, TIME

if TYPE_CHECKING:
    from decimal import Decimal

    from engine.feel import syntax
    from engine.feel.check.checking import Checking
    from engine.feel.typed import At, Expr
    from engine.feel.types import Type

_AT_READERS = ((read_date, DATE), (read_date_time, DATE_TIME), (read_time, TIME))


def _numeric(base: Type, value: Decimal, at: At) -> Expr:
    return Const(exact_number(value), type_of_number(base, value), at)


def number(written: syntax.NumberLiteral, checking: Checking) -> Expr:
    return _numeric(NUMBER, written.value, written.at)


def percent(written: syntax.PercentLiteral, checking: Checking) -> Expr:
    return _numeric(PERCENT, written.value, written.at)


def money(written: syntax.MoneyLiteral, checking: Checking) -> Expr:
    """Money is in the library's currency, or it is an error."""
    if written.currency != checking.scope.currency:
        return checking.fault("GJ251", written.at, found=written.currency, currency=checking.scope.currency)
    return _numeric(MONEY, written.value, written.at)


def span(written: syntax.SpanLiteral, checking: Checking) -> Expr:
    return read_span(written.text, written.at, 0, checking)


def read_span(text: str, at: At, offset: int, checking: Checking) -> Expr:
    """A span's constant; `offset` is where its text starts within the expression that stands at `at`."""
    try:
        value = parse_span(text)
    except SyntaxProblem as problem:
        start = at[0] + offset
        return checking.fault(problem.code, (start + problem.start, start + problem.end), **problem.args)
    return Const(value, type_of_span(value), at)


def string(written: syntax.StringLiteral, checking: Checking) -> Expr:
    return Const(written.value, STRING, written.at)


def boolean(written: syntax.BooleanLiteral, checking: Checking) -> Expr:
    return Const(written.value, BOOLEAN, written.at)


def null(written: syntax.NullLiteral, checking: Checking) -> Expr:
    return Const(None, NULL, written.at)


def at_literal(written: syntax.AtLiteral, checking: Checking) -> Expr:
    """`@"…"`: whichever of a date, a date and time, a time or a duration its text is."""
    for read, kind in _AT_READERS:
        try:
            return Const(read(written.text), kind, written.at)
        except ValueError:
            continue
    if written.text.lstrip("-").startswith("P"):
        return read_span(written.text, written.at, written.at[1] - written.at[0] - len(written.text) - 1, checking)
    return checking.fault("GJ244", written.at, text=written.text, kind="date")
