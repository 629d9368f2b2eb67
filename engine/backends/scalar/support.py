"""What generated code calls besides the operators: the rare parts, which need not be written out each time."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Any

from engine.feel.runtime import NAMESPACE
from engine.feel.values import ARITHMETIC
from engine.ir.decision import Undecided

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from engine.feel.values import Value
    from engine.ir.program import Table

_ROUND_MONEY: Callable[..., Any] = NAMESPACE["ROUND_MONEY"]


def null_facts(facts: Mapping[str, Value]) -> tuple[str, ...]:
    """The names of the facts that are null, in their order."""
    return tuple([name for name, value in facts.items() if value is None])


def needs(values: Sequence[Value], reads: Sequence[tuple[str, ...]], facts: Mapping[str, Value]) -> tuple[str, ...]:
    """The null facts behind the null values, in the order of `facts`; `reads` are the facts behind each value."""
    read = {name for value, names in zip(values, reads, strict=True) if value is None for name in names}
    return tuple([name for name, value in facts.items() if value is None and name in read])


def apportion(shares: Sequence[Any]) -> list[Any]:
    """Every share rounded to the cent; the first takes what is missing to the rounded sum, unless a share is null."""
    rounded = [None if share is None else _ROUND_MONEY(share) for share in shares]
    if not rounded or None in rounded:
        return rounded
    first: Any = rounded[0]
    residual = ARITHMETIC.subtract(_ROUND_MONEY(_sum(shares)), _sum(rounded))
    return [ARITHMETIC.add(first, residual), *rounded[1:]]


def contradiction(table: Table, rows: Iterable[int]) -> Undecided:
    """What is said of a table whose rows contradict each other."""
    return Undecided(table.id, (), tuple(table.rows[row].id for row in rows))


def _sum(values: Iterable[Any]) -> Any:
    return reduce(ARITHMETIC.add, values)


SUPPORT: Mapping[str, Callable[..., object]] = {
    "APPORTION": apportion,
    "CONTRADICTION": contradiction,
    "NEEDS": needs,
    "NULL_FACTS": null_facts,
}
"""By the names that generated code uses."""
