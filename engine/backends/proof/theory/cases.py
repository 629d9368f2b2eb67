"""Cases of a box, tried one after the other: values of what comparisons and tests read, plainest first."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from itertools import chain, islice, product
from math import prod
from typing import TYPE_CHECKING, NamedTuple

from engine.backends.proof.coordinates.quantities import DAY, value_at
from engine.backends.proof.theory.linear.bounds import within
from engine.backends.proof.theory.linear.points import points, settled_in
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
    from engine.backends.proof.theory.samples import Sample
    from engine.feel.values import Value

    Case = Mapping[int, Value]
    """By column."""

TRIES = 4_000
"""Cases that are tried, at most."""
MONTH_ENDS = tuple(
    dt.date(year, month, day).toordinal()
    for year in (2020, 2021, 9999, 1)
    for month in range(1, 13)
    for day in (1, *range(28, monthrange(year, month)[1] + 1))
)
"""Days at which months begin and end: of a leap year and a common one, of the calendar's last year and its first."""
GUESSES = 300
"""Points that comparisons leave which are tried, at most."""


class Listed(NamedTuple):
    """`complete`: there are no other cases."""

    cases: Iterable[Case]
    complete: bool


def combined(columns: Columns, box: Box, read: Iterable[int], known: Mapping[int, Sample]) -> Listed:
    """All combinations of sample values of some columns; `known`: those of columns that have values of their own."""
    ordered = sorted(set(read))
    samples = [
        known[c] if c in known else values_in(columns.axes[c], unit_of(columns.axes[c]), box[c]) for c in ordered
    ]
    values = [sample.values for sample in samples]
    count = prod(map(len, values))
    cases = (dict(zip(ordered, chosen, strict=True)) for chosen in islice(product(*values), TRIES))
    return Listed(cases, count <= TRIES and all(sample.complete for sample in samples))


def guessed(columns: Columns, prober: Prober, box: Box, *, far: bool = False) -> Iterator[Case]:
    """Cases by the points that the linear comparisons leave; z3's own where those don't turn out."""
    guesses = _Guesses(columns, prober, far=far)
    for question in prober.questions(box, prober.fixed(box)):
        for known in islice(guesses.known(question), GUESSES):
            found = islice(guesses.points(known), GUESSES)
            yield from (_case(columns, prober, question, point) for point in found)
            point = solve(known.box, known.constraints, prober.grids)
            if point:
                yield _case(columns, prober, question, point)


class _Guesses:
    """Where the columns of a question may be."""

    def __init__(self, columns: Columns, prober: Prober, *, far: bool) -> None:
        self._columns = columns
        self._prober = prober
        self._places = far_places if far else plain_places

    def points(self, question: Question) -> Iterator[dict[int, Number]]:
        own = [column for column in sorted(question.box) if column < len(self._columns.axes)]
        return points(question.box, question.constraints, self._prober.grids, self._choose, own)

    def known(self, question: Question) -> Iterator[Question]:
        """The question where what comparisons don't follow exactly is known, by what it is made of."""
        rough = [made for made in question.made if not made.one_of]
        asked = dict.fromkeys(column for made in rough for column in (made.factors[:-1] or made.of))
        constraints, grids = question.constraints, self._prober.grids
        for left in settled_in(question.box, constraints, grids, self._choose_apart, [*asked]):
            followed = chain.from_iterable(self._prober.followed(made, left) for made in rough)
            yield question._replace(box=left, constraints=[*constraints, *followed])

    def _choose(self, column: int, runs: Sequence[Run]) -> Iterator[Number]:
        if column < len(self._columns.axes):
            return self._places(self._columns.axes[column], self._prober.units[column], runs)
        return iter(run.low or 0 for run in runs)

    def _choose_apart(self, column: int, runs: Sequence[Run]) -> Iterator[Number]:
        """The same and, of days, those at which months end."""
        yield from self._choose(column, runs)
        if self._columns.axes[column].quantity == DAY:
            yield from (day for day in MONTH_ENDS if within(runs, day))


def _case(columns: Columns, prober: Prober, question: Question, point: Mapping[int, Number]) -> Case:
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
