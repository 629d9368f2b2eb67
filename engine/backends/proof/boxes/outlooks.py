"""What sides may still answer in a box in which that isn't settled."""

from __future__ import annotations

from itertools import combinations, product
from math import prod
from typing import TYPE_CHECKING

from engine.backends.proof.boxes.found import Answer
from engine.backends.proof.boxes.masks import bits
from engine.backends.proof.boxes.verdicts import agrees

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.backends.proof.boxes.verdicts import Bench, View

MOST = 64
"""Answers of a side, beyond which it may answer anything."""
_LOOSE = 4

Outlook = frozenset[tuple[tuple[int, ...], tuple[int, ...]]]
"""Labels, and the layers that contradict themselves."""


def outlooks(bench: Bench, sides: int, alive: int, cover: int) -> tuple[Outlook, ...] | None:
    """Per side all that it may answer, or more. None: too much to say."""
    found = []
    for side in range(sides):
        views = [view for view in bench.views if view.side == side]
        options = [set(_options(view, alive & view.mask, cover & view.mask)) for view in views]
        if prod(map(len, options)) > MOST or any(not own for own in options):
            return None
        found.append(frozenset(options[0] if len(options) == 1 else map(_joined, product(*options))))
    return tuple(found)


def as_answer(outlook: tuple[tuple[int, ...], tuple[int, ...]]) -> Answer:
    labels, layers = outlook
    return Answer(labels, (), tuple((layer, 0) for layer in layers))


def _joined(parts: Sequence[tuple[tuple[int, ...], tuple[int, ...]]]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    labels = sorted(label for own, _ in parts for label in own)
    return tuple(labels), tuple(layer for _, layers in parts for layer in layers)


def _options(view: View, alive: int, cover: int) -> Iterator[tuple[tuple[int, ...], tuple[int, ...]]]:
    """What a layer may answer; nothing at all where that is too much to say."""
    if view.hit == "all":
        sure = _labels(view, cover)
        yield from ((tuple(sorted((*sure, *more))), ()) for more in _more(view, alive & ~cover))
        return
    answering = _answering(view, alive, cover)
    yield from (((label,), ()) for label, mask in view.labels.items() if answering & mask)
    if not cover:
        yield (), ()
    if (view.hit == "unique" and alive & alive - 1) or (view.hit == "any" and not agrees(view, alive)):
        yield (), (view.layer,)


def _answering(view: View, alive: int, cover: int) -> int:
    """The pieces that one may answer of."""
    if view.hit == "unique" and cover:
        return 0 if cover & cover - 1 else cover
    return alive


def _more(view: View, loose: int) -> Iterator[tuple[int, ...]]:
    if loose.bit_count() <= _LOOSE:
        labels = _labels(view, loose)
        for count in range(len(labels) + 1):
            yield from combinations(labels, count)


def _labels(view: View, pieces: int) -> list[int]:
    return [label for label, mask in view.labels.items() for _ in bits(mask & pieces)]
