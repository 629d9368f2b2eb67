"""The search for a case of a box: the points that comparisons leave, then combinations of values worth trying."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import chain, islice
from typing import TYPE_CHECKING, NamedTuple

from engine.backends.proof.coordinates.quantities import DAY, value_at
from engine.backends.proof.coordinates.samples import OTHER
from engine.backends.proof.theory.cases import MONTH_ENDS, TRIES, combined, fits, guessed
from engine.backends.proof.theory.columns import full
from engine.backends.proof.theory.elementwise import lists_told_apart
from engine.backends.proof.theory.linear.runs import unit_of
from engine.backends.proof.theory.lists import elements, is_one, shortest, some_lists
from engine.backends.proof.theory.samples import Sample, far_values_in, has, values_in
from engine.feel.typed import Const
from engine.feel.types import Kind
from engine.feel.values import TimeSpan, Unit
from engine.feel.walk import walk

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from engine.backends.proof.boxes.grid import Box
    from engine.backends.proof.theory.cases import Case
    from engine.backends.proof.theory.comparisons import Compared
    from engine.backends.proof.theory.links import Links
    from engine.feel.typed import Expr
    from engine.feel.values import Value
    from engine.ir.regions import Subject


class Found(NamedTuple):
    """`case`: by column, None where there is none; `complete`: then all that there are were tried."""

    case: Case | None
    complete: bool


class Search:
    """For a case of one box; `wished`: columns of which more than the plainest values are worth trying."""

    def __init__(self, links: Links, box: Box, wished: Collection[int] = ()) -> None:
        self._links = links
        self._columns = links.columns
        self._box = box
        self._wished = wished
        self._combined: dict[frozenset[int], Sequence[Case]] = {}

    def case(self, asked: Sequence[Compared]) -> Found:
        """One that fits what is asked."""
        if not all(each.readable for each in asked):
            return Found(None, complete=False)
        read = {place for each in asked for place in each.reads}
        everything = combined(self._columns, self._box, read, self._known(read))
        if everything.complete:
            return Found(self._first(everything.cases, asked), complete=True)
        return Found(self._first(chain(self.cases(asked), everything.cases), asked), complete=False)

    def cases(self, asked: Sequence[Compared]) -> Iterator[Case]:
        """Cases worth trying, those that comparisons leave."""
        read = {place for each in asked for place in each.reads}.union(self._wished)
        prober = self._links.prober
        for guess in guessed(self._columns, prober, self._only(asked), far=bool(self._wished)):
            for case in self._others(frozenset(read - guess.keys())):
                yield {**guess, **case}

    def _others(self, places: frozenset[int]) -> Sequence[Case]:
        """Combinations of what no linear comparison reads."""
        if places not in self._combined:
            found = combined(self._columns, self._box, places, self._known(places)).cases
            self._combined[places] = [*islice(found, BESIDES)]
        return self._combined[places]

    def _first(self, cases: Iterable[Case], asked: Sequence[Compared]) -> Case | None:
        tried = islice(cases, TRIES)
        return next((case for case in tried if fits(self._columns, self._box, asked, case)), None)

    def _only(self, asked: Sequence[Compared]) -> Box:
        """The box, all truths left to what isn't asked."""
        kept = {each.column for each in asked}
        others = {each.column for each in self._links.compared} - kept
        return tuple([full(self._columns.axes[c]) if c in others else mask for c, mask in enumerate(self._box)])

    def _known(self, places: Iterable[int]) -> dict[int, Sample]:
        """Values of columns whose axis doesn't have them: of lists that tests read as a whole, of spans of any unit."""
        subjects = {place: self._columns.subjects[place] for place in places}
        listed = {p: self._lists(p, subject) for p, subject in subjects.items() if subject.type.kind is Kind.LIST}
        spans = {p: self._spans(p) for p, subject in subjects.items() if subject.type.kind is Kind.SPAN}
        texts = {p: self._texts(p) for p, subject in subjects.items() if subject.type.kind is Kind.STRING}
        days = {p: self._days(p) for p, subject in subjects.items() if subject.type.kind is Kind.DATE}
        found = (spans | texts | days).items()
        far = {p: self._far(p) for p in places if p in self._wished and self._columns.axes[p].intervals}
        return far | listed | {place: Sample(tuple(values), complete=False) for place, values in found if values}

    def _far(self, place: int) -> Sample:
        axis = self._columns.axes[place]
        return far_values_in(axis, unit_of(axis), self._box[place])

    def _texts(self, place: int) -> Sequence[Value]:
        """Those that tests name, alone and beside others, long and short ones; nothing where there are no others."""
        asked = [self._columns.subjects[each.column].expression for each in self._tests(place)]
        named = dict.fromkeys(text for test in asked if test for text in _named_in(test.root))
        beside = [
            text for each in self._tests(place) for other in each.reads for text in self._columns.axes[other].values
        ]
        tried = (*beside, *named, *(f"{text}{OTHER}" for text in named), *(f"{OTHER}{text}" for text in named), *LONG)
        known, complete = values_in(self._columns.axes[place], ONE, self._box[place])
        fitting = (text for text in tried if has(self._columns.axes[place], self._box[place], text))
        return [*dict.fromkeys((*known, *fitting))] if asked and not complete else ()

    def _days(self, place: int) -> Sequence[Value]:
        """Those of the axis and those about which months end; nothing where all that is asked of it is linear."""
        if all(each.comparison for each in self._tests(place)):
            return ()
        axis, mask = self._columns.axes[place], self._box[place]
        known, complete = values_in(axis, ONE, mask)
        if complete:
            return ()
        days = (value_at(DAY, Fraction(day)) for day in MONTH_ENDS)
        return [*known, *(day for day in days if has(axis, mask, day))]

    def _tests(self, place: int) -> list[Compared]:
        return [each for each in self._links.asked(self._box) if place in each.reads]

    def _lists(self, place: int, subject: Subject) -> Sample:
        """The shortest one of the box, an empty one, some others; all that tests tell apart, if they are few."""
        tests = [self._columns.subjects[each.column].expression for each in self._tests(place)]
        apart = lists_told_apart([test.root for test in tests if test], subject.type)
        listed = some_lists(subject.type) if apart is None else apart
        tried = (*listed, None) if subject.type.optional else tuple(listed)
        columns = self._links.lists.get(subject.name)
        if columns is None or all(self._box[column] == full(self._columns.axes[column]) for column in columns.all):
            return Sample(tried, complete=apart is not None)
        found = elements(self._links.space, columns, self._box)
        values = (value for value in (shortest(found, columns.kind), *tried) if is_one(found, value))
        return Sample(tuple(values), complete=False)

    def _spans(self, place: int) -> Sequence[Value]:
        """Those of its axes, of each other unit a few; nothing where there is but one unit."""
        axes = [(self._columns.axes[each], self._box[each]) for each in self._columns.alike(place)]
        if not any(axis.others for axis, _ in axes):
            return ()
        known = [value for axis, mask in axes for value in values_in(axis, unit_of(axis), mask).values]
        others = [TimeSpan(unit, Decimal(amount)) for unit in Unit for amount in FEW]
        return [value for value in (*known, *others) if all(has(axis, mask, value) for axis, mask in axes)]


def _named_in(root: Expr) -> Iterator[str]:
    return (node.value for node in walk(root) if isinstance(node, Const) and isinstance(node.value, str))


LONG = tuple(OTHER[:1] * length for length in range(21))
ONE = Fraction(1)
FEW = (0, 1, 2, 100)
BESIDES = 200
"""Combinations tried beside each point that comparisons leave."""


def parts_of(asked: Sequence[Compared]) -> list[list[Compared]]:
    """Those that read a column in common, together."""
    parts: list[list[Compared]] = []
    for each in asked:
        touched = [part for part in parts if any(set(other.reads) & set(each.reads) for other in part)]
        parts = [part for part in parts if part not in touched]
        parts.append([*chain.from_iterable(touched), each])
    return parts
