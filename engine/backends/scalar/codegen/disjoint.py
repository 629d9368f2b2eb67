"""Tables whose rows provably exclude one another: they may stop at the first row that matches.

Rows are disjoint where in some column no value satisfies both cells. A cell's values are told as intervals; what
can't be told counts as every value.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.backends.scalar.codegen.expressions import shape
from engine.feel.typed import And, Apply, Const, Expr, ListOf, Or, Ref

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.feel.values import Value
    from engine.ir.program import Row, Table


class Interval(NamedTuple):
    """From `low` to `high`; None is open-ended; an end may be excluded."""

    low: Any = None
    high: Any = None
    low_open: bool = False
    high_open: bool = False


Region = tuple[Interval, ...]
EVERYTHING: Region = (Interval(),)
MANY = 1000
"""Rows beyond which nothing is proved: each would be compared with every other."""


def rows_disjoint(table: Table, params: Mapping[str, Value]) -> bool:
    """Whether no two rows of the table can match together."""
    if len(table.rows) > MANY:
        return False
    rows = [_regions(table, row, params) for row in table.rows]
    return all(_apart(one, other) for one, other in combinations(rows, 2))


def _regions(table: Table, row: Row, params: Mapping[str, Value]) -> list[Region]:
    pairs = zip(table.inputs, row.cells, strict=True)
    return [_Reading(shape(item.root), params).region(cell.root) if cell else EVERYTHING for item, cell in pairs]


def _apart(one: list[Region], other: list[Region]) -> bool:
    return any(not _meet(a, b) for a, b in zip(one, other, strict=True))


def _meet(one: Region, other: Region) -> Region:
    both = (_common(a, b) for a in one for b in other)
    return tuple(interval for interval in both if interval is not None)


def _common(a: Interval, b: Interval) -> Interval | None:
    try:
        low, low_open = _higher((a.low, a.low_open), (b.low, b.low_open))
        high, high_open = _lower((a.high, a.high_open), (b.high, b.high_open))
        empty = low is not None and high is not None and (low > high or (low == high and (low_open or high_open)))
    except TypeError:  # values of two kinds, which only a broken table compares
        return Interval()
    return None if empty else Interval(low, high, low_open, high_open)


def _higher(a: tuple[Any, bool], b: tuple[Any, bool]) -> tuple[Any, bool]:
    if a[0] is None or b[0] is None:
        return b if a[0] is None else a
    return max(a, b)


def _lower(a: tuple[Any, bool], b: tuple[Any, bool]) -> tuple[Any, bool]:
    if a[0] is None or b[0] is None:
        return b if a[0] is None else a
    return (a[0], a[1] or b[1]) if a[0] == b[0] else min(a, b)


class _Reading:
    """Reads the values of one input (by its `shape`) that may satisfy a condition."""

    def __init__(self, subject: object, params: Mapping[str, Value]) -> None:
        self._subject = subject
        self._params = params

    def region(self, expr: Expr) -> Region:
        match expr:
            case And(args):
                region = EVERYTHING
                for arg in args:
                    region = _meet(region, self.region(arg))
                return region
            case Or(args):
                return tuple(interval for arg in args for interval in self.region(arg))
            case Apply("is-true", (operand,)):
                return self.region(operand)
            case Apply(op, (left, right)):
                return self._comparison(op, left, right)
            case _ if shape(expr) == self._subject:
                return (Interval(True, True),)
            case Apply("not", (operand,)) if shape(operand) == self._subject:
                return (Interval(False, False),)
            case _:
                return EVERYTHING

    def _comparison(self, op: str, left: Expr, right: Expr) -> Region:
        if op == "list-contains" and shape(right) == self._subject:
            return self._members(left)
        if shape(right) == self._subject:
            op, left, right = _MIRRORED.get(op, op), right, left
        value = self._constant(right)
        if shape(left) != self._subject or value is None or op not in _INTERVALS:
            return EVERYTHING
        return (_INTERVALS[op](value),)

    def _members(self, container: Expr) -> Region:
        if isinstance(container, ListOf):
            values = [self._constant(item) for item in container.items]
        else:
            constant = self._constant(container)
            values = list(constant) if isinstance(constant, tuple) else [None]
        return EVERYTHING if None in values else tuple(Interval(value, value) for value in values)

    def _constant(self, expr: Expr) -> Value:
        match expr:
            case Const(value):
                return value
            case Ref(name, "param"):
                return self._params[name]
            case _:
                return None


_MIRRORED = {"lt": "gt", "gt": "lt", "le": "ge", "ge": "le"}

_INTERVALS = {
    "eq": lambda value: Interval(value, value),
    "eq-null": lambda value: Interval(value, value),
    "lt": lambda value: Interval(high=value, high_open=True),
    "le": lambda value: Interval(high=value),
    "gt": lambda value: Interval(low=value, low_open=True),
    "ge": lambda value: Interval(low=value),
}
