"""Cases of a box, tried one after the other: values of what comparisons and tests read, plainest first."""

from __future__ import annotations

from itertools import islice, product
from typing import TYPE_CHECKING, NamedTuple

from engine.backends.proof.coordinates.quantities import value_at
from engine.backends.proof.theory.linear.points import points
from engine.backends.proof.theory.linear.runs import unit_of
from engine.backends.proof.theory.linear.solver import solve
from engine.backends.proof.theory.samples import far_places, plain_places, values_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from engine.backends.proof.boxes.grid import Box
    from engine.backends.proof.theory.columns import Columns
    from engine.backends.proof.theory.comparisons import Compared
    from engine.backends.proof.theory.linear.bounds import Number
    from engine.backends.proof.theory.linear.prober import Prober, Question
    from engine.backends.proof.theory.linear.runs import Run
    from engine.feel.values import Value

    Case = Mapping[int, Value]
    """By column."""

TRIES = 4_000
"""Cases that are tried, at most."""
GUESSES = 300
"""Points that comparisons leave which are tried, at most."""


class Listed(NamedTuple):
    """`complete`: there are no other cases."""

    cases: Iterable[Case]
    complete: bool


def combined(columns: Columns, box: Box, read: Iterable[int], known: Mapping[int, Sequence[Value]]) -> Listed:
    """All combinations of sample values of some columns; `known`: those of columns that have values of their own."""
    ordered = sorted(set(read))
    samples = {c: values_in(columns.axes[c], unit_of(columns.axes[c]), box[c]) for c in ordered if c not in known}
    values = [known[c] if c in known else samples[c].values for c in ordered]
    count = 1
    for each in values:
        count *= len(each)
    cases = (dict(zip(ordered, chosen, strict=True)) for chosen in islice(product(*values), TRIES))
    return Listed(cases, count <= TRIES and not known and all(sample.complete for sample in samples.values()))


def guessed(columns: Columns, prober: Prober, box: Box, *, far: bool = False) -> Iterator[Case]:
    """Cases by the points that the linear comparisons leave; z3's own where those don't turn out."""
    for question in prober.questions(box, prober.fixed(box)):
        found = islice(_points(columns, prober, question, far=far), GUESSES)
        yield from (_case(columns, prober, box, question, point) for point in found)
        point = solve(question.box, question.constraints, prober.grids)
        if point:
            yield _case(columns, prober, box, question, point)


def _points(columns: Columns, prober: Prober, question: Question, *, far: bool) -> Iterator[dict[int, Number]]:
    places = far_places if far else plain_places
    own = [column for column in sorted(question.box) if column < len(columns.axes)]

    def choose(column: int, runs: Sequence[Run]) -> Iterator[Number]:
        if column < len(columns.axes):
            return places(columns.axes[column], prober.units[column], runs)
        return iter(run.low or 0 for run in runs)

    return points(question.box, question.constraints, prober.grids, choose, own)


def _case(columns: Columns, prober: Prober, box: Box, question: Question, point: Mapping[int, Number]) -> Case:
    there = {
        column: value_at(columns.axes[column].quantity, place * prober.units[column])
        for column, place in point.items()
        if column < len(columns.axes)
    }
    return there | dict.fromkeys(question.null)


def fits(columns: Columns, box: Box, asked: Iterable[Compared], case: Case) -> bool:
    """Whether what is asked has one of the truths that the box leaves it."""
    named = {name: case[place] for name, place in columns.places.items() if place in case}
    return all(_leaves(columns, box, each.column, each.truth(named)) for each in asked)


def _leaves(columns: Columns, box: Box, column: int, truth: Value) -> bool:
    axis = columns.axes[column]
    if truth is None:
        return axis.null and bool(box[column] >> axis.size - 1 & 1)
    return bool(box[column] >> axis.intervals + axis.values.index(truth) & 1)
