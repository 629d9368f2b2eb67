"""What a grid asks: whether a box of atoms can hold a case where some of its columns compare others."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import chain, islice, product
from math import prod
from typing import TYPE_CHECKING, NamedTuple

from engine.backends.proof.coordinates.quantities import value_at
from engine.backends.proof.theory.linear.bounds import hulls_of, within
from engine.backends.proof.theory.linear.comparison import Comparison, Constraint, bounded, scaled
from engine.backends.proof.theory.linear.narrowing import narrowed
from engine.backends.proof.theory.linear.needs import Asked, Truths, is_free, needed, states_of
from engine.backends.proof.theory.linear.points import at, is_fixed
from engine.backends.proof.theory.linear.runs import hull, measured, places, unit_of
from engine.backends.proof.theory.linear.satisfiable import satisfiable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from engine.backends.proof.boxes.grid import Box
    from engine.backends.proof.coordinates.axis import Axis
    from engine.backends.proof.theory.linear.bounds import Number
    from engine.backends.proof.theory.linear.comparison import Bounded
    from engine.backends.proof.theory.linear.runs import Places, Run
    from engine.feel.values import Value


class Made(NamedTuple):
    """A column of no grid: what is made of others, not evenly, such as a product.

    `of`: the columns that it is made of, without one of which it is null. `between`: its lowest and highest position
    where they are within theirs. `at`: its position by their values. `always`: comparisons that hold in any case, by
    which it follows them roughly; `one_of`: of which one holds, by which it follows them exactly. `factors`: of a
    product.
    """

    column: int
    of: tuple[int, ...]
    between: Callable[[Mapping[int, Run]], Run]
    at: Callable[[Mapping[int, Value]], Fraction | None]
    always: tuple[Comparison, ...] = ()
    one_of: tuple[Comparison, ...] = ()
    factors: tuple[int, ...] = ()


class Question(NamedTuple):
    """Whether the constraints hold somewhere in the box, the columns `null` being null.

    `rough`: not all that must hold is a constraint: a value is on another line. `made`: the columns made of others.
    """

    box: dict[int, tuple[Run, ...]]
    constraints: list[Constraint]
    null: frozenset[int]
    rough: bool
    made: tuple[Made, ...] = ()


ONE = Fraction(1)
FEW = 400
"""Cases of what others are made of that are gone through one by one."""
PATTERNS = 1 << 12
"""How many choices of nulls are looked at."""


class Prober:
    """Answers for one grid, each combination of masks worked out once.

    `axes`: of all the grid's columns; those of comparisons have the values True and False, and null where it can be.
    `also`: columns that are asked for besides.
    """

    def __init__(
        self,
        axes: Sequence[Axis],
        comparisons: Iterable[Comparison],
        made: Iterable[Made] = (),
        also: Iterable[int] = (),
    ) -> None:
        self._axes = axes
        self._also = frozenset(also)
        self._made = {each.column: each for each in made}
        compared = tuple(comparisons)
        always = [comparison for each in self._made.values() for comparison in (*each.always, *each.one_of)]
        windows = [window for comparison in compared for window in comparison.windows]
        terms = [*(each.terms for each in (*compared, *always)), *(window.terms for window in windows)]
        found = {column for each in terms for column, _ in each}
        columns = sorted(found.union(self._also, *(each.of for each in self._made.values())))
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
        return [asked for asked in self.asked if not is_free(asked, box)]

    def questions(self, box: Box, asked: Sequence[Asked]) -> Iterator[Question]:
        """One for each choice of columns that are null, or on another line; a case of any of them will do."""
        return islice(self._questions(box, asked), PATTERNS)

    def _questions(self, box: Box, asked: Sequence[Asked]) -> Iterator[Question]:
        valued = {*self._own(self._also)}
        columns = sorted(valued.union(*(each.columns for each in asked)))
        found = {column: self._places_of(column, box[column]) for column in columns}
        choices = [[state for state in states_of(found[c]) if state == "on" or c not in valued] for c in columns]
        for chosen in islice(product(*choices), PATTERNS):
            states = dict(zip(columns, chosen, strict=True))
            left = {column: found[column].runs for column in columns if states[column] == "on"}
            null = frozenset(column for column in columns if states[column] == "null")
            needs = [[*needed(each, box[each.comparison.column], states)] for each in asked]
            rough = any("elsewhere" in [states[column] for column in each.columns] for each in asked)
            for constraints in product(*needs):
                yield from self._with_made(Question(left, [*chain.from_iterable(constraints)], null, rough))

    def _with_made(self, question: Question) -> Iterator[Question]:
        """With the columns that are made of others, and what is known of them."""
        made = self._made_for(chain(self._also, (c for each in question.constraints for c, _ in each.terms)))
        if not made:
            yield question
            return
        hulls = {c: measured(run, self.units[c]) for c, run in hulls_of(question.box).items()}
        known = [scaled(each, self.units).true for one in made for each in one.always]
        box = question.box | {one.column: (one.between(hulls),) for one in made}
        for chosen in product(*(one.one_of for one in made if one.one_of)):
            exactly = [scaled(each, self.units).true for each in chosen]
            yield question._replace(box=box, constraints=[*question.constraints, *known, *exactly], made=made)

    def _made_for(self, columns: Iterable[int]) -> tuple[Made, ...]:
        """Those among the columns, and those that these are made of."""
        found: dict[int, Made] = {}
        ahead = [*columns]
        while ahead:
            column = ahead.pop()
            if column in self._made and column not in found:
                found[column] = self._made[column]
                ahead += [c for each in (*found[column].always, *found[column].one_of) for c, _ in each.terms]
        return tuple(found[column] for column in sorted(found))

    def followed(self, made: Made, box: Mapping[int, tuple[Run, ...]]) -> Iterator[Constraint]:
        """How it follows what it is made of, all of which, but for the last factor of a product, has a place."""
        values = {column: self._value(column, box[column][0].low or 0) for column in made.of if is_fixed(box[column])}
        last = [column for column in made.of if column not in values]
        place = made.at(values | dict.fromkeys(last, Decimal(1)))
        if place is not None:
            terms = ((made.column, ONE), *((column, -place) for column in last))
            comparison = Comparison(made.column, terms, Fraction(0) if last else -place, "=")
            yield scaled(comparison, self.units).true

    def _value(self, column: int, place: Number) -> Value:
        return value_at(self._axes[column].quantity, Fraction(place * self.units[column]))

    def _one_by_one(self, question: Question) -> Iterator[Question]:
        """Each case of what others are made of, not exactly known else, where these are few; else the question."""
        rough = [made for made in question.made if not made.one_of]
        left = narrowed(question.box, question.constraints, self.grids) if rough else None
        asked = sorted({column for made in rough for column in made.of})
        found = [self._all_places(column, left[column]) for column in asked] if left else []
        if not left or not all(found) or prod(map(len, found)) > FEW:
            yield question
            return
        for chosen in product(*found):
            box = left | {column: (at(place),) for column, place in zip(asked, chosen, strict=True)}
            followed = chain.from_iterable(self.followed(made, box) for made in rough)
            yield question._replace(box=box, constraints=[*question.constraints, *followed])

    def _all_places(self, column: int, runs: Sequence[Run]) -> Sequence[int]:
        """None where they are many."""
        low, _, high, _ = hull(tuple(runs))
        if column not in self.grids or low is None or high is None or high - low > FEW:
            return ()
        return [place for place in range(int(low), int(high) + 1) if within(runs, place)]

    def _worked_out(self, box: Box, asked: Sequence[Asked]) -> bool | None:
        columns = {column for each in asked for column in each.columns}
        unsure = prod(len(states_of(self._places_of(column, box[column]))) for column in columns) > PATTERNS
        unsure = unsure or next(islice(self._questions(box, asked), PATTERNS, None), None) is not None
        for question in chain.from_iterable(map(self._one_by_one, self.questions(box, asked))):
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
        windows = tuple(self._of_own(bounded(window, self.units)) for window in comparison.windows)
        own = self._own(column for column, _ in comparison.terms)
        columns = tuple(dict.fromkeys(chain(own, *(window.columns for window in windows))))
        return Asked(comparison, scaled(comparison, self.units), Truths(true, false, null), columns, windows)

    def _of_own(self, window: Bounded) -> Bounded:
        return window._replace(columns=frozenset(self._own(window.columns)))

    def _own(self, columns: Iterable[int]) -> Iterator[int]:
        """The columns of the grid that columns are, or are made of."""
        return chain.from_iterable(self._made[c].of if c in self._made else (c,) for c in columns)
