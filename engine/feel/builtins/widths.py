"""Type rules: the result's type from the arguments', numeric bounds by interval arithmetic, decimals exactly counted.

Every rule is sound: for arguments within their bounds and with at most their decimals, the result is within its bounds
and has at most its decimals. `scale` None: decimals not known; a bound None: not known.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from typing import TYPE_CHECKING

from engine.feel.types import ANY, BOOLEAN, INTEGER, NUMBER, STRING, Kind, Type, list_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.feel.builtins.overload import TypeRule

Bound = Decimal | None
INFINITY = Decimal("Infinity")
DOWN = Context(prec=34, rounding=ROUND_FLOOR, traps=[])
UP = Context(prec=34, rounding=ROUND_CEILING, traps=[])
ZERO = Decimal(0)


def always(result: Type) -> TypeRule:
    return lambda _: result


def first(types: tuple[Type, ...]) -> Type:
    return types[0]


def integer(low: int | None = None, high: int | None = None) -> TypeRule:
    return always(replace(INTEGER, low=_decimal(low), high=_decimal(high)))


def _decimal(bound: int | None) -> Bound:
    return None if bound is None else Decimal(bound)


def _low(given: Type) -> Decimal:
    return -INFINITY if given.low is None else given.low


def _high(given: Type) -> Decimal:
    return INFINITY if given.high is None else given.high


def _bound(value: Decimal) -> Bound:
    return value if value.is_finite() else None


def numeric(kind: Kind, scale: int | None, low: Decimal, high: Decimal) -> Type:
    return Type(kind, scale=scale, low=_bound(low), high=_bound(high))


def _widest(types: tuple[Type, ...]) -> int | None:
    scales = [t.scale for t in types]
    return None if None in scales else max(scale for scale in scales if scale is not None)


def _total(left: Type, right: Type) -> int | None:
    return None if left.scale is None or right.scale is None else left.scale + right.scale


def add(types: tuple[Type, ...]) -> Type:
    left, right = types
    low, high = DOWN.add(_low(left), _low(right)), UP.add(_high(left), _high(right))
    return numeric(left.kind, _widest(types), low, high)


def subtract(types: tuple[Type, ...]) -> Type:
    left, right = types
    low, high = DOWN.subtract(_low(left), _high(right)), UP.subtract(_high(left), _low(right))
    return numeric(left.kind, _widest(types), low, high)


def negate(types: tuple[Type, ...]) -> Type:
    (given,) = types
    return numeric(given.kind, given.scale, -_high(given), -_low(given))


def _corners(left: Type, right: Type, context: Context) -> list[Decimal]:
    ends = (_low(right), _high(right))
    return [context.multiply(a, b) if a and b else ZERO for a in (_low(left), _high(left)) for b in ends]


def multiply(kind: Kind) -> Callable[[tuple[Type, ...]], Type]:
    def rule(types: tuple[Type, ...]) -> Type:
        left, right = types
        low, high = min(_corners(left, right, DOWN)), max(_corners(left, right, UP))
        return numeric(kind, _total(left, right), low, high)

    return rule


def divide(kind: Kind) -> Callable[[tuple[Type, ...]], Type]:
    def rule(types: tuple[Type, ...]) -> Type:
        left, right = types
        low, high = _quotient_bounds(left, right)
        return numeric(kind, None, low, high)

    return rule


def _quotient_bounds(left: Type, right: Type) -> tuple[Decimal, Decimal]:
    if _low(right) <= 0 <= _high(right):
        return -INFINITY, INFINITY
    ends = [(a, b) for a in (_low(left), _high(left)) for b in (_low(right), _high(right))]
    finite = [(a, b) for a, b in ends if a.is_finite() and b.is_finite()]
    if len(finite) < len(ends):
        return -INFINITY, INFINITY
    return min(DOWN.divide(a, b) for a, b in finite), max(UP.divide(a, b) for a, b in finite)


def absolute(types: tuple[Type, ...]) -> Type:
    (given,) = types
    low = max(_low(given), -_high(given), ZERO)
    return numeric(given.kind, given.scale, low, max(-_low(given), _high(given)))


def constant(given: Type) -> int | None:
    """The whole number that is the only value of a type, else None."""
    fixed = given.low is not None and given.low == given.high and given.low == given.low.to_integral_value()
    return int(given.low) if fixed and given.low is not None else None


def rounded(types: tuple[Type, ...]) -> Type:
    """Rounding the first argument to as many decimals as the second says (none: to a whole number)."""
    given = types[0]
    scale = constant(types[1]) if len(types) > 1 else 0
    if scale is None or scale < 0:
        return numeric(given.kind, None, -INFINITY, INFINITY)
    return rounded_to(given, scale if given.scale is None else min(scale, given.scale))


def rounded_to(given: Type, scale: int) -> Type:
    unit = Decimal(1).scaleb(-scale)
    low = _low(given) if not _low(given).is_finite() else _low(given).quantize(unit, ROUND_FLOOR, DOWN)
    high = _high(given) if not _high(given).is_finite() else _high(given).quantize(unit, ROUND_CEILING, UP)
    finite = (-INFINITY if low.is_nan() else low, INFINITY if high.is_nan() else high)
    return numeric(given.kind, scale, *finite)


def money(types: tuple[Type, ...]) -> Type:
    return rounded_to(types[0], 2)


def modulo(types: tuple[Type, ...]) -> Type:
    """The result has the divisor's sign and is smaller than it."""
    dividend, divisor = types
    return numeric(dividend.kind, _widest(types), min(_low(divisor), ZERO), max(_high(divisor), ZERO))


def converted(kind: Kind) -> Callable[[tuple[Type, ...]], Type]:
    """The same number as another kind."""
    return lambda types: replace(types[0], kind=kind)


def united(left: Type, right: Type) -> Type | None:
    """The narrowest type of both types' values; None where there is none (their kinds differ)."""
    if Kind.ANY in (left.kind, right.kind):
        return ANY
    if left.kind is Kind.NULL or right.kind is Kind.NULL:
        return (right if left.kind is Kind.NULL else left).or_null()
    if {left.kind, right.kind} == {Kind.STRING, Kind.ENUM}:
        return replace(STRING, optional=left.optional or right.optional)
    return _merged(left, right) if left.kind is right.kind else None


def _merged(left: Type, right: Type) -> Type | None:
    optional = left.optional or right.optional
    if left.is_numeric:
        low, high = min(_low(left), _low(right)), max(_high(left), _high(right))
        return replace(numeric(left.kind, _widest((left, right)), low, high), optional=optional)
    if left.kind is Kind.LIST:
        return _merged_list(left, right, optional)
    if left.kind is Kind.CONTEXT and left.fields != right.fields:
        return _merged_context(left, right, optional)
    if left.kind is Kind.ENUM:
        return replace(left, values=tuple(dict.fromkeys((*left.values, *right.values))), optional=optional)
    return replace(left, unit=left.unit if left.unit is right.unit else None, optional=optional)


def _merged_list(left: Type, right: Type, optional: bool) -> Type | None:
    if left.element is None or right.element is None:
        return replace(left, element=left.element or right.element, optional=optional, unique=False)
    element = united(left.element, right.element)
    return element and replace(left, element=element, optional=optional, unique=left.unique and right.unique)


def _merged_context(left: Type, right: Type, optional: bool) -> Type | None:
    theirs = dict(right.fields)
    if [name for name, _ in left.fields] != list(theirs):
        return None
    merged = tuple((name, united(mine, theirs[name])) for name, mine in left.fields)
    fields = tuple((name, field) for name, field in merged if field is not None)
    return replace(left, fields=fields, optional=optional) if len(fields) == len(merged) else None


def element(types: tuple[Type, ...]) -> Type:
    """The element type of the first argument, a list."""
    return types[0].element or ANY


def total(types: tuple[Type, ...]) -> Type:
    """The sum of a list whose length is not known: its element's decimals, no bounds but those of the sign."""
    given = element(types)
    low = ZERO if _low(given) >= 0 else -INFINITY
    high = ZERO if _high(given) <= 0 else INFINITY
    return numeric(given.kind, given.scale, low, high)


def quotient_of_total(types: tuple[Type, ...]) -> Type:
    """A mean, median or mode: within the element's bounds, decimals not known."""
    given = element(types)
    return numeric(given.kind, None, _low(given), _high(given))


def deviation(types: tuple[Type, ...]) -> Type:
    """A standard deviation: never negative, decimals not known."""
    return numeric(element(types).kind, None, ZERO, INFINITY)


def same_list(types: tuple[Type, ...]) -> Type:
    """A list of the first list's elements, doubles allowed."""
    return replace(types[0], unique=False)


def distinct(types: tuple[Type, ...]) -> Type:
    return replace(types[0], unique=True)


def appended(types: tuple[Type, ...]) -> Type:
    """The first list with the last argument's elements (or the last argument itself) among its own."""
    last = types[-1] if types[-1].kind is Kind.LIST else list_of(types[-1])
    return united(same_list(types), last) or types[0]


def flattened_once(types: tuple[Type, ...]) -> Type:
    return replace(element(types), unique=False, optional=False)


def flattened(types: tuple[Type, ...]) -> Type:
    inner = element(types)
    while inner.kind is Kind.LIST:
        inner = inner.element or ANY
    return list_of(inner)


def counted(types: tuple[Type, ...]) -> Type:
    """A whole number from 0 to 999,999,999, the longest list there may be."""
    return replace(INTEGER, low=ZERO, high=Decimal(999_999_999))


def list_of_integers(types: tuple[Type, ...]) -> Type:
    left, right = (rounded_to(given, 0) for given in types)
    return list_of(numeric(Kind.NUMBER, 0, min(_low(left), _low(right)), max(_high(left), _high(right))))


def boolean(types: tuple[Type, ...]) -> Type:
    return BOOLEAN


def list_of_positions(types: tuple[Type, ...]) -> Type:
    return list_of(counted(types))


def divide_spans(types: tuple[Type, ...]) -> Type:
    return NUMBER
