"""What a grid asks: whether a box of atoms can hold a case where some of its columns compare others."""

from __future__ import annotations

from fractions import Fraction
from itertools import chain, islice, product
from math import prod
from typing import TYPE_CHECKING, Literal, NamedTuple

from engine.backends.proof.theory.linear.bounds import hulls_of
from engine.backends.proof.theory.linear.comparison import Constraint, scaled
from engine.backends.proof.theory.linear.runs import measured, places, unit_of
from engine.backends.proof.theory.linear.satisfiable import satisfiable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from engine.backends.proof.boxes.grid import Box
    from engine.backends.proof.coordinates.axis import Axis
    from engine.backends.proof.theory.linear.comparison import Comparison, Sides
    from engine.backends.proof.theory.linear.runs import Places, Run


class Truths(NamedTuple):
    """The masks of a comparison's atoms: where it is true, false, null."""

    true: int
    false: int
    null: int


class Asked(NamedTuple):
    """A comparison ready to be asked for: what holds where it is true and false, which atoms say so."""

    comparison: Comparison
    sides: Sides
    truths: Truths
    columns: tuple[int, ...]


class Made(NamedTuple):
    """A column of no grid: what is made of others, not evenly, such as a product.

    `of`: the columns that it is made of, without one of which it is null. `between`: its lowest and highest position
    where they are within theirs. `always`: comparisons that hold in any case, by which it follows them roughly.
    """

    column: int
    of: tuple[int, ...]
    between: Callable[[Mapping[int, Run]], Run]
    always: tuple[Comparison, ...] = ()


class Question(NamedTuple):
    """Whether the constraints hold somewhere in the box, the columns `null` being null.

    `rough`: not all that must hold is a constraint: a value is on another line, a comparison null for its own reasons.
    """

    box: dict[int, tuple[Run, ...]]
    constraints: list[Constraint]
    null: frozenset[int]
    rough: bool


State = Literal["on", "null", "elsewhere"]
States = dict[int, State]
Needed = Constraint | Literal["nothing", "impossible", "unclear"]
"""What a comparison asks of the places of its columns."""

ONE = Fraction(1)
PATTERNS = 1 << 12
"""How many choices of nulls are looked at."""


class Prober:
    """Answers for one grid, each combination of masks worked out once.

    `axes`: of all the grid's columns; those of comparisons have the values True and False, and null where it can be.
    """

    def __init__(self, axes: Sequence[Axis], comparisons: Iterable[Comparison], made: Iterable[Made] = ()) -> None:
        self._axes = axes
        self._made = {each.column: each for each in made}
        compared = tuple(comparisons)
        always = [comparison for each in self._made.values() for comparison in each.always]
        found = {column for comparison in (*compared, *always) for column, _ in comparison.terms}
        columns = sorted(found.union(*(each.of for each in self._made.values())))
        self.units = {c: ONE if c in self._made else unit_of(axes[c]) for c in columns}
        self.grids = frozenset(c for c in columns if c not in self._made and axes[c].step is not None)
        self.asked = tuple(self._made_ready(comparison) for comparison in compared)
        self._places: dict[tuple[int, int], Places] = {}
        self._answers: dict[tuple[tuple[int, int], ...], bool | None] = {}

    def possible(self, box: Box) -> bool:
        """Whether it may hold a case: what is not found out counts as possible."""
        return self.probe(box) is not False

    def probe(self, box: Box) -> bool | None:
        """Whether it holds a case; None: not found out."""
        fixed = self.fixed(box)
        if not fixed:
            return True
        columns = sorted({column for asked in fixed for column in (*asked.columns, asked.comparison.column)})
        key = tuple([(column, box[column]) for column in columns])
        if key not in self._answers:
            self._answers[key] = self._worked_out(box, fixed)
        return self._answers[key]

    def fixed(self, box: Box) -> list[Asked]:
        """The comparisons of which the box leaves not all."""
        return [asked for asked in self.asked if not _free(asked, box)]

    def questions(self, box: Box, asked: Sequence[Asked]) -> Iterator[Question]:
        """One for each choice of columns that are null, or on another line; a case of any of them will do."""
        columns = sorted({column for each in asked for column in each.columns})
        found = {column: self._places_of(column, box[column]) for column in columns}
        for chosen in islice(product(*(_states(found[column]) for column in columns)), PATTERNS):
            states = dict(zip(columns, chosen, strict=True))
            needed = [_needed(each, box[each.comparison.column], states) for each in asked]
            if "impossible" not in needed:
                left = {column: found[column].runs for column in columns if states[column] == "on"}
                null = frozenset(column for column in columns if states[column] == "null")
                constraints = [each for each in needed if isinstance(each, Constraint)]
                yield self._with_made(Question(left, constraints, null, "unclear" in needed))

    def _with_made(self, question: Question) -> Question:
        """With the columns that are made of others, and what is known of them."""
        used = {column for constraint in question.constraints for column, _ in constraint.terms}
        made = [self._made[column] for column in sorted(used & self._made.keys())]
        if not made:
            return question
        hulls = {c: measured(run, self.units[c]) for c, run in hulls_of(question.box).items()}
        known = [scaled(each, self.units).true for one in made for each in one.always]
        box = question.box | {one.column: (one.between(hulls),) for one in made}
        return question._replace(box=box, constraints=[*question.constraints, *known])

    def _worked_out(self, box: Box, asked: Sequence[Asked]) -> bool | None:
        columns = {column for each in asked for column in each.columns}
        unsure = prod(len(_states(self._places_of(column, box[column]))) for column in columns) > PATTERNS
        for question in self.questions(box, asked):
            found = satisfiable(question.box, question.constraints, self.grids)
            if found and not question.rough:
                return True
            unsure = unsure or found is not False
        return None if unsure else False

    def _places_of(self, column: int, mask: int) -> Places:
        if (column, mask) not in self._places:
            self._places[column, mask] = places(self._axes[column], mask, self.units[column])
        return self._places[column, mask]

    def _made_ready(self, comparison: Comparison) -> Asked:
        axis = self._axes[comparison.column]
        true, false = (1 << axis.intervals + axis.values.index(truth) for truth in (True, False))
        null = 1 << axis.size - 1 if axis.null else 0
        read = (self._made[c].of if c in self._made else (c,) for c, _ in comparison.terms)
        columns = tuple(dict.fromkeys(chain.from_iterable(read)))
        return Asked(comparison, scaled(comparison, self.units), Truths(true, false, null), columns)


def _free(asked: Asked, box: Box) -> bool:
    """Whether the box takes all of a comparison's atoms, so that it says nothing."""
    true, false, null = asked.truths
    return box[asked.comparison.column] == true | false | null


def _states(found: Places) -> tuple[State, ...]:
    there: tuple[tuple[object, State], ...] = ((found.runs, "on"), (found.null, "null"), (found.elsewhere, "elsewhere"))
    return tuple(state for is_there, state in there if is_there)


def _needed(asked: Asked, mask: int, states: States) -> Needed:
    true, false, null = (bool(mask & atom) for atom in asked.truths)
    own = [states[column] for column in asked.columns]
    if "elsewhere" in own or (asked.comparison.partial and null):
        return "unclear"
    if "null" in own:
        return "nothing" if mask & _truth_of_null(asked, states) else "impossible"
    if true and false:
        return "nothing"
    return asked.sides.true if true else asked.sides.false if false else "impossible"


def _truth_of_null(asked: Asked, states: States) -> int:
    """The atom of a comparison, some of whose columns are null."""
    if asked.comparison.sides is None:
        return asked.truths.null
    left, right = (any(states[column] == "null" for column in side) for side in asked.comparison.sides)
    return asked.truths.true if left and right else asked.truths.false
