"""Which rules of a grid's sides are not the same on all of them: only where one of those matches can answers differ."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from engine.backends.proof.boxes.grid import Grid, Layer

Key = tuple[object, ...]


def changed(grid: Grid, *, ordered: bool = False) -> frozenset[tuple[int, int]] | None:
    """(layer, rule) of the rules that aren't the same on all sides, layer by layer in order. None: can't be told.

    Where no such rule matches, all sides answer alike. `ordered`: rules count as the same only in the same order, as
    they do anyhow where the first one answers.
    """
    sides: dict[int, list[int]] = defaultdict(list)
    for number, layer in enumerate(grid.layers):
        sides[layer.side].append(number)
    if sorted(sides) != list(range(len(sides))) or len({_hits(grid, own) for own in sides.values()}) != 1:
        return None
    found: set[tuple[int, int]] = set()
    for level in zip(*sides.values(), strict=True):
        found |= _changed_among(grid, level, ordered=ordered or grid.layers[level[0]].hit in {"first", "any"})
    return frozenset(found)


def _hits(grid: Grid, layers: Iterable[int]) -> tuple[str, ...]:
    return tuple(grid.layers[number].hit for number in layers)


def _changed_among(grid: Grid, level: Sequence[int], *, ordered: bool) -> set[tuple[int, int]]:
    """Of layers of which each side has one."""
    ways = [_numbered(grid.layers[number]) for number in level]
    same = [key for key in ways[0] if all(key in way for way in ways[1:])]
    if ordered:
        for way in ways[1:]:
            same = _rising(same, [way[key] for key in same])
    kept = set(same)
    return {
        (number, rule) for number, way in zip(level, ways, strict=True) for key, rule in way.items() if key not in kept
    }


def _numbered(layer: Layer) -> dict[Key, int]:
    """Its rules by all that they are, the how-manieth of its kind included; in their order."""
    parts: dict[int, list[Key]] = {rule: [] for rule in range(len(layer.labels))}
    for piece in layer.pieces:
        parts[piece.rule].append(tuple(piece.cells))
    outputs = layer.labels if layer.outputs is None else layer.outputs
    met: dict[Key, int] = defaultdict(int)
    found: dict[Key, int] = {}
    for rule, own in parts.items():
        key = (frozenset(own), layer.labels[rule], outputs[rule])
        met[key] += 1
        found[key, met[key]] = rule
    return found


def _rising(keys: Sequence[Key], places: Sequence[int]) -> list[Key]:
    """As many of the keys as can be kept with their places rising: a longest rising subsequence (Fredman 1975)."""
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for number, place in enumerate(places):
        at = bisect_left(ends, place)
        before.append(last[at - 1] if at else -1)
        ends[at : at + 1] = [place]
        last[at : at + 1] = [number]
    kept = []
    number = last[-1] if last else -1
    while number >= 0:
        kept.append(keys[number])
        number = before[number]
    return kept[::-1]
