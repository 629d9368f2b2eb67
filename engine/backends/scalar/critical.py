"""Where along one fact's axis a condition can change: the critical points of all that it compares.

A numeric expression is followed as the set of straight lines that it may run along (`If`, `min`, tables give several):
two sides of a comparison change their order only where two lines cross, which is solved in exact fractions. Other
expressions, such as a date moved by months, are searched by halving where they are monotone. What is neither is said to
be unknown; nothing is guessed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING

from engine.backends.scalar.conditions import sign_of
from engine.backends.scalar.evaluator import evaluator
from engine.backends.scalar.monotone import crossings
from engine.feel.typed import And, Apply, Expr, If, ListOf, Or, Ref
from engine.ir.program import Derived
from engine.ir.reads import facts_of
from engine.ir.steps import steps_by_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from engine.backends.scalar.probe import Probe
    from engine.feel.values import Value
    from engine.ir.program import Table

MANY = 256
"""Lines of one expression beyond which it counts as unknown."""


@dataclass(frozen=True, slots=True)
class Line:
    slope: Fraction
    height: Fraction


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


VARIABLE = Course(frozenset({Line(Fraction(1), Fraction(0))}))


@dataclass(slots=True)
class Courses:
    """The courses of a program's expressions along one fact; those of its steps are worked out once."""

    probe: Probe
    _steps: Mapping[str, Derived | Table] = field(default_factory=dict)
    _known: dict[str, Course] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._steps = steps_by_name(self.probe.program)

    def of(self, expr: Expr) -> Course:
        """How `expr` runs along the axis."""
        if self.probe.is_variable(expr):
            return VARIABLE
        if self.probe.fact not in facts_of(expr, self.probe.behind):
            return _constant(evaluator(expr)(self.probe.frame))
        if self.probe.is_elsewhere(expr):
            return Course()
        match expr:
            case Ref(name):
                return self._named(name)
            case And(args) | Or(args) | ListOf(args):
                return _steps_of([self.of(arg) for arg in args])
            case If(condition, then, otherwise):
                return _either([self.of(then), self.of(otherwise)], [self.of(condition)])
            case Apply():
                return self._applied(expr)
            case _:
                return Course(known=False)

    def _named(self, name: str) -> Course:
        step = self._steps.get(name)
        if step is None:
            return Course(known=False)
        shared = _shared(name, step)
        if shared not in self._known:
            course = self.of(step.expression.root) if isinstance(step, Derived) else self._output(name, step)
            self._known[shared] = course
        return self._known[shared]

    def _output(self, name: str, table: Table) -> Course:
        """A table's output, or a row's hit, which is constant between the cuts of the table's cells."""
        cells = [self.of(cell.root) for row in table.rows for cell in row.cells if cell]
        columns = [output.name for output in table.outputs]
        outputs = [[self.of(output.root) for output in row.outputs] for row in table.rows]
        if name not in columns:
            return _steps_of([*cells, *(c for row in outputs for c in row)] if table.hit in _BY_OUTPUTS else cells)
        column = [row[columns.index(name)] for row in outputs]
        return _either(column, cells) if table.hit in _PICKING else _steps_of([*cells, *column])

    def _applied(self, expr: Apply) -> Course:
        if sign_of(expr):
            return self._compared(expr)
        if expr.op == "list-contains":
            return self._contained(*expr.args)
        if expr.op in ("min", "max") and isinstance(expr.args[0], ListOf):
            return _either([self.of(item) for item in expr.args[0].items], [])
        if expr.op == "abs":
            inside = self.of(expr.args[0])
            return _either([inside, _along(_LINEAR["negate"], [inside])], [])
        if expr.op in _LINEAR:
            return _along(_LINEAR[expr.op], [self.of(arg) for arg in expr.args])
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
    numeric = isinstance(value, int | Decimal) and not isinstance(value, bool)
    return Course(frozenset({Line(Fraction(0), Fraction(value))})) if numeric else Course()  # type: ignore[arg-type]


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
    roots = {(b.height - a.height) / (a.slope - b.slope) for a, b in pairs if a.slope != b.slope}
    return Course(None, sides.cuts | roots)


def _plus(a: Line, b: Line) -> Line:
    return Line(a.slope + b.slope, a.height + b.height)


def _minus(a: Line, b: Line) -> Line:
    return Line(a.slope - b.slope, a.height - b.height)


def _times(a: Line, b: Line) -> Line | None:
    """A line only where one of them is level."""
    if a.slope and b.slope:
        return None
    return Line(a.slope * b.height + b.slope * a.height, a.height * b.height)


def _over(a: Line, b: Line) -> Line | None:
    return None if b.slope or not b.height else Line(a.slope / b.height, a.height / b.height)


_LINEAR: Mapping[str, Callable[..., Line | None]] = {
    "add": _plus,
    "subtract": _minus,
    "multiply": _times,
    "divide": _over,
    "divide-or-null": _over,
    "negate": lambda a: Line(-a.slope, -a.height),
    "number-of": lambda a: a,
    "number-of-money": lambda a: a,
    "percent-of": lambda a: a,
    "money-of": lambda a: a,
}
