"""Lists of which tests only ask whether some or all elements are such: a few of each kind tell all lists apart."""

from __future__ import annotations

from decimal import Decimal
from itertools import chain, combinations, pairwise
from typing import TYPE_CHECKING

from engine.feel.typed import And, Apply, Const, Filter, Or, Quantifier, Ref
from engine.feel.walk import walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from engine.feel.typed import Expr
    from engine.feel.types import Type
    from engine.feel.values import Value

MOST = 8
"""Kinds of elements beyond which lists aren't gone through."""
_COMPARING = frozenset({"lt", "le", "gt", "ge", "eq", "ne", "eq-null", "ne-null", "between"})
_LOGICAL = frozenset({"not", "is-null", "not-null"})


def lists_told_apart(tests: Sequence[Expr], kind: Type) -> list[tuple[Value, ...]] | None:
    """A list for each set of kinds of elements; None where tests ask for more than which kinds there are."""
    element = kind.element
    if element is None or not _is_dense(element) or not all(map(_is_elementwise, tests)):
        return None
    found = _representatives(tests, element)
    if len(found) > MOST:
        return None
    return [*chain.from_iterable(combinations(found, length) for length in range(len(found) + 1))]


def _is_dense(element: Type) -> bool:
    return element.is_numeric and element.scale is None and not element.optional


def _is_elementwise(test: Expr) -> bool:
    match test:
        case Quantifier(name=name, source=Ref(), condition=condition):
            return _is_of_element(condition, name)
        case Apply(op=op, args=(Apply("count", (Filter(name, Ref(), condition),)), Const(0))):
            return op in _COMPARING and _is_of_element(condition, name)
        case Apply(op=op, args=args) if op in _LOGICAL:
            return all(map(_is_elementwise, args))
        case And(args=args) | Or(args=args):
            return all(map(_is_elementwise, args))
        case _:
            return False


def _is_of_element(condition: Expr, name: str) -> bool:
    """Whether it compares the element with numbers, and nothing else."""
    match condition:
        case Apply(op=op, args=args) if op in _COMPARING:
            return all(isinstance(arg, Const) or (isinstance(arg, Ref) and arg.name == name) for arg in args)
        case Apply(op=op, args=args) if op in _LOGICAL:
            return all(_is_of_element(arg, name) for arg in args)
        case And(args=args) | Or(args=args):
            return all(_is_of_element(arg, name) for arg in args)
        case _:
            return False


def _representatives(tests: Iterable[Expr], element: Type) -> list[Decimal]:
    """The numbers that elements are compared with, one between any two, one below and one above, within their range."""
    named = (node.value for test in tests for node in walk(test) if isinstance(node, Const))
    ends = [end for end in (element.low, element.high) if end is not None]
    numbers = sorted({Decimal(value) for value in named if isinstance(value, int | Decimal) and not _is_truth(value)})
    numbers = sorted({*numbers, *ends}) or [Decimal(0)]
    between = ((low + high) / 2 for low, high in pairwise(numbers))
    return sorted(value for value in {*numbers, *between, numbers[0] - 1, numbers[-1] + 1} if _is_of(element, value))


def _is_truth(value: object) -> bool:
    return isinstance(value, bool)


def _is_of(element: Type, value: Decimal) -> bool:
    above = element.low is None or value >= element.low
    return above and (element.high is None or value <= element.high)
