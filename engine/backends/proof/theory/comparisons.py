"""Comparison columns as linear comparisons of other columns; what isn't linear in them gets a column made of them."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from engine.backends.proof.coordinates.quantities import QUANTITIES, UNORDERED, position
from engine.backends.proof.theory.evaluation import value_of
from engine.backends.proof.theory.formulas import formula_of
from engine.backends.proof.theory.intervals import LONGER, MONTH, SHORTER, days_of, inside, interval
from engine.backends.proof.theory.linear.comparison import Comparison, Window
from engine.backends.proof.theory.linear.prober import Made
from engine.backends.proof.theory.linear.runs import Run
from engine.backends.proof.theory.polynomials import FACT, Form, Polynomial, minus, of_form, plus, scaled
from engine.backends.proof.theory.polynomials import number as number_of
from engine.feel.typed import Apply
from engine.feel.types import Kind
from engine.feel.values import Unit
from engine.feel.walk import references, walk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from engine.backends.proof.space import Evaluator
    from engine.backends.proof.theory.columns import Columns
    from engine.backends.proof.theory.linear.comparison import Relation
    from engine.backends.proof.theory.polynomials import Formula, Monomial
    from engine.feel.typed import Expr, Expression
    from engine.feel.values import Value
    from engine.ir.program import Program

Terms = tuple[tuple[int, Fraction], ...]
RELATIONS: Mapping[str, Relation] = {"lt": "<", "le": "<=", "eq": "="}
SUFFIXES = ("", "-amount", "-span", "-null")
MONTHS_LATER = "add-date-span"
DAYS_OF: Mapping[str, tuple[Fraction, int, int]] = {
    Unit.MONTHS: (MONTH, -SHORTER, LONGER),
    Unit.SECONDS: (Fraction(1, 86_400), -1, 0),
}
"""By unit its days, and by how many so many of them may be fewer and more."""
STRICT = frozenset({f"{name}{suffix}" for name in RELATIONS for suffix in SUFFIXES}) | {
    MONTHS_LATER,
    "min",
    "max",
    "abs",
}


class Compared(NamedTuple):
    """A column that compares others. `reads`: their numbers; `truth`: by the values of their names.

    `comparison`: what it comes to, None where that is nothing linear; `exact`: it comes to that, and not only roughly.
    `readable`: all that it reads has a column.
    """

    column: int
    reads: tuple[int, ...]
    truth: Callable[[dict[str, Value]], Value]
    comparison: Comparison | None
    exact: bool
    readable: bool


class Reader:
    """Reads the comparisons of a space. `made`: the columns made of others, numbered after those that there are."""

    def __init__(self, columns: Columns, program: Program, evaluate: Evaluator) -> None:
        self._columns = columns
        self._program = program
        self._evaluate = evaluate
        self._given = dict(_with_units(columns))
        self._numbers: dict[Monomial, int] = {}
        self.made: list[Made] = []

    def read(self, column: int, expression: Expression) -> Compared:
        places = self._columns.places
        names = [ref.name for ref in references(expression.root)]
        reads = tuple(dict.fromkeys(places[name] for name in names if name in places))
        formula = formula_of(expression.root, self._program, self._given)
        comparison = self._comparison(column, formula)
        exact = comparison is not None and all(self.is_exact(c) for c, _ in comparison.terms)
        readable = all(name in places for name in names)
        if comparison is not None:
            windows = self._windows(expression.root, formula)
            comparison = None if windows is None else comparison._replace(windows=windows)
        return Compared(column, reads, self._evaluate(expression.root), comparison, exact, readable)

    def _comparison(self, column: int, formula: Formula) -> Comparison | None:
        """None also where it may be null though none of what it reads is, or not though some is."""
        if not isinstance(formula, Form) or not self._is_strict(formula):
            return None
        for name, relation in RELATIONS.items():
            if formula.op.startswith(name) and formula.op.removeprefix(name) in SUFFIXES:
                return self._of_sides(column, relation, formula)
        return None

    def _of_sides(self, column: int, relation: Relation, formula: Form) -> Comparison | None:
        left, right = formula.parts
        if not isinstance(left, Polynomial) or not isinstance(right, Polynomial) or left.quantity != right.quantity:
            return None
        difference = minus(left, right)
        terms, constant = self.summed(difference)
        if any(not factor for _, factor in difference.terms) or not terms:
            return None
        sides = (self._reads(left), self._reads(right)) if formula.op.endswith("-null") else None
        return Comparison(column, terms, constant, relation, sides)

    def _windows(self, root: Expr, formula: Formula) -> tuple[Window, ...] | None:
        """Where days and instants that are moved in it stay within the calendar; None where that isn't known."""
        sides = _sides_of(root)
        turned = isinstance(formula, Form) and formula_of(sides[0], self._program, self._given) != formula.parts[0]
        found = [(node, bool(place) is not turned) for place, side in enumerate(sides) for node in walk(side)]
        windows = [self._window(node, right) for node, right in found if _is_moved(node)]
        return None if None in windows else tuple(window for window in windows if window is not None and window.terms)

    def _window(self, node: Expr, right: bool) -> Window | None:
        formula = formula_of(node, self._program, self._given)
        if not isinstance(formula, Polynomial) or not self._is_strict(formula):
            return None
        kind = QUANTITIES[formula.quantity]
        assert kind.first is not None  # noqa: S101  calendars have both ends
        assert kind.last is not None  # noqa: S101
        terms, constant = self.summed(formula)
        return Window(terms, constant, kind.first, kind.last, right)

    def summed(self, sum_: Polynomial) -> tuple[Terms, Fraction]:
        """As columns with their factors, and a constant."""
        terms = tuple((self._number(monomial), factor) for monomial, factor in sum_.terms if monomial and factor)
        return terms, next((factor for monomial, factor in sum_.terms if not monomial), Fraction(0))

    def _is_strict(self, formula: Formula) -> bool:
        """Whether it is made of ordered values, by what is null where one of them is, else only beyond the calendar."""
        if isinstance(formula, Polynomial):
            return all(self._is_strict(form) for product, _ in formula.terms for form in product)
        if formula.op == FACT:
            place = self._columns.places.get(str(formula.parts[0]))
            return place is not None and self._columns.axes[place].quantity != UNORDERED
        return formula.op in STRICT and all(self._is_strict(part) for part in inside(formula))

    def _reads(self, formula: Polynomial) -> frozenset[int]:
        return frozenset(self._columns.places[name] for name in facts_in(formula) if name in self._columns.places)

    def _number(self, monomial: Monomial) -> int:
        """The column of a product's value: the fact's own, or one made of those that it is made of."""
        if len(monomial) == 1 and monomial[0].op == FACT:
            return self._columns.places[str(monomial[0].parts[0])]
        if monomial not in self._numbers:
            self._numbers[monomial] = number = len(self._columns.axes) + len(self._numbers)
            self.made.append(self._made(number, monomial))
        return self._numbers[monomial]

    def _made(self, number: int, monomial: Monomial) -> Made:
        product = Polynomial(((monomial, Fraction(1)),), monomial[0].quantity)
        names = {name: self._columns.places[name] for name in facts_in(product) if name in self._columns.places}

        def between(hulls: Mapping[int, Run]) -> Run:
            return interval(product, {name: hulls[place] for name, place in names.items() if place in hulls})

        def at(values: Mapping[int, Value]) -> Fraction | None:
            facts = {name: values[place] for name, place in names.items()}
            found = position(value_of(product, facts, self._evaluate))
            return found[1] if found else _beyond(product, facts)

        return Made(
            number,
            tuple(sorted(names.values())),
            between,
            at,
            tuple(self._always(number, monomial)),
            tuple(self._one_of(number, monomial)),
            tuple(self._factors(monomial)),
        )

    def _always(self, number: int, monomial: Monomial) -> Iterator[Comparison]:
        """What is always so: months are as long as months are, the least of several is none of them above."""
        form, parts = monomial[0], inside(monomial[0])
        if len(monomial) > 1:
            return
        if form.op == MONTHS_LATER:
            yield from self._beside(number, *parts)
        sign = 1 if form.op == "min" else -1
        yield from (self._beside_part(number, part, "<=", sign) for part in _ends_of(form) or ())

    def _one_of(self, number: int, monomial: Monomial) -> Iterator[Comparison]:
        """The least of several is one of them."""
        parts = _ends_of(monomial[0]) if len(monomial) == 1 else None
        yield from (self._beside_part(number, part, "=") for part in parts or ())

    def _factors(self, monomial: Monomial) -> Iterator[int]:
        """The columns of a product of facts."""
        if all(form.op == FACT for form in monomial):
            yield from (self._columns.places[str(form.parts[0])] for form in monomial)

    def is_exact(self, column: int) -> bool:
        """Whether comparisons say all there is of it."""
        own = [each.one_of for each in self.made if each.column == column]
        return all(
            found and all(self.is_exact(c) for each in found for c, _ in each.terms if c != column) for found in own
        )

    def _beside(self, number: int, start: Formula, span: Formula) -> Iterator[Comparison]:
        """So many days later as a span is, at least and at most."""
        if isinstance(start, Polynomial) and isinstance(span, Polynomial) and span.quantity in DAYS_OF:
            length, below, above = DAYS_OF[span.quantity]
            if span.quantity == Unit.MONTHS and span.constant is not None:
                length, below, above = Fraction(0), *days_of(int(span.constant))
            later = plus(start, scaled(span, length))
            least, most = (number_of(Fraction(end), start.quantity) for end in (below, above))
            yield self._beside_part(number, plus(later, most), "<=")
            yield self._beside_part(number, plus(later, least), "<=", -1)

    def _beside_part(self, number: int, part: Polynomial, relation: Relation, sign: int = 1) -> Comparison:
        """`number`, less the part, towards zero; turned round where `sign` is negative."""
        terms, constant = self.summed(scaled(part, Fraction(-sign)))
        return Comparison(number, ((number, Fraction(sign)), *terms), constant, relation)


def _beyond(moved: Polynomial, facts: Mapping[str, Value]) -> Fraction | None:
    """A place beyond the calendar for what has none in it."""
    kind = QUANTITIES[moved.quantity]
    places = {name: found[1] for name, value in facts.items() if (found := position(value))}
    high = interval(moved, {name: Run(place, False, place, False) for name, place in places.items()}).high
    if kind.first is None or kind.last is None or high is None:
        return None
    return kind.last + 1 if high > kind.last else kind.first - 1


def _ends_of(form: Form) -> tuple[Polynomial, ...] | None:
    """Those that `min` or `max` is one of, `abs` too: the number and its opposite; None of anything else."""
    parts = inside(form)
    sums = tuple(part for part in parts if isinstance(part, Polynomial))
    if form.op == "abs" and sums:
        return sums[0], scaled(sums[0], Fraction(-1))
    return sums if form.op in ("min", "max") and len(parts) == len(sums) > 1 else None


def _sides_of(root: Expr) -> tuple[Expr, ...]:
    return root.args if isinstance(root, Apply) else (root,)


def _is_moved(node: Expr) -> bool:
    """Whether a day or an instant is moved, which beyond the calendar's end is null."""
    moving = isinstance(node, Apply) and node.op.startswith(("add-", "subtract-"))
    return moving and node.type.kind in (Kind.DATE, Kind.DATE_TIME)


def facts_in(formula: Formula) -> set[str]:
    """The names of the facts that it is made of."""
    if isinstance(formula, Polynomial):
        return {name for monomial, _ in formula.terms for form in monomial for name in facts_in(form)}
    if formula.op == FACT:
        return {str(formula.parts[0])}
    return {name for part in _formulas(formula.parts) for name in facts_in(part)}


def _formulas(parts: Iterable[object]) -> Iterator[Formula]:
    for part in parts:
        if isinstance(part, tuple):
            yield from _formulas(part)
        elif isinstance(part, Form | Polynomial):
            yield part


def _is_fact(monomial: Monomial) -> bool:
    return not monomial or (len(monomial) == 1 and monomial[0].op == FACT)


def _with_units(columns: Columns) -> Iterator[tuple[str, Formula]]:
    """Spans whose column says of which unit they are, where their type doesn't."""
    for name, place in columns.places.items():
        axis, subject = columns.axes[place], columns.subjects[place]
        if axis.quantity != UNORDERED:
            whole, optional = axis.step is not None and axis.step.denominator == 1, subject.type.optional
            yield name, of_form(Form(FACT, (name,), axis.quantity, whole=whole, optional=optional))
