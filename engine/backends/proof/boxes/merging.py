"""Boxes made fewer: neighbours joined where nothing tells them apart."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import reduce
from itertools import cycle
from operator import or_
from typing import TYPE_CHECKING, TypeVar

from engine.backends.proof.boxes.masks import full

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from engine.backends.proof.boxes.grid import Box

Tag = TypeVar("Tag")


def merge(boxes: Iterable[tuple[Box, Tag]]) -> tuple[tuple[Box, Tag], ...]:
    """Disjoint boxes, joined where they are equal in all columns but one and their tags are equal.

    Tags are hashable. The joined boxes are disjoint, too, and take the same atoms.
    """
    groups: dict[Tag, list[Box]] = {}
    for box, tag in boxes:
        groups.setdefault(tag, []).append(box)
    return tuple((box, tag) for tag, group in groups.items() for box in _merged(group))


def _merged(boxes: list[Box]) -> list[Box]:
    """Column after column, until going through all of them joins nothing more."""
    if len(boxes) == 1:
        return boxes
    width = (2 * len(boxes)).bit_length()
    columns = [_Digit(place * width, full(width)) for place in range(len(boxes[0]))]
    found = [sum(column.digit(mask) for column, mask in zip(columns, box, strict=True)) for box in boxes]
    idle = 0
    for column in cycle(columns):
        before = len(found)
        found = column.joined(found)
        idle = idle + 1 if len(found) == before else 0
        if idle == len(columns):
            break
    return [tuple([column.mask(number) for column in columns]) for number in found]


@dataclass(slots=True)
class _Digit:
    """A column of boxes told as one number each, since masks are wide: the digit at `shift` says which mask of `masks`.

    Each box brings a mask at most, and so does each joining, which leaves a box less: `most` is enough for twice the
    boxes.
    """

    shift: int
    most: int
    masks: list[int] = field(default_factory=list)
    known: dict[int, int] = field(default_factory=dict)

    def digit(self, mask: int) -> int:
        number = self.known.setdefault(mask, len(self.masks))
        if number == len(self.masks):
            self.masks.append(mask)
        return number << self.shift

    def mask(self, box: int) -> int:
        return self.masks[box >> self.shift & self.most]

    def joined(self, boxes: Sequence[int]) -> list[int]:
        """The boxes with those made one that differ in this column only."""
        others = ~(self.most << self.shift)
        groups: dict[int, list[int]] = {}
        for box in boxes:
            groups.setdefault(box & others, []).append(box)
        return [
            group[0] if len(group) == 1 else rest | self.digit(reduce(or_, map(self.mask, group)))
            for rest, group in groups.items()
        ]
