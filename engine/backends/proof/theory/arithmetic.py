"""What operators make of formulas: polynomials where they move evenly, forms elsewhere."""

from __future__ import annotations

import operator
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from engine.backends.proof.coordinates.quantities import DAY, INSTANT, NUMBER
from engine.backends.proof.theory.polynomials import (
    CONSTANT,
    Form,
    Formula,
    Polynomial,
    measured,
    minus,
    number,
    of_form,
    order,
    plus,
    scaled,
    times,
)
from engine.feel.operators import lookup
from engine.feel.values import Unit
from engine.ir.program import ROUND_MONEY

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

NULL = Form(CONSTANT, (None,), optional=True)
CENT = Fraction(1, 100)


def computed(op: str, args: tuple[Formula, ...], form: Form) -> Formula:
    """What the overload `op` makes of its arguments; `form`: what its type says of the result."""
    if NULL in args and lookup(op).strict:
        return NULL
    numbers = tuple(arg for arg in args if isinstance(arg, Polynomial))
    if len(numbers) == len(args):
        found = _even(op, numbers)
        if found is not None:
            return found
    op, args = _in_order(op, args)
    return of_form(replace(form, op=op, parts=args))


def rounded_to_cent(amount: Fraction) -> Fraction:
    """Half up, as every money attribute is: ties away from zero."""
    cents = (abs(amount) / CENT + Fraction(1, 2)).__floor__() * CENT
    return cents if amount >= 0 else -cents


def _even(op: str, args: tuple[Polynomial, ...]) -> Formula | None:
    """None where the result is no polynomial, and no constant."""
    if op in EVEN:
        return EVEN[op](*args)
    constants = [constant for arg in args if (constant := arg.constant) is not None]
    if len(constants) < len(args):
        return None
    if op == ROUND_MONEY:
        return number(rounded_to_cent(constants[0]), NUMBER)
    compare = _COMPARE.get(op.removesuffix("-amount").removesuffix("-span").removesuffix("-null"))
    alike = len({arg.quantity for arg in args}) == 1
    return Form(CONSTANT, (compare(*constants),)) if compare and alike else None


def _in_order(op: str, args: tuple[Formula, ...]) -> tuple[str, tuple[Formula, ...]]:
    """`a > b` as `b < a`, a day moved back as one moved on; where their order makes no difference, one fixed order."""
    if op == "add-span-date":
        return "add-date-span", args[::-1]
    if op == "subtract-date-span" and isinstance(args[1], Polynomial) and args[1].whole:
        return "add-date-span", (args[0], _negated(args[1]))
    if op.startswith(("gt", "ge")):
        return _TURNED[op[:2]] + op[2:], args[::-1]
    if op.startswith(("eq", "ne")) and op != "negate":
        return op, tuple(sorted(args, key=order))
    if op in ("min", "max") and isinstance(args[0], Form):
        return op, (replace(args[0], parts=tuple(sorted(args[0].parts, key=order))),)
    return op, args


def _product(a: Polynomial, b: Polynomial) -> Polynomial:
    return times(a, b, b.quantity if a.quantity == NUMBER else a.quantity)


def _span_product(a: Polynomial, b: Polynomial) -> Polynomial | None:
    """Months are cut to whole ones, so a product of them is even only where it is whole."""
    product = _product(a, b)
    return product if product.quantity != Unit.MONTHS or product.whole else None


def _quotient(a: Polynomial, b: Polynomial) -> Formula | None:
    """By a constant with which decimals end; null by zero."""
    divisor = b.constant
    if divisor is None or b.quantity not in (NUMBER, a.quantity) or a.quantity == Unit.MONTHS:
        return None
    if not divisor:
        return NULL
    quantity = NUMBER if b.quantity == a.quantity else a.quantity
    return scaled(a, 1 / divisor, quantity) if _ends(1 / divisor) else None


def _ends(fraction: Fraction) -> bool:
    """Whether it is written with finitely many decimals."""
    return pow(10, fraction.denominator.bit_length(), fraction.denominator) == 0 or fraction.denominator == 1


def _sum(a: Polynomial, b: Polynomial) -> Formula:
    """Spans of two units have no sum."""
    return plus(a, b) if a.quantity == b.quantity else NULL


def _difference(a: Polynomial, b: Polynomial) -> Formula:
    return minus(a, b) if a.quantity == b.quantity else NULL


def _between(a: Polynomial, b: Polynomial) -> Polynomial | None:
    """From `b` to `a`: whole days of two days, seconds of two instants."""
    return minus(a, b, str(_APART[a.quantity])) if a.quantity == b.quantity else None


def _moved(a: Polynomial, b: Polynomial) -> Polynomial | None:
    """A day moved by whole days, an instant by seconds; other spans move neither evenly."""
    if b.quantity != _APART.get(a.quantity) or not (a.quantity == INSTANT or b.whole):
        return None
    return plus(a, measured(b, a.quantity))


def _moved_back(a: Polynomial, b: Polynomial) -> Polynomial | None:
    return _moved(a, scaled(b, Fraction(-1)))


def _same(a: Polynomial) -> Polynomial:
    return a


def _negated(a: Polynomial) -> Polynomial:
    return scaled(a, Fraction(-1))


_APART = {DAY: Unit.DAYS, INSTANT: Unit.SECONDS}
_TURNED = {"gt": "lt", "ge": "le"}
_COMPARE: Mapping[str, Callable[[Fraction, Fraction], bool]] = {
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
    "eq": operator.eq,
    "ne": operator.ne,
}
EVEN: Mapping[str, Callable[..., Formula | None]] = {
    "add": _sum,
    "subtract": _difference,
    "multiply": _product,
    "divide": _quotient,
    "divide-or-null": _quotient,
    "negate": _negated,
    "number-of": _same,
    "number-of-money": _same,
    "percent-of": _same,
    "money-of": _same,
    "add-spans": _sum,
    "subtract-spans": _difference,
    "multiply-span": _span_product,
    "multiply-by-span": _span_product,
    "divide-span": _quotient,
    "divide-spans": _quotient,
    "negate-span": _negated,
    "subtract-dates": _between,
    "subtract-date-times": _between,
    "add-date-span": _moved,
    "add-date-time-seconds": _moved,
    "add-date-time-span": _moved,
    "add-span-date": lambda a, b: _moved(b, a),
    "add-span-date-time": lambda a, b: _moved(b, a),
    "subtract-date-span": _moved_back,
    "subtract-date-time-span": _moved_back,
}
"""By overload: the polynomial of the result; None where it is none."""
