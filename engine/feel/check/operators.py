"""Arithmetic and comparison."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from engine.feel.check.checking import apply, apply_op, boolean, broken, is_broken, resolve
from engine.feel.check.describe import describe
from engine.feel.check.mismatch import mismatch
from engine.feel.check.reachable import warn_of_bounds, warn_of_null
from engine.feel.typed import And, Const, Expr, Ref
from engine.feel.types import NUMBER, Kind
from engine.feel.values import TimeSpan, Unit

if TYPE_CHECKING:
    from engine.feel import syntax
    from engine.feel.check.checking import Checking
    from engine.feel.typed import At
    from engine.feel.types import Type

_ORDERING = frozenset({"<", "<=", ">", ">="})
_WORKING = frozenset({Unit.WORKING_SECONDS, Unit.WORKING_DAYS})
_LIKE = frozenset({Kind.NUMBER, Kind.MONEY, Kind.PERCENT, Kind.SPAN})
_DAYS = frozenset({Kind.DATE, Kind.DATE_TIME})


def negation(written: syntax.Negation, checking: Checking) -> Expr:
    """`-x`; of a literal, the literal's opposite."""
    operand = checking.typed(written.operand)
    if is_broken(operand):
        return broken(written.at)
    overload = resolve("unary -", (operand,))
    if overload is None:
        wanted = describe(NUMBER)
        return checking.fault("GJ226", operand.at, wanted=wanted, found=describe(operand.type))
    negated = apply(overload, (operand,), written.at)
    if isinstance(operand, Const) and isinstance(operand.value, int | Decimal):
        return Const(-operand.value, negated.type, written.at)
    if isinstance(operand, Const) and isinstance(operand.value, TimeSpan):
        return Const(replace(operand.value, amount=operand.value.amount.copy_negate()), negated.type, written.at)
    return negated


def arithmetic(written: syntax.Arithmetic, checking: Checking) -> Expr:
    left, right = checking.typed(written.left), checking.typed(written.right)
    if is_broken(left, right):
        return broken(written.at)
    overload = resolve(written.operator, (left, right))
    if overload is None:
        return _unfit(written.operator, left, right, written.at, checking)
    if left.type.kind in _DAYS and right.type.unit in _WORKING:
        return checking.fault("GJ235", written.at)
    if _units_differ(left.type, right.type):
        return _incomparable(left, right, written.at, checking)
    return apply(overload, (left, right), written.at)


def _units_differ(left: Type, right: Type) -> bool:
    return left.unit is not None and right.unit is not None and left.unit is not right.unit


def _incomparable(left: Expr, right: Expr, at: At, checking: Checking) -> Expr:
    return checking.fault("GJ234", at, left=left.type.unit or "", right=right.type.unit or "")


def _unfit(operator: str, left: Expr, right: Expr, at: At, checking: Checking) -> Expr:
    """The report of an operator whose operands don't go together, with the fix for the one that seems wrong."""
    wrong = _to_blame(operator, left, right)
    if wrong is not None:
        code, args = mismatch(wrong[0], wrong[1], checking.scope.currency)
        return checking.fault(code, wrong[0].at, **args)
    near = _part_meant(left, right) or _part_meant(right, left)
    return checking.fault(
        "GJ225", at, operator=operator, left=describe(left.type), right=describe(right.type), near=near
    )


def _part_meant(whole: Expr, beside: Expr) -> str:
    """`repair = "met"` means `repair.state`: the first part of a named context that is of the other side's kind."""
    fields = whole.type.fields if isinstance(whole, Ref) else ()
    kinds = {Kind.STRING: (Kind.STRING, Kind.ENUM)}.get(beside.type.kind, (beside.type.kind,))
    meant = next((name for name, type_ in fields if type_.kind in kinds), "")
    return f"{whole.name}.{meant}" if meant and isinstance(whole, Ref) else ""


def _to_blame(operator: str, left: Expr, right: Expr) -> tuple[Expr, Type] | None:
    """The bare number beside money, a percent or a span, or the text beside a date; and the type that is wanted."""
    if operator in ("*", "/", "**"):
        return None
    for one, other in ((left, right), (right, left)):
        kinds = (one.type.kind, other.type.kind)
        if kinds[0] is Kind.NUMBER and kinds[1] in _LIKE - {Kind.NUMBER}:
            return _of_literals(one, other)
        if kinds[0] is Kind.STRING and kinds[1] in _DAYS | {Kind.TIME, Kind.SPAN} and operator not in ("+", "-"):
            return one, other.type
    moved = operator in ("+", "-") and left.type.kind in _DAYS and right.type.is_numeric
    return (right, replace(NUMBER, kind=Kind.SPAN)) if moved else None


def _of_literals(number: Expr, other: Expr) -> tuple[Expr, Type] | None:
    """Of a number and money, a percent or a span: what is written out is wrong, rather than what is declared."""
    if isinstance(number, Const):
        return number, other.type
    return (other, NUMBER) if isinstance(other, Const) else None


def comparison(written: syntax.Comparison, checking: Checking) -> Expr:
    return compare(written.operator, checking.typed(written.left), checking.typed(written.right), written.at, checking)


def compare(operator: str, left: Expr, right: Expr, at: At, checking: Checking) -> Expr:
    """`left operator right`, with warnings where the result is known beforehand."""
    left, right = checking.fit_pair(left, right)
    if is_broken(left, right):
        return broken(at)
    if Kind.NULL in (left.type.kind, right.type.kind):
        return _with_null(operator, left, right, at, checking)
    if _units_differ(left.type, right.type):
        return _incomparable(left, right, at, checking)
    overload = resolve(operator, (left, right))
    if overload is None:
        return _unfit(operator, left, right, at, checking)
    warn_of_bounds(operator, left, right, at, checking)
    return apply(overload, (left, right), at)


def _with_null(operator: str, left: Expr, right: Expr, at: At, checking: Checking) -> Expr:
    """`x = null` asks whether there is a value; other comparisons with null have no answer."""
    operand = right if left.type.kind is Kind.NULL else left
    if operator in _ORDERING:
        return checking.fault("GJ246", at, operator=operator)
    warn_of_null(operand, at, checking)
    return apply_op("is-null" if operator == "=" else "not-null", at, operand)


def between(written: syntax.Between, checking: Checking) -> Expr:
    """`x between a and b`: a <= x and x <= b."""
    operand = checking.typed(written.operand)
    low = compare(">=", operand, checking.typed(written.low), written.at, checking)
    high = compare("<=", operand, checking.typed(written.high), written.at, checking)
    return And((low, high), boolean(low, high), written.at)
