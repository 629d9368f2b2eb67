"""Where along one fact's axis a condition can change: the critical points of all that it compares.

What is measured is followed as the set of straight lines that it may run along (`If`, `min`, tables give several): two
sides of a comparison change their order only where two lines cross, which is solved in exact fractions. Other
expressions, such as a date moved by months, are searched by halving where they are monotone. Of a list it is asked
which elements are in it. What is none of these is said to be unknown; nothing is guessed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING

from engine.backends.scalar.conditions import sign_of
from engine.backends.scalar.evaluator import evaluator
from engine.backends.scalar.margins.lines import LINEAR, Line, negated, position
from engine.backends.scalar.margins.members import bound, members
from engine.backends.scalar.margins.monotone import crossings
from engine.feel.typed import (
    And,
    Apply,
    Const,
    ContextOf,
    Expr,
    Field,
    If,
    ListOf,
    Or,
    Quantifier,
    Ref,
)
from engine.ir.program import Derived, Timed
from engine.ir.reads import facts_of
from engine.ir.steps import steps_by_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from engine.backends.scalar.margins.situation import Probe
    from engine.feel.values import Value
    from engine.ir.program import Step, Table

MANY = 256
"""Lines of one expression beyond which it counts as unknown."""


@dataclass(frozen=True, slots=True)
class Course:
    """How an expression runs along the axis.

    `lines`: those it may follow between cuts; None: it is constant between them, whatever its values. `known`: false
    where neither holds.
    """

    lines: frozenset[Line] | None = None
    cuts: frozenset[Fraction] = frozenset()
    known: bool = True

    @property
    def steady(self) -> bool:
        """Constant between its cuts."""
        return self.known and (self.lines is None or all(line.slope == 0 for line in self.lines))


@dataclass(slots=True)
class Courses:
    """The courses of a program's expressions along one fact; those of its steps are worked out once."""

    probe: Probe
    _steps: Mapping[str, Step] = field(default_factory=dict)
    _known: dict[str, Course] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._steps = steps_by_name(self.probe.program)

    def of(self, expr: Expr) -> Course:
        """How `expr` runs along the axis."""
        if self.probe.is_variable(expr):
            return Course(frozenset({Line(Fraction(1), Fraction(0), self.probe.axis.quantity)}))
        if self.probe.fact not in facts_of(expr, self.probe.behind):
            return _constant(evaluator(expr)(self.probe.frame))
        return Course() if self.probe.is_elsewhere(expr) else self._followed(expr)

    def _followed(self, expr: Expr) -> Course:
        match expr:
            case Ref(name):
                return self._named(name)
            case And(args) | Or(args) | ListOf(args):
                return _steps_of([self.of(arg) for arg in args])
            case If(condition, then, otherwise):
                return _either([self.of(then), self.of(otherwise)], [self.of(condition)])
            case Apply():
                return self._applied(expr)
            case ContextOf(entries):
                return _steps_of([self.of(value) for _, value in entries])
            case Field(base, name):
                return self._entry(base, name)
            case Quantifier():
                return self._quantified(expr)
            case _:
                return self._listed(expr, of_elements=True)

    def _named(self, name: str) -> Course:
        step = self._steps.get(name)
        if step is None or isinstance(step, Timed):
            return Course(known=False)
        shared = _shared(name, step)
        if shared not in self._known:
            course = self.of(step.expression.root) if isinstance(step, Derived) else self._output(name, step)
            self._known[shared] = course
        return self._known[shared]

    def _output(self, name: str, table: Table) -> Course:
        """A table's output, or a row's hit, which is constant between the cuts of the table's cells."""
        choosing = [self.of(cell.root) for row in table.rows for cell in row.cells if cell]
        columns = [output.name for output in table.outputs]
        outputs = [[self.of(output.root) for output in row.outputs] for row in table.rows]
        if table.hit in _BY_OUTPUTS:
            choosing += [course for row in outputs for course in row]
        if name not in columns:
            return _steps_of(choosing)
        column = [row[columns.index(name)] for row in outputs]
        return _either(column, choosing) if table.hit in _PICKING else _steps_of([*choosing, *column])

    def _entry(self, base: Expr, name: str) -> Course:
        """A context's entry, which runs on by itself where the context is made of a formula."""
        match base:
            case ContextOf(entries):
                return self.of(dict(entries)[name])
            case If(condition, then, otherwise):
                return _either([self._entry(then, name), self._entry(otherwise, name)], [self.of(condition)])
            case Ref(step) if isinstance(derived := self._steps.get(step), Derived):
                return self._entry(derived.expression.root, name)
            case _:
                return _steps_of([self.of(base)])

    def _listed(self, expr: Expr, *, of_elements: bool) -> Course:
        """A list, or (not `of_elements`) its length: it changes where an element comes in, goes out, or changes."""
        found = members(expr, self.probe, self._steps)
        if found is None:
            return Course(known=False)
        values = [self.of(member.value) for member in found] if of_elements else []
        return _steps_of([*values, *(self.of(condition) for member in found for condition in member.conditions)])

    def _quantified(self, expr: Quantifier) -> Course:
        found = members(expr.source, self.probe, self._steps)
        if found is None:
            return Course(known=False)
        conditions = [(*member.conditions, bound(expr.condition, expr.name, member.value)) for member in found]
        return _steps_of([self.of(condition) for each in conditions for condition in each])

    def _presence(self, expr: Expr) -> Course:
        """Whether it is null: constant between cuts wherever its course is known."""
        match expr:
            case _ if self.probe.is_variable(expr):
                return Course()
            case ContextOf() | ListOf():
                return Course()
            case If(condition, then, otherwise):
                return _steps_of([self.of(condition), self._presence(then), self._presence(otherwise)])
            case Ref(step) if isinstance(derived := self._steps.get(step), Derived):
                return self._presence(derived.expression.root)
            case _:
                course = self.of(expr)
                return Course(None, course.cuts, course.known)

    def _applied(self, expr: Apply) -> Course:
        if expr.op == "count":
            return self._listed(expr.args[0], of_elements=False)
        if (operand := _tested_for_null(expr)) is not None:
            return self._presence(operand)
        if sign_of(expr):
            return self._compared(expr)
        if expr.op == "list-contains":
            return self._contained(*expr.args)
        if expr.op in ("min", "max") and isinstance(expr.args[0], ListOf):
            return _either([self.of(item) for item in expr.args[0].items], [])
        if expr.op == "abs":
            inside = self.of(expr.args[0])
            return _either([inside, _along(negated, [inside])], [])
        if expr.op in LINEAR:
            return _along(LINEAR[expr.op], [self.of(arg) for arg in expr.args])
        return _steps_of([self.of(arg) for arg in expr.args])

    def _compared(self, expr: Apply) -> Course:
        left, right = (self.of(arg) for arg in expr.args)
        met = _crossing(left, right)
        if met.known:
            return met
        searched = crossings(expr, self.probe)
        return met if searched is None else Course(None, searched)

    def _contained(self, elements: Expr, element: Expr) -> Course:
        """`x in (a, b)` changes where `x = a` or `x = b` does."""
        if self.probe.fact in facts_of(elements, self.probe.behind):
            return Course(known=False)
        listed = evaluator(elements)(self.probe.frame)
        course = self.of(element)
        values = listed if isinstance(listed, tuple) else ()
        return _steps_of([_crossing(course, _constant(value)) for value in values])


_PICKING = ("unique", "first", "any", "priority", "collect min", "collect max")
"""Hit policies whose outputs are one of the rows'."""
_BY_OUTPUTS = ("any", "priority")
"""Hit policies that look at the outputs to choose the row."""


def _constant(value: Value) -> Course:
    """A null never changes a comparison, so it runs along no line."""
    if value is None:
        return Course(frozenset())
    found = position(value)
    return Course(frozenset({Line(Fraction(0), found[1], found[0])})) if found else Course()


def _tested_for_null(expr: Apply) -> Expr | None:
    """What a test asks to be null, or not to be."""
    match expr:
        case Apply("is-null" | "not-null", (operand,)):
            return operand
        case Apply("eq-null" | "ne-null", (operand, Const(None)) | (Const(None), operand)):
            return operand
        case _:
            return None


def _shared(name: str, step: Derived | Table) -> str:
    """The name that a course is kept by: all the hits of a table, of which there are many, run alike."""
    if isinstance(step, Derived) or name in [output.name for output in step.outputs]:
        return name
    return f"{step.id}."


def _steps_of(parts: Iterable[Course]) -> Course:
    """What is made of `parts` in any way: constant where they all are, else unknown."""
    parts = tuple(parts)
    return Course(None, _cuts(parts), all(part.steady for part in parts))


def _either(choices: list[Course], conditions: list[Course]) -> Course:
    """One of the choices, switching at the cuts of the conditions only (or, for min and max, where two are equal)."""
    cuts = _cuts([*choices, *conditions])
    known = all(part.known for part in choices) and all(part.steady for part in conditions)
    if any(choice.lines is None for choice in choices):
        return Course(None, cuts, known and all(choice.steady for choice in choices))
    return Course(frozenset().union(*(choice.lines or () for choice in choices)), cuts, known)


def _cuts(parts: Iterable[Course]) -> frozenset[Fraction]:
    return frozenset().union(*(part.cuts for part in parts))


def _along(combine: Callable[..., Line | None], args: list[Course]) -> Course:
    """Every combination of the arguments' lines; where one gives no line the course is unknown."""
    if any(arg.lines is None for arg in args):
        return _steps_of(args)
    lines = [combine(*chosen) for chosen in product(*(arg.lines or () for arg in args))]
    known = all(arg.known for arg in args) and None not in lines and len(lines) <= MANY
    return Course(frozenset(line for line in lines if line), _cuts(args), known)


def _crossing(left: Course, right: Course) -> Course:
    """A comparison: constant between the places where lines of its two sides cross."""
    sides = _steps_of([left, right])
    if sides.known or left.lines is None or right.lines is None or not (left.known and right.known):
        return sides
    pairs = product(left.lines, right.lines)
    meeting = ((a, b) for a, b in pairs if a.slope != b.slope and a.quantity == b.quantity)
    roots = {(b.height - a.height) / (a.slope - b.slope) for a, b in meeting}
    return Course(None, sides.cuts | roots)
