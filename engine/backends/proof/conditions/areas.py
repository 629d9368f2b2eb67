"""Places in a space as unions of boxes: what conditions are true, false and null on is put together of.

An `Area` is a box: pairs of a column's number and the mask of its atoms, ascending by column; a column left out is
free, one without any atom makes no area. `Areas` overlap where they like.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

Area = tuple[tuple[int, int], ...]
Areas = tuple[Area, ...]

NOWHERE: Areas = ()
EVERYWHERE: Areas = ((),)
MANY = 400
"""Areas beyond which it isn't looked for those that lie inside another."""
MOST = 20_000
"""Areas beyond which a place is given up."""


class Entangled(Exception):
    """A place that takes more areas than are worth going through."""


class Algebra:
    """Union, intersection and difference over columns of so many atoms."""

    def __init__(self, sizes: Iterable[int]) -> None:
        self._full = [(1 << size) - 1 for size in sizes]

    def where(self, column: int, mask: int) -> Areas:
        if not mask:
            return NOWHERE
        return EVERYWHERE if mask == self._full[column] else (((column, mask),),)

    def union(self, *several: Areas) -> Areas:
        return self._simplified(area for areas in several for area in areas)

    def meet(self, *several: Areas) -> Areas:
        """Where all of them are."""
        found = EVERYWHERE
        for areas in sorted(several, key=len):
            found = self._simplified(_pairs(found, areas)) if areas != EVERYWHERE else found
            if not found:
                return NOWHERE
        return found

    def without(self, areas: Areas, others: Iterable[Area]) -> Areas:
        for other in others:
            areas = tuple(piece for area in areas for piece in self._less(area, other))
            _limit(areas)
        return self._simplified(areas)

    def _less(self, area: Area, other: Area) -> Iterable[Area]:
        """What is left of an area outside another: disjoint pieces, one per column that the other is limited in."""
        kept, left = dict(area), []
        if any(not kept.get(column, mask) & mask for column, mask in other):
            return (area,)
        for column, mask in other:
            mine = kept.get(column, self._full[column])
            if outside := mine & ~mask:
                left.append(_area({**kept, column: outside}))
            kept[column] = mine & mask
        return left

    def _simplified(self, areas: Iterable[Area]) -> Areas:
        """As few areas as neighbours made one and hidden ones left out make of them."""
        found = list(dict.fromkeys(areas))
        _limit(found)
        if () in found:
            return EVERYWHERE
        while len(found) > 1:
            merged = self._merged(found)
            if len(merged) == len(found):
                break
            found = merged
        return tuple(found if len(found) > MANY else _maximal(found))

    def _merged(self, areas: list[Area]) -> list[Area]:
        """Areas that differ in one column only made one, column by column."""
        for column in sorted({column for area in areas for column, _ in area}):
            together: dict[Area, int] = defaultdict(int)
            for area in areas:
                rest = tuple(pair for pair in area if pair[0] != column)
                together[rest] |= dict(area).get(column, self._full[column])
            areas = [self._with(rest, column, mask) for rest, mask in together.items()]
        return areas

    def _with(self, rest: Area, column: int, mask: int) -> Area:
        return rest if mask == self._full[column] else _area({**dict(rest), column: mask})


def _limit(areas: Collection[Area]) -> None:
    if len(areas) > MOST:
        raise Entangled


def _area(masks: dict[int, int]) -> Area:
    return tuple(sorted(masks.items()))


def _meeting(one: Area, other: Area) -> Area | None:
    """Where both are; None: nowhere."""
    masks = dict(one)
    for column, mask in other:
        masks[column] = masks.get(column, mask) & mask
        if not masks[column]:
            return None
    return _area(masks)


def _pairs(areas: Areas, others: Areas) -> Iterable[Area]:
    met = (_meeting(area, other) for area in areas for other in others)
    return [area for area in met if area is not None]


def _maximal(areas: Sequence[Area]) -> list[Area]:
    """Those that don't lie inside another."""
    kept: list[Area] = []
    for area in sorted(areas, key=len):
        masks = dict(area)
        if not any(all(not masks.get(column, ~mask) & ~mask for column, mask in other) for other in kept):
            kept.append(area)
    return kept
