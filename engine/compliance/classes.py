"""Sides grouped into those that behave alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

    from engine.ir.differences import FactDifference, Stated, TimedDifference


def classes_of(
    deciding: Sequence[Sequence[int]], timed: Iterable[TimedDifference], facts: Iterable[FactDifference]
) -> tuple[tuple[int, ...], ...]:
    """The sides that decide alike (`deciding`), told apart by what they say of time and what they ask for."""
    stated = [item.sides for item in timed if not item.same_in_effect] + [item.sides for item in facts]
    classes: dict[Hashable, list[int]] = {}
    for number, members in enumerate(deciding):
        for side in members:
            classes.setdefault((number, *(_worth(sides[side]) for sides in stated)), []).append(side)
    return tuple(sorted(map(tuple, classes.values())))


def _worth(stated: Stated | None) -> Hashable:
    """What makes two sides say the same: `24h` as a parameter's value or as a number in place."""
    if stated is None:
        return None
    return stated.text if stated.value is None else repr(stated.value)
