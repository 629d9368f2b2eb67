"""The hit policies of decision tables (DMN 1.5, clause 8.2.10): which of the matching rows count, and what comes out.

    unique        the one row that matches; two or more contradict each other, whatever their outputs
    any           the first of the matching rows, whose outputs must be equal; else they contradict each other
    first         the first matching row
    priority      the row whose outputs stand highest in the order of their `values`; ties: the first
    collect       every matching row, outputs as lists in row order; so does `rule order`
    output order  every matching row, outputs as lists by descending priority; ties in row order
    collect sum, min, max, count
                  every matching row, outputs aggregated; null where one of them is null, or none matches (count: 0)

Where rows contradict each other, no row is hit and every output is null.
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.feel.values import ARITHMETIC

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from engine.feel.values import Value
    from engine.ir.program import HitPolicy, Output, Table

SINGLE_HIT: frozenset[HitPolicy] = frozenset({"unique", "any", "first", "priority"})
"""The hit policies that hit one row at most."""
CONTRADICTABLE: frozenset[HitPolicy] = frozenset({"unique", "any"})
"""Those whose rows may contradict each other."""


class Selection(NamedTuple):
    """A table's answer: indices of the rows hit (ascending), one value per output, rows that contradict each other."""

    hits: tuple[int, ...]
    outputs: tuple[Value, ...]
    conflict: tuple[int, ...] = ()


def select(table: Table, matching: Sequence[int], values: Sequence[tuple[Value, ...]]) -> Selection:
    """What `table` answers where the rows `matching` (indices, ascending) match, whose outputs are `values`."""
    if table.hit in SINGLE_HIT:
        return _single(table, tuple(matching), values)
    aggregate = _AGGREGATES[table.hit]
    ordered = by_priority(table.outputs, values) if table.hit == "output order" else range(len(matching))
    columns = [[values[index][column] for index in ordered] for column in range(len(table.outputs))]
    return Selection(tuple(matching), tuple(aggregate(column) for column in columns))


def by_priority(outputs: Sequence[Output], values: Sequence[tuple[Value, ...]]) -> list[int]:
    """The indices of `values`, highest priority first; ties keep their order. Null ranks last."""
    return sorted(range(len(values)), key=lambda index: _ranks(outputs, values[index]))


def _single(table: Table, matching: tuple[int, ...], values: Sequence[tuple[Value, ...]]) -> Selection:
    if not matching:
        return Selection((), (None,) * len(table.outputs))
    if _contradict(table.hit, values):
        return Selection((), (None,) * len(table.outputs), matching)
    chosen = by_priority(table.outputs, values)[0] if table.hit == "priority" else 0
    return Selection((matching[chosen],), values[chosen])


def _contradict(hit: HitPolicy, values: Sequence[tuple[Value, ...]]) -> bool:
    if hit == "unique":
        return len(values) > 1
    return hit == "any" and any(value != values[0] for value in values[1:])


def _ranks(outputs: Sequence[Output], values: tuple[Value, ...]) -> tuple[int, ...]:
    return tuple(_rank(output.type.values, value) for output, value in zip(outputs, values, strict=True))


def _rank(order: tuple[str, ...], value: Value) -> int:
    return order.index(value) if value in order else len(order)


def _unless_null(aggregate: Callable[[list[Any]], Value]) -> Callable[[list[Any]], Value]:
    return lambda column: aggregate(column) if column and None not in column else None


_AGGREGATES: dict[HitPolicy, Callable[[list[Any]], Value]] = {
    "collect": tuple,
    "rule order": tuple,
    "output order": tuple,
    "collect count": len,
    "collect sum": _unless_null(lambda column: reduce(ARITHMETIC.add, column)),
    "collect min": _unless_null(min),
    "collect max": _unless_null(max),
}
