"""The columns of a drafted space: axes cut where some test may change, made as coarse again as all tests allow.

A variable has one axis, but a span of no known unit one for each unit in which some test is particular: there it is
among `others` on all of them but its own.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, NamedTuple

from engine.backends.proof.conditions.draft import Scaled
from engine.backends.proof.conditions.scales import finite_values, scales_of
from engine.backends.proof.coordinates.building import Rest, axis_of
from engine.backends.proof.coordinates.quantities import UNORDERED
from engine.backends.proof.coordinates.samples import sample

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from engine.backends.proof.conditions.areas import Area
    from engine.backends.proof.conditions.draft import Draft
    from engine.backends.proof.conditions.scales import Scale
    from engine.backends.proof.conditions.trees import Truth
    from engine.backends.proof.conditions.variables import Variable
    from engine.backends.proof.coordinates.axis import Axis
    from engine.feel.values import Value

    Sign = tuple[Truth, ...]
    """What every test of a variable is at some value of it."""


class Signed(NamedTuple):
    """An axis, and what the tests are at its atoms; of `others` that stand for several units, nothing."""

    axis: Axis
    signs: tuple[Sign, ...]


class Measured(NamedTuple):
    """A variable on its axes. `tests`: their numbers, in the order of a sign.

    `elsewhere`: what they are on units without an axis; None where all units have one, or there is one scale only.
    """

    variable: Variable
    signed: tuple[Signed, ...]
    tests: tuple[int, ...]
    elsewhere: Sign | None = None

    def areas(self, first: int) -> Mapping[int, Mapping[Truth, tuple[Area, ...]]]:
        """Where each test is true, false, null; `first`: the number of the first axis's column."""
        found: dict[int, dict[Truth, tuple[Area, ...]]] = {}
        for place, number in enumerate(self.tests):
            found[number] = {truth: tuple(self._where(place, truth, first)) for truth in (True, False, None)}
        return found

    def _where(self, place: int, truth: Truth, first: int) -> Iterator[Area]:
        for column, (_, signs) in enumerate(self.signed, first):
            mask = sum(1 << atom for atom, sign in enumerate(signs) if sign and sign[place] is truth)
            if mask:
                yield ((column, mask),)
        if self.elsewhere is not None and self.elsewhere[place] is truth:
            yield tuple((column, _others(axis)) for column, (axis, _) in enumerate(self.signed, first))

    def impossible(self, first: int) -> Iterator[Area]:
        """What no span can be: in two units at once, in none, null and not null."""
        columns = [(column, axis) for column, (axis, _) in enumerate(self.signed, first)]
        for (column, axis), (other, beside) in combinations(columns, 2):
            yield (column, _intervals(axis)), (other, _intervals(beside))
            if axis.null:
                yield (column, _null(axis)), (other, _null(beside) - 1)
                yield (column, _null(axis) - 1), (other, _null(beside))
        if len(columns) > 1 and self.elsewhere is None:
            yield tuple((column, _others(axis)) for column, axis in columns)


def _intervals(axis: Axis) -> int:
    return (1 << axis.intervals) - 1


def _null(axis: Axis) -> int:
    return 1 << axis.size - 1


def _others(axis: Axis) -> int:
    return 1 << axis.intervals + len(axis.values)


def measured(variable: Variable, draft: Draft) -> Measured:
    """The variable's axes, as coarse as its tests allow."""
    tests = {number: test.expr for number, test in enumerate(draft.tests) if test.variable == variable.name}
    compute = tuple(draft.evaluate(expr) for expr in tests.values())

    def told(value: Value) -> Sign:
        return tuple([test({variable.name: value}) for test in compute])  # type: ignore[misc]

    axes = [_scale_axis(variable, scale, draft) for scale in scales_of(variable.subject.type)]
    signed = tuple(_coarse(axis, told) for axis in axes or [_named_axis(variable, draft)])
    numbers = tuple(tests)
    return Measured(variable, signed, numbers) if len(signed) == 1 else _by_units(variable, signed, numbers)


def _scale_axis(variable: Variable, scale: Scale, draft: Draft) -> Axis:
    cuts = draft.cuts.get(Scaled(variable.name, scale.quantity), ())
    rest = Rest(null=variable.subject.type.optional)
    return axis_of(scale.quantity, tuple(cuts), step=scale.step, ends=(scale.low, scale.high), rest=rest)


def _named_axis(variable: Variable, draft: Draft) -> Axis:
    type_ = variable.subject.type
    named = finite_values(type_)
    values = tuple(draft.constants.get(variable.name, ())) if named is None else named
    return axis_of(UNORDERED, rest=Rest(values, others=named is None, null=type_.optional))


def _coarse(axis: Axis, told: Callable[[Value], Sign]) -> Signed:
    """Intervals made one between which no test changes."""
    signs = [told(sample(axis, atom)) for atom in range(axis.size)]
    edges = zip(axis.cuts[1:-1], pairwise(signs[: axis.intervals]), strict=True)
    kept = [place for place, (_, (below, above)) in enumerate(edges, 1) if below != above]
    starts = [0, *kept] if axis.intervals else []
    cuts = (*(axis.cuts[start] for start in starts), *axis.cuts[-1:])
    return Signed(replace(axis, cuts=cuts), (*(signs[start] for start in starts), *signs[axis.intervals :]))


def _by_units(variable: Variable, signed: tuple[Signed, ...], tests: tuple[int, ...]) -> Measured:
    """Axes for the units in which some test changes, or is what it isn't in most others; at least one."""
    even = Counter(one.signs[0] for one in signed if one.axis.intervals == 1)
    usual = even.most_common(1)[0][0] if even else None
    kept = [one for one in signed if one.axis.intervals > 1 or one.signs[0] != usual] or list(signed[:1])
    elsewhere = usual if len(kept) < len(signed) else None
    return Measured(variable, tuple(map(_beside_others, kept)), tests, elsewhere)


def _beside_others(one: Signed) -> Signed:
    """With an atom for spans of other units, of which this axis says nothing."""
    axis, count = one.axis, one.axis.intervals
    return Signed(replace(axis, others=True), (*one.signs[:count], (), *one.signs[count:]))
