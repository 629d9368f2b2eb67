"""What is left of a box outside of where facts are refused, as boxes that don't overlap."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.backends.proof.boxes.masks import mask_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from engine.backends.proof.boxes.grid import Box
    from engine.backends.proof.space import Part

    Masks = Mapping[int, int]
    """By column."""


def masks_of(part: Part) -> dict[int, int]:
    return {column: mask_of(cell) for column, cell in part.items()}


def outside_of(box: Box, refused: Sequence[Masks]) -> Iterator[Box]:
    """The box without the parts `refused`; the box itself where it meets none of them."""
    meeting = next((masks for masks in refused if all(box[c] & mask for c, mask in masks.items())), None)
    if meeting is None:
        yield box
        return
    for column, mask in meeting.items():
        left = box[column] & ~mask
        if left:
            yield from outside_of((*box[:column], left, *box[column + 1 :]), refused)
        box = (*box[:column], box[column] & mask, *box[column + 1 :])
