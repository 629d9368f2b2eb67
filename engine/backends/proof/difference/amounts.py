"""Amounts as they are in a box: exact where they are constant, within exact bounds where they are formulas."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from engine.backends.proof.coordinates.quantities import position, to_decimal
from engine.backends.proof.difference.forms import ELEMENT, Constant, Several
from engine.backends.proof.theory.arithmetic import rounded_to_cent
from engine.backends.proof.theory.comparisons import facts_in
from engine.backends.proof.theory.differences import bounds, difference, unrounded
from engine.backends.proof.theory.polynomials import CONSTANT, FACT, Polynomial, minus, number
from engine.backends.proof.theory.polynomials import Form as Opaque
from engine.feel.types import Kind
from engine.feel.values import ARITHMETIC, TimeSpan

if TYPE_CHECKING:
    from engine.backends.proof.boxes.grid import Box
    from engine.backends.proof.coordinates.axis import Axis
    from engine.backends.proof.difference.forms import Form
    from engine.backends.proof.theory.polynomials import Formula
    from engine.backends.proof.theory.possible import Theory
    from engine.feel.types import Type
    from engine.feel.values import Value


class Bounds(NamedTuple):
    """From `low` to `high`; None: without bound, or none is known. `exact`: it gets as far as they are."""

    low: Decimal | None = None
    high: Decimal | None = None
    exact: bool = True


def bounds_of(form: Form, declared: Type, theory: Theory, box: Box) -> Bounds:
    """Between what a formula lies in a box; money as it is rounded. Of what goes over a list nothing is known."""
    formula = formula_in(form)
    if formula is None or isinstance(form, Constant) or reads_element(formula):
        return Bounds()
    exact = unrounded(formula)
    if _is_null_in(exact, theory, box):
        return Bounds()
    low, high, _ = bounds(exact, theory, box)
    return Bounds(_rounded(low, declared), _rounded(high, declared))


def apart(before: Form, after: Form, theory: Theory, box: Box) -> Bounds | None:
    """By how much `after` is more in a box, money before it is rounded; None where they have no common measure."""
    if isinstance(before, Constant) and isinstance(after, Constant):
        far = moved(before.value, after.value)
        return None if far is None else Bounds(far, far)
    one, other = formula_in(before), formula_in(after)
    if not isinstance(one, Polynomial) or not isinstance(other, Polynomial):
        return None
    if any(_is_null_in(unrounded(each), theory, box) for each in (one, other)):
        return None
    if reads_element(one) or reads_element(other):
        return Bounds()
    low, high, exact = difference(one, other, theory, box)
    return Bounds(low, high, exact or low == high)


def lead(before: Form, after: Form) -> Polynomial | None:
    """By how much `after` is more, as a formula, money before it is rounded; None where that is none."""
    one, other = (formula and unrounded(formula) for formula in (formula_in(before), formula_in(after)))
    if not isinstance(one, Polynomial) or not isinstance(other, Polynomial) or one.quantity != other.quantity:
        return None
    return minus(other, one)


def moved(before: Value, after: Value) -> Decimal | None:
    """By how much `after` is more: in numbers, in a span's own unit; None where they have no common measure."""
    match before, after:
        case (bool(), _) | (_, bool()):
            return None
        case (int() | Decimal(), int() | Decimal()):
            return ARITHMETIC.subtract(Decimal(after), Decimal(before))
        case (TimeSpan(unit, amount), TimeSpan(other, more)) if unit == other:
            return ARITHMETIC.subtract(Decimal(more), Decimal(amount))
        case _:
            return None


def formula_in(form: Form) -> Formula | None:
    """The form as a formula; None where it is none: a list, several rows."""
    match form:
        case Constant(value=value):
            found = position(value)
            if value is None or isinstance(value, bool | str):
                return Opaque(CONSTANT, (value,))
            return number(found[1], found[0]) if found else None
        case Several():
            return None
        case _:
            return form


def reads_element(formula: Formula) -> bool:
    """Whether it hangs on the element of a list that its rule goes over."""
    return ELEMENT in repr(formula)


def same_in(before: Formula, after: Formula, theory: Theory, box: Box) -> bool:
    """Whether both surely come to the same in all of a box, null where the other is."""
    one, other = unrounded(before), unrounded(after)
    if _is_null_in(one, theory, box) and _is_null_in(other, theory, box):
        return True
    if facts_in(one) != facts_in(other):
        return False
    low, high, _ = difference(one, other, theory, box)
    return low == high == 0 or (before != one and after != other and _rounded_alike(one, other, theory, box))


def _rounded_alike(one: Formula, other: Formula, theory: Theory, box: Box) -> bool:
    """Whether all that two amounts come to in a box is one sum when rounded to the cent."""
    ends = [end for formula in (one, other) for end in bounds(formula, theory, box)[:2]]
    known = {rounded_to_cent(Fraction(end)) for end in ends if end is not None}
    return None not in ends and len(known) == 1


def _is_null_in(formula: Formula, theory: Theory, box: Box) -> bool:
    """Whether it reads a fact, as a summand or a factor, that has no value in the box."""
    columns = theory.links.columns
    forms = (form for product, _ in formula.terms for form in product) if isinstance(formula, Polynomial) else ()
    places = (columns.places.get(str(form.parts[0])) for form in forms if form.op == FACT)
    return any(
        _is_absent(columns.axes[place], box[place]) for place in places if place is not None and place < len(box)
    )


def _is_absent(axis: Axis, mask: int) -> bool:
    return axis.null and mask == 1 << (axis.size - 1)


def _rounded(end: Decimal | None, declared: Type) -> Decimal | None:
    if end is None or declared.kind is not Kind.MONEY:
        return end
    return to_decimal(rounded_to_cent(Fraction(end)))
