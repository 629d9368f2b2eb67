"""Comparison columns as linear comparisons of other columns; what isn't linear in them gets a column made of them."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from engine.backends.proof.coordinates.quantities import UNORDERED
from engine.backends.proof.theory.formulas import formula_of
from engine.backends.proof.theory.intervals import LONGER, MONTH, SHORTER, inside, interval, is_months
from engine.backends.proof.theory.linear.comparison import Comparison
from engine.backends.proof.theory.linear.prober import Made
from engine.backends.proof.theory.polynomials import FACT, Form, Polynomial, minus, of_form
from engine.feel.typed import Apply
from engine.feel.types import Kind
from engine.feel.walk import references, walk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from engine.backends.proof.space import Evaluator
    from engine.backends.proof.theory.columns import Columns
    from engine.backends.proof.theory.linear.comparison import Relation
    from engine.backends.proof.theory.linear.runs import Run
    from engine.backends.proof.theory.polynomials import Formula, Monomial
    from engine.feel.typed import Expr, Expression
    from engine.feel.values import Value
    from engine.ir.program import Program

RELATIONS: Mapping[str, Relation] = {"lt": "<", "le": "<=", "eq": "="}
SUFFIXES = ("", "-amount", "-span", "-null")
MONTHS_LATER = "add-date-span"
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
        comparison = self._comparison(column, formula_of(expression.root, self._program, self._given))
        exact = comparison is not None and all(c < len(self._columns.axes) for c, _ in comparison.terms)
        readable = all(name in places for name in names)
        if comparison is not None and _may_leave_the_calendar(expression.root):
            comparison = comparison._replace(partial=True) if comparison.sides is None else None
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
        terms = tuple((self._number(monomial), factor) for monomial, factor in difference.terms if monomial and factor)
        constant = next((factor for monomial, factor in difference.terms if not monomial), Fraction(0))
        if any(not factor for _, factor in difference.terms) or not terms:
            return None
        sides = (self._reads(left), self._reads(right)) if formula.op.endswith("-null") else None
        return Comparison(column, terms, constant, relation, sides)

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

        return Made(number, tuple(sorted(names.values())), between, tuple(self._always(number, monomial)))

    def _always(self, number: int, monomial: Monomial) -> Iterator[Comparison]:
        """What is always so: months are as long as months are, the least of several is none of them above."""
        form, parts = monomial[0], inside(monomial[0])
        if len(monomial) > 1:
            return
        if form.op == MONTHS_LATER and is_months(parts[1]):
            start, months = (part for part in parts if isinstance(part, Polynomial))
            yield from self._beside(number, start, months, MONTH, SHORTER, LONGER)
        if form.op in ("min", "max") and len(parts) > 1:
            sign = 1 if form.op == "min" else -1
            for part in parts:
                yield from self._at_most(((number, Fraction(sign)),), part, -sign)

    def _beside(
        self, number: int, start: Polynomial, months: Polynomial, length: Fraction, below: int, above: int
    ) -> Iterator[Comparison]:
        """`start + length * months - below <= number <= start + length * months + above`."""
        terms = [*start.terms, *((monomial, factor * length) for monomial, factor in months.terms)]
        if not all(_is_fact(monomial) for monomial, _ in terms):
            return
        found = tuple((self._number(monomial), factor) for monomial, factor in terms if monomial)
        constant = sum((factor for monomial, factor in terms if not monomial), Fraction(0))
        upwards = ((number, Fraction(1)), *((c, -factor) for c, factor in found))
        yield Comparison(number, upwards, -constant - above, "<=")
        yield Comparison(number, tuple((c, -factor) for c, factor in upwards), constant - below, "<=")

    def _at_most(self, own: tuple[tuple[int, Fraction], ...], part: Formula, sign: int) -> Iterator[Comparison]:
        if isinstance(part, Polynomial) and all(_is_fact(monomial) for monomial, _ in part.terms):
            found = tuple((self._number(monomial), sign * factor) for monomial, factor in part.terms if monomial)
            constant = sum((sign * factor for monomial, factor in part.terms if not monomial), Fraction(0))
            yield Comparison(own[0][0], (*own, *found), constant, "<=")


def _may_leave_the_calendar(root: Expr) -> bool:
    """Whether a date is moved in it, which beyond the calendar's end is null."""
    moved = (node for node in walk(root) if isinstance(node, Apply) and node.op.startswith(("add-", "subtract-")))
    return any(node.type.kind is not Kind.SPAN for node in moved)


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
