"""Cells found on an axis: ranges of atoms from ranges of values."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.backends.proof.coordinates.axis import Cut
from engine.backends.proof.coordinates.building import NOTHING_ELSE
from engine.backends.proof.coordinates.quantities import position
from engine.backends.proof.coordinates.ranks import FIRST, LAST, ranking_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from fractions import Fraction

    from engine.backends.proof.boxes.grid import Cell
    from engine.backends.proof.coordinates.axis import Axis
    from engine.backends.proof.coordinates.building import Rest
    from engine.backends.proof.coordinates.ranks import Ranking
    from engine.feel.values import Value
    from engine.ir.regions import Between


class Ruler(NamedTuple):
    """An axis to find cells on, made once for all of them. `places`: the numbers of its cuts by rank, ascending."""

    axis: Axis
    ranking: Ranking
    places: Mapping[int, int]
    named: Mapping[Value, int]


def ruler_of(axis: Axis) -> Ruler:
    ranking = ranking_of(axis.cuts, axis.step)
    places = {ranking.rank(at, after): place for place, (at, after) in enumerate(axis.cuts) if at is not None}
    return Ruler(axis, ranking, places, {value: axis.intervals + place for place, value in enumerate(axis.values)})


def cell_of(ruler: Ruler, ranges: Iterable[tuple[Cut, Cut]] = (), rest: Rest = NOTHING_ELSE) -> Cell:
    """The atoms of the ranges, and of what else is taken; what the axis doesn't reach is left out.

    Raises:
        KeyError: where a range ends within an atom.

    """
    axis = ruler.axis
    spans = [(_place(ruler, low), _place(ruler, high)) for low, high in ranges]
    spans += [(atom, atom + 1) for value in rest.values if (atom := ruler.named.get(value)) is not None]
    if rest.others and axis.others:
        spans.append((axis.size - axis.null - 1, axis.size - axis.null))
    if rest.null and axis.null:
        spans.append((axis.size - 1, axis.size))
    return joined(spans)


def _place(ruler: Ruler, cut: Cut) -> int:
    """The number of a cut; of one beyond the axis's ends, that of the end."""
    at, after = cut
    if at is None:
        return ruler.axis.intervals if after else 0
    place = ruler.places.get(ruler.ranking.rank(at, after)) if ruler.ranking.has(at) else None
    return _end(ruler.axis, cut) if place is None else place


def _end(axis: Axis, cut: Cut) -> int:
    first, last = axis.cuts[0], axis.cuts[-1]
    if first.at is not None and cut < first:
        return 0
    if last.at is not None and cut > last:
        return axis.intervals
    raise KeyError(cut)


def cuts_of(between: Between) -> tuple[Cut, Cut]:
    """Where an interval of values begins and ends.

    Raises:
        TypeError: for values without order.

    """
    low = FIRST if between.low is None else Cut(_at(between.low), between.low_open)
    return low, LAST if between.high is None else Cut(_at(between.high), not between.high_open)


def _at(value: Value) -> Fraction:
    found = position(value)
    if found is None:
        msg = f"`{value!r}` has no order"
        raise TypeError(msg)
    return found[1]


def joined(spans: Iterable[tuple[int, int]]) -> Cell:
    """Ranges of atoms as a cell: ascending, those that touch made one, empty ones left out."""
    found: list[tuple[int, int]] = []
    for low, high in sorted(spans):
        if found and low <= found[-1][1]:
            found[-1] = (found[-1][0], max(high, found[-1][1]))
        elif low < high:
            found.append((low, high))
    return tuple(found)
