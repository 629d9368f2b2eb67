"""What the columns of a space have to do with one another, made ready to be asked for."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from engine.backends.proof.theory.columns import columns_of, full
from engine.backends.proof.theory.comparisons import Reader
from engine.backends.proof.theory.fields import fields_of, late_rungs
from engine.backends.proof.theory.linear.prober import Prober
from engine.backends.proof.theory.lists import lists_of
from engine.backends.proof.theory.pieces import masks_of
from engine.feel.walk import references

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.backends.proof.boxes.grid import Box
    from engine.backends.proof.space import Evaluator, Space
    from engine.backends.proof.theory.columns import Columns
    from engine.backends.proof.theory.comparisons import Compared
    from engine.backends.proof.theory.fields import Late
    from engine.backends.proof.theory.lists import ListColumns


@dataclass(frozen=True, slots=True)
class Links:
    """`compared`: comparisons and tests; `prober`: of those that are linear; `lists`, `fields`: columns by the name.

    `refused`: where facts are refused, masks by column. `reader`: reads what else is to be summed up.
    `late`: clocks that, where they are late, have reached a rung.
    """

    space: Space
    columns: Columns
    compared: tuple[Compared, ...]
    prober: Prober
    lists: Mapping[str, ListColumns]
    fields: Mapping[str, tuple[int, ...]]
    refused: tuple[Mapping[int, int], ...]
    evaluate: Evaluator
    reader: Reader
    late: tuple[Late, ...]

    def asked(self, box: Box) -> list[Compared]:
        """The comparisons and tests of which the box leaves not all truths."""
        return [each for each in self.compared if box[each.column] != full(self.columns.axes[each.column])]

    def linked(self) -> tuple[int, ...]:
        """The columns of the space that have to do with others."""
        own = len(self.space.columns)
        compared = (place for each in self.compared for place in (each.column, *each.reads) if place < own)
        listed = (place for found in self.lists.values() for place in found.all)
        return tuple(sorted({*compared, *listed, *chain.from_iterable((*self.fields.values(), *self.refused))}))


def links_of(space: Space, evaluate: Evaluator) -> Links:
    """`evaluate`: computes expressions in a case."""
    tests = [(place, c.subject.expression) for place, c in enumerate(space.columns) if c.subject.expression]
    columns = columns_of(space, chain.from_iterable(references(test.root) for _, test in tests))
    reader = Reader(columns, space.sides[0].program, evaluate)
    compared = tuple(reader.read(place, test) for place, test in tests)
    prober = Prober(columns.axes, [each.comparison for each in compared if each.comparison], reader.made)
    refused, late = tuple(map(masks_of, space.outside)), late_rungs(space)
    return Links(space, columns, compared, prober, lists_of(space), fields_of(space), refused, evaluate, reader, late)
