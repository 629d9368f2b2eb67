"""Two cases that differ in one fact and break the order that is claimed: looked for, and decided anew."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import islice, product
from typing import TYPE_CHECKING, NamedTuple

from engine.backends.proof.coordinates.quantities import position
from engine.backends.proof.theory.columns import axis_of_type, full
from engine.backends.proof.theory.linear.runs import Run, hull, measured, places, unit_of
from engine.backends.proof.theory.samples import values_in
from engine.backends.proof.theory.witnesses import Wish, witness
from engine.ir.regions import Unknown, Witness

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from engine.backends.proof.boxes.grid import Box
    from engine.backends.proof.coordinates.axis import Axis
    from engine.backends.proof.guarantees.looking import Ground
    from engine.feel.values import Value

    Breaks = Callable[[Witness, Witness], bool]
    """Whether two cases break the order, decided anew: where the fact starts, and where it has gone."""

FEW = 5
"""Values of the fact that are tried of each box."""


class Pair(NamedTuple):
    """Two cases alike but for the fact."""

    before: Witness
    after: Witness


class Pairing(NamedTuple):
    """`upwards`: the way the fact goes. `reads`: the facts that amounts are made of."""

    on: Ground
    fact: str
    upwards: bool
    breaks: Breaks

    def run(self, box: Box) -> Run:
        """From where to where the fact may be in a box."""
        axis, mask = self._axis(box)
        unit = unit_of(axis)
        runs = places(axis, mask & (1 << axis.intervals) - 1, unit).runs
        return measured(hull(runs), unit) if runs else Run(None, False, None, False)

    def found(self, start: Box, end: Box, reads: frozenset[str]) -> Pair | Unknown:
        """A pair that starts in one box and ends in the other; `reads`: the facts that amounts are made of."""
        doubt = Unknown(self.fact, "other")
        for before, after in self._values(start, end):
            wish = Wish(tuple(sorted(reads - {self.fact})), partial(self._breaks, before, after))
            case = witness(self.on.theory, start, self.on.asked.day, wish=wish, read=self.on.asked.read)
            if isinstance(case, Witness):
                return Pair(self._with(case, before), self._with(case, after))
            doubt = case
        return doubt

    def _values(self, start: Box, end: Box) -> Iterator[tuple[Value, Value]]:
        """What the fact may be in both boxes: in the order in which it goes."""
        for before, after in product(*(tuple(self._some(box)) for box in (start, end))):
            one, other = position(before), position(after)
            if one and other and one[0] == other[0] and one[1] != other[1] and (one[1] < other[1]) == self.upwards:
                yield before, after

    def _some(self, box: Box) -> Iterator[Value]:
        axis, mask = self._axis(box)
        told = values_in(axis, unit_of(axis), mask).values
        return islice((value for value in told if value is not None), FEW)

    def _axis(self, box: Box) -> tuple[Axis, int]:
        columns = self.on.theory.links.columns
        if self.fact in columns.places:
            place = columns.places[self.fact]
            return columns.axes[place], columns.whole(box)[place]
        fact = next(each for each in self.on.asked.program.facts if each.name == self.fact)
        axis = axis_of_type(fact.type)
        return axis, full(axis)

    def _breaks(self, before: Value, after: Value, facts: Mapping[str, Value]) -> bool:
        case = Witness({name: value for name, value in facts.items() if value is not None}, (), self.on.asked.day)
        return self.breaks(self._with(case, before), self._with(case, after))

    def _with(self, case: Witness, value: Value) -> Witness:
        return replace(case, facts={**case.facts, self.fact: value})
