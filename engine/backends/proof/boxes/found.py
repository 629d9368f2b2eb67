"""What a search over boxes gives: answers, and boxes with what was found in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

if TYPE_CHECKING:
    from engine.backends.proof.boxes.grid import Box

Tag = TypeVar("Tag")


class Answer(NamedTuple):
    """What one side answers in a box: (layer, rule) for each rule that answers, and their labels, both sorted.

    `labels` has a label as often as rules bring it. `conflict`: the rules of `unique` or `any` layers that contradict
    each other, all that match; then their layer answers nothing. Under `first` and `any` one rule answers, the first.
    """

    labels: tuple[int, ...] = ()
    rules: tuple[tuple[int, int], ...] = ()
    conflict: tuple[tuple[int, int], ...] = ()


class Found(NamedTuple, Generic[Tag]):
    """Boxes, disjoint and merged. `stopped`: 0 if they are all there are, else after how many nodes or findings."""

    boxes: tuple[tuple[Box, Tag], ...]
    stopped: int = 0


class Fall(NamedTuple):
    """One column taken twice, all others being equal: its atoms on the lower and on the higher side, what is answered.

    Where the two masks overlap only the pairs count whose lower atom is the lower one.
    """

    lower: int
    higher: int
    answers: tuple[Answer, Answer]


class Masked(NamedTuple):
    """A rule that never answers, and the earlier rules that suffice to say so; none where it matches no case at all."""

    rule: int
    by: tuple[int, ...]


class Hidden(NamedTuple):
    """Rules that never answer. `stopped`: 0 if these are all there are, else the how-manieth rule wasn't settled."""

    rules: tuple[Masked, ...]
    stopped: int = 0
