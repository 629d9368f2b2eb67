"""Boxes made fewer: neighbours joined where nothing tells them apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.backends.proof.boxes.grid import Box

Tag = TypeVar("Tag")


def merge(boxes: Iterable[tuple[Box, Tag]]) -> tuple[tuple[Box, Tag], ...]:
    """Disjoint boxes, joined two and two where they are equal in all columns but one and their tags are equal.

    Tags are hashable. The joined boxes are disjoint, too, and take the same atoms.
    """
    groups: dict[Tag, list[Box]] = {}
    for box, tag in boxes:
        groups.setdefault(tag, []).append(box)
    return tuple((box, tag) for tag, group in groups.items() for box in _merged(group))


def _merged(boxes: list[Box]) -> list[Box]:
    before = len(boxes) + 1
    while 1 < len(boxes) < before:
        before = len(boxes)
        for column in range(len(boxes[0])):
            boxes = _joined(boxes, column)
    return boxes


def _joined(boxes: list[Box], column: int) -> list[Box]:
    together: dict[tuple[Box, Box], int] = {}
    for box in boxes:
        key = box[:column], box[column + 1 :]
        together[key] = together.get(key, 0) | box[column]
    return [(*before, atoms, *after) for (before, after), atoms in together.items()]
