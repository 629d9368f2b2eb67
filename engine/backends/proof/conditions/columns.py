"""The columns of a drafted space: axes cut where some test changes, and at which of their atoms each test is what.

A variable has one axis, but a span of no known unit one for each unit in which some test is particular: on all of them
but its own it is among `others`.
"""

from __future__ import annotations

from collections import Counter
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, NamedTuple

from engine.backends.proof.boxes.masks import mask_of
from engine.backends.proof.conditions.scales import finite_values, scales_of
from engine.backends.proof.coordinates.building import Rest, axis_of
from engine.backends.proof.coordinates.cells import cell_of, ruler_of
from engine.backends.proof.coordinates.quantities import UNORDERED
from engine.backends.proof.coordinates.samples import sample

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from engine.backends.proof.conditions.areas import Area, Areas
    from engine.backends.proof.conditions.draft import Test
    from engine.backends.proof.conditions.scales import Scale
    from engine.backends.proof.conditions.trees import Truth
    from engine.backends.proof.conditions.variables import Variable
    from engine.backends.proof.coordinates.axis import Axis, Cut
    from engine.backends.proof.space import Evaluator
    from engine.feel.values import Value

    Tests = Mapping[int, Test]
    Found = Mapping[Truth, Areas]
    Masks = dict[Truth, int]

TRUTHS: tuple[Truth, ...] = (True, False, None)


class Measured(NamedTuple):
    """A variable's axes, where each of its tests (by number) is true, false and null, and where no case can be."""

    axes: tuple[Axis, ...]
    tests: Mapping[int, Found]
    impossible: Areas = ()


class Profile(NamedTuple):
    """What a test is along a scale: `truths` between the cuts, each of which changes it; `null` of no value."""

    cuts: tuple[Cut, ...]
    truths: tuple[Truth, ...]
    null: Truth


def measured(variable: Variable, tests: Tests, evaluate: Evaluator, first: int) -> Measured:
    """`first`: the number of the column that its first axis gets."""
    scales = scales_of(variable.subject.type)
    if not scales:
        return _named(variable, tests, evaluate, first)
    profiles = [
        {number: _profile(variable, test, place, scale, evaluate) for number, test in tests.items()}
        for place, scale in enumerate(scales)
    ]
    if len(scales) > 1:
        return _by_unit(variable, scales, profiles, first)
    axis = _axis(scales[0], profiles[0], variable)
    found = {number: _areas(first, masks) for number, masks in _masks(axis, profiles[0]).items()}
    return Measured((axis,), found)


def _areas(column: int, masks: Masks) -> Found:
    return {truth: (((column, mask),),) if mask else () for truth, mask in masks.items()}


def _profile(variable: Variable, test: Test, place: int, scale: Scale, evaluate: Evaluator) -> Profile:
    """Told by one value of each stretch between the places where the test may change."""
    compute, name = _computing(test, evaluate), variable.name
    axis = axis_of(scale.quantity, test.cuts[place], step=scale.step, ends=(scale.low, scale.high))
    truths = [compute({name: sample(axis, atom)}) for atom in range(axis.size)]
    starts = [0, *(atom for atom, (before, after) in enumerate(pairwise(truths), 1) if before is not after)]
    cuts = (*(axis.cuts[start] for start in starts), axis.cuts[-1])
    null = compute({name: None}) if variable.subject.type.optional else False
    return Profile(cuts, tuple(truths[start] for start in starts), null)


def _computing(test: Test, evaluate: Evaluator) -> Callable[[dict[str, Value]], Truth]:
    return evaluate(test.expr)  # type: ignore[return-value]  # tests are conditions


def _axis(scale: Scale, profiles: Mapping[int, Profile], variable: Variable, *, others: bool = False) -> Axis:
    cuts = {cut for profile in profiles.values() for cut in profile.cuts[1:-1]}
    rest = Rest(others=others, null=variable.subject.type.optional)
    return axis_of(scale.quantity, cuts, step=scale.step, ends=(scale.low, scale.high), rest=rest)


def _masks(axis: Axis, profiles: Mapping[int, Profile]) -> Mapping[int, Masks]:
    """Of every test the atoms at which it is true, false, null; `others` are told by no single axis."""
    ruler = ruler_of(axis)
    found: dict[int, Masks] = {}
    for number, (cuts, truths, null) in profiles.items():
        spans = list(zip(pairwise(cuts), truths, strict=True))
        ranges = {truth: [span for span, told in spans if told is truth] for truth in TRUTHS}
        found[number] = {truth: mask_of(cell_of(ruler, ranges[truth], Rest(null=null is truth))) for truth in TRUTHS}
    return found


def _by_unit(
    variable: Variable, scales: Sequence[Scale], profiles: Sequence[Mapping[int, Profile]], first: int
) -> Measured:
    """Axes for the units in which some test changes, or is what it isn't in most others; at least one."""
    signs = [tuple(profile.truths for profile in tests.values()) for tests in profiles]
    even = [sign for sign in signs if all(len(truths) == 1 for truths in sign)]
    usual = Counter(even).most_common(1)[0][0] if even else None
    kept = [place for place, sign in enumerate(signs) if sign != usual] or [0]
    axes = tuple(_axis(scales[place], profiles[place], variable, others=True) for place in kept)
    masks = [_masks(axis, profiles[place]) for axis, place in zip(axes, kept, strict=True)]
    found = {number: _together([own[number] for own in masks], first) for number in profiles[0]}
    if len(kept) == len(scales) or usual is None:
        return Measured(axes, found, (*_impossible(axes, first), _elsewhere(axes, first)))
    for number, (truth,) in zip(profiles[0], usual, strict=True):
        found[number][truth] = (*found[number][truth], _elsewhere(axes, first))
    return Measured(axes, found, tuple(_impossible(axes, first)))


def _together(masks: Sequence[Masks], first: int) -> dict[Truth, Areas]:
    """Of one test on several axes."""
    columns = list(enumerate(masks, first))
    return {truth: tuple(((column, own[truth]),) for column, own in columns if own[truth]) for truth in TRUTHS}


def _elsewhere(axes: Sequence[Axis], first: int) -> Area:
    """Spans of units that have no axis."""
    return tuple((column, 1 << axis.intervals) for column, axis in enumerate(axes, first))


def _impossible(axes: Sequence[Axis], first: int) -> Iterator[Area]:
    """What no span can be: in two units at once, null and not null."""
    for (column, axis), (other, beside) in combinations(enumerate(axes, first), 2):
        yield (column, (1 << axis.intervals) - 1), (other, (1 << beside.intervals) - 1)
        if axis.null:
            null, also = 1 << axis.size - 1, 1 << beside.size - 1
            yield (column, null), (other, also - 1)
            yield (column, null - 1), (other, also)


def _named(variable: Variable, tests: Tests, evaluate: Evaluator, first: int) -> Measured:
    """An axis of values by name; of what isn't named every value is alike."""
    type_ = variable.subject.type
    values = finite_values(type_)
    constants = tuple(dict.fromkeys(constant for test in tests.values() for constant in test.constants))
    rest = Rest(constants if values is None else values, others=values is None, null=type_.optional)
    axis = axis_of(UNORDERED, rest=rest)
    atoms = {value: atom for atom, value in enumerate(axis.values)}
    found = {}
    for number, test in tests.items():
        own = [atoms[value] for value in (test.constants if values is None else values)]
        compute, name = _computing(test, evaluate), variable.name
        found[number] = _areas(first, _told(axis, own, lambda value: compute({name: value})))  # noqa: B023 - called at once
    return Measured((axis,), found)


def _told(axis: Axis, own: Sequence[int], test: Callable[[Value], Truth]) -> Masks:
    """`own`: the atoms at which the test may be what it isn't at others."""
    asked = [*own, axis.size - 1] if axis.null else own
    told = {atom: test(sample(axis, atom)) for atom in asked}
    masks = {truth: sum(1 << atom for atom in told if told[atom] is truth) for truth in TRUTHS}
    if axis.others:
        masks[test(sample(axis, len(axis.values)))] |= (1 << axis.size) - 1 & ~sum(1 << atom for atom in told)
    return masks
