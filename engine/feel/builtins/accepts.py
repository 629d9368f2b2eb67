"""The parameters that the operator table is written with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel.builtins.overload import Accepts
from engine.feel.types import Kind

if TYPE_CHECKING:
    from engine.feel.types import Type


def _required(given: Type) -> bool:
    return not given.optional


def _not_zero(given: Type) -> bool:
    return (given.low is not None and given.low > 0) or (given.high is not None and given.high < 0)


def _full(given: Type) -> bool:
    return given.element is None or given.element.kind is Kind.ANY or not given.element.optional


NUMBER = Accepts((Kind.NUMBER,))
MONEY = Accepts((Kind.MONEY,))
PERCENT = Accepts((Kind.PERCENT,))
FACTOR = Accepts((Kind.NUMBER, Kind.PERCENT))
NUMERIC = Accepts((Kind.NUMBER, Kind.MONEY, Kind.PERCENT))
NOT_ZERO = Accepts((Kind.NUMBER, Kind.MONEY, Kind.PERCENT), only=_not_zero)
BOOLEAN = Accepts((Kind.BOOLEAN,))
STRING = Accepts((Kind.STRING, Kind.ENUM))
DATE = Accepts((Kind.DATE,))
DATE_TIME = Accepts((Kind.DATE_TIME,))
DAY = Accepts((Kind.DATE, Kind.DATE_TIME))
CLOCK = Accepts((Kind.DATE_TIME, Kind.TIME))
TIME = Accepts((Kind.TIME,))
SPAN = Accepts((Kind.SPAN,))
CONTEXT = Accepts((Kind.CONTEXT,))
ANYTHING = Accepts()
PRESENT = Accepts(only=_required)
ORDERED = Accepts((Kind.NUMBER, Kind.MONEY, Kind.PERCENT, Kind.STRING, Kind.DATE, Kind.DATE_TIME, Kind.TIME))
"""What `<` compares natively; spans have their own overloads."""

LIST = Accepts((Kind.LIST,))
NUMBER_LIST = Accepts((Kind.LIST,), NUMBER)
NUMERIC_LIST = Accepts((Kind.LIST,), NUMERIC)
ORDERED_LIST = Accepts((Kind.LIST,), ORDERED)
BOOLEAN_LIST = Accepts((Kind.LIST,), BOOLEAN)
STRING_LIST = Accepts((Kind.LIST,), STRING)
LIST_LIST = Accepts((Kind.LIST,), LIST)
FULL_LIST_LIST = Accepts((Kind.LIST,), LIST, _full)
FULL_NUMERIC_LIST = Accepts((Kind.LIST,), NUMERIC, _full)
FULL_ORDERED_LIST = Accepts((Kind.LIST,), ORDERED, _full)


_TEXTS = (Kind.STRING, Kind.ENUM)


def comparable(left: Type, right: Type) -> bool:
    """Whether values of both types can be equal at all: of one kind (an enum's are strings), element by element."""
    if Kind.ANY in (left.kind, right.kind):
        return True
    if left.kind is right.kind is Kind.LIST:
        return left.element is None or right.element is None or comparable(left.element, right.element)
    return left.kind is right.kind or (left.kind in _TEXTS and right.kind in _TEXTS)


def same_kind(types: tuple[Type, ...]) -> bool:
    """All arguments are of one kind."""
    first, *others = types
    return False not in [comparable(first, other) for other in others]


def same_unit(types: tuple[Type, ...]) -> bool:
    """Spans that are known to be of one unit."""
    return types[0].unit is not None and types[0].unit is types[1].unit


def comparable_or_null(types: tuple[Type, ...]) -> bool:
    """Both of one kind, or one of them the literal null."""
    return Kind.NULL in (types[0].kind, types[1].kind) or comparable(*types)


def element_of_first(types: tuple[Type, ...]) -> bool:
    """The last argument may be an element of the first, a list."""
    element, last = types[0].element, types[-1]
    return element is None or last.kind is Kind.NULL or comparable(element, last)


def lists_alike(types: tuple[Type, ...]) -> bool:
    """The last argument is a list (the arguments packed) whose elements may be elements of the first."""
    return same_kind((types[0], types[-1]))
