"""A component as a grid of the columns that it has to do with."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.backends.proof.boxes.grid import Grid, Layer
from engine.backends.proof.difference.outputs import LISTED
from engine.backends.proof.space import piece_of

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

    from engine.backends.proof.boxes.found import Answer
    from engine.backends.proof.boxes.grid import Box
    from engine.backends.proof.difference.components import Component
    from engine.backends.proof.difference.sheets import Sheet
    from engine.backends.proof.space import Part, Space


class Drawn(NamedTuple):
    """A component as a grid: layer i is sheet i. `columns`: the space's, which the grid's stand for."""

    component: Component
    grid: Grid
    columns: tuple[int, ...]
    sizes: tuple[int, ...]

    def widen(self, box: Box) -> Box:
        """A box of the grid as one of the whole space."""
        within = dict(zip(self.columns, box, strict=True))
        return tuple(within.get(column, (1 << size) - 1) for column, size in enumerate(self.sizes))


def drawn(component: Component, space: Space) -> Drawn:
    columns, outside = _columns(component, space)
    sizes = space.sizes
    numbers: dict[Hashable, int] = {}
    layers = tuple(_layer(sheet, columns, numbers) for sheet in component)
    pieces = [piece_of(part, columns, 0) for part in outside]
    return Drawn(component, Grid([sizes[column] for column in columns], layers, pieces), columns, sizes)


def _columns(component: Component, space: Space) -> tuple[tuple[int, ...], list[Part]]:
    """The columns that decide, those tied to them by what is refused, and these parts of the space."""
    columns = {column for sheet in component for entry in sheet.entries for part in entry.parts for column in part}
    outside: list[Part] = []
    rest = list(space.outside)
    while tied := [part for part in rest if columns & part.keys()]:
        columns = columns.union(*tied)
        outside += tied
        rest = [part for part in rest if part not in tied]
    return tuple(sorted(columns)), outside


def _layer(sheet: Sheet, columns: Sequence[int], numbers: dict[Hashable, int]) -> Layer:
    entries = sheet.entries
    pieces = [piece_of(part, columns, rule) for rule, entry in enumerate(entries) for part in entry.parts]
    labels = [_number(entry.label, numbers) for entry in entries]
    outputs = [_number(entry.outputs, numbers) for entry in entries] if sheet.hit == "any" else None
    return Layer(sheet.hit, pieces, labels, sheet.side, outputs)


def _number(label: Hashable, numbers: dict[Hashable, int]) -> int:
    return numbers.setdefault(label, len(numbers))


def topic_of(sheet: Sheet) -> tuple[str, ...]:
    """What a table is about, whatever it is called: its outputs."""
    return tuple(output.name for output in sheet.table.outputs) if sheet.table else ()


def in_order(drawn: Drawn) -> Callable[[Sequence[Answer]], bool] | None:
    """Whether answers are alike where tables list their outputs, in an order that counts; None: there are none."""
    listed = {number for number, sheet in enumerate(drawn.component) if sheet.table and sheet.table.hit in LISTED}
    if not listed:
        return None

    def content(answer: Answer) -> Hashable:
        labels = [(layer, drawn.grid.layers[layer].labels[rule]) for layer, rule in answer.rules]
        in_lists = [(topic_of(drawn.component[layer]), label) for layer, label in labels if layer in listed]
        rest = sorted(label for layer, label in labels if layer not in listed)
        clashes = frozenset(topic_of(drawn.component[layer]) for layer, _ in answer.conflict)
        return tuple(in_lists), tuple(rest), clashes

    return lambda answers: len(set(map(content, answers))) == 1
