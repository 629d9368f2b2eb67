"""Typed expressions as formulas over facts: parameters are numbers, derived values and tables are unfolded.

Sums and products become polynomials in exact fractions; spans, days and instants too, where they move evenly. The rest
stays a form: equal where it is written alike, names of loop variables and the order of `and`, `or`, `=`, `min` apart.
A quotient that no decimal equals stays one, since it is rounded to 34 digits (DMN 1.5, 10.3.2.3.1).
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from engine.backends.proof.coordinates.quantities import UNORDERED, position, quantity_of
from engine.backends.proof.theory.arithmetic import computed
from engine.backends.proof.theory.branching import taken
from engine.backends.proof.theory.polynomials import CONSTANT, Form, Formula, Polynomial, number, of_form, order
from engine.feel.typed import (
    And,
    Apply,
    Const,
    ContextOf,
    Expr,
    Field,
    Filter,
    ForEach,
    If,
    ListOf,
    Or,
    Quantifier,
    Ref,
)
from engine.feel.types import Kind
from engine.feel.values import Unit
from engine.ir.program import Derived, Table

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence

    from engine.feel.types import Type
    from engine.feel.values import Value
    from engine.ir.program import Program

__all__ = ["Form", "Formula", "Polynomial", "equal", "formula_of"]

NOTHING: Mapping[Any, Any] = {}


def formula_of(
    expr: Expr,
    program: Program,
    given: Mapping[str, Formula] = NOTHING,
    chosen: Mapping[Expr, bool | None] = NOTHING,
) -> Formula:
    """What `expr` comes to in a case of the program.

    `given`: formulas by name, such as of a table's output. `chosen`: conditions whose truth is known; of `min` and
    `max` that one of two items is no more than the other.
    """
    return _Reader(program, given, chosen).of(expr, {})


def equal(a: Formula, b: Formula) -> bool:
    """Whether both come to the same value in every case; False: they may differ."""
    return a == b


def least(formulas: Sequence[Formula]) -> Formula:
    """The least of several, null where one of them is."""
    return _extreme("min", formulas)


def greatest(formulas: Sequence[Formula]) -> Formula:
    return _extreme("max", formulas)


def _extreme(op: str, formulas: Sequence[Formula]) -> Formula:
    quantity = next(formula.quantity for formula in formulas)
    listed = Form(ListOf.__name__, tuple(formulas))
    if len(formulas) == 1:
        return formulas[0]
    return computed(op, (listed,), Form(op, (), quantity, optional=any(map(may_be_null, formulas))))


def may_be_null(formula: Formula) -> bool:
    if isinstance(formula, Polynomial):
        return any(form.optional for product, _ in formula.terms for form in product)
    return formula.optional


class _Reader:
    """Reads the expressions of one program; `names`: the loop variables around, by how deep they are."""

    def __init__(self, program: Program, given: Mapping[str, Formula], chosen: Mapping[Expr, bool | None]) -> None:
        self._program = program
        self._known = dict(given)
        self._chosen = chosen

    def of(self, expr: Expr, names: Mapping[str, str]) -> Formula:
        part = taken(expr, self._chosen) if self._chosen else None
        if part is not None:
            return self.of(part, names)
        match expr:
            case Const(value=value):
                return _constant(value)
            case Ref():
                return self._ref(expr, names)
            case Apply(op=op, args=args):
                return computed(op, tuple(self.of(arg, names) for arg in args), form_of_type(op, (), expr.type))
            case And(args=args) | Or(args=args):
                return _junction(type(expr).__name__, {self.of(arg, names) for arg in args})
            case If():
                return self._if(expr, names)
            case _:
                return of_form(form_of_type(type(expr).__name__, self._parts(expr, names), expr.type))

    def _ref(self, ref: Ref, names: Mapping[str, str]) -> Formula:
        if ref.kind == "local":
            return of_form(form_of_type("local", (names.get(ref.name, ref.name),), ref.type))
        if ref.name not in self._known:
            self._known[ref.name] = self._named(ref)
        return self._known[ref.name]

    def _named(self, ref: Ref) -> Formula:
        if ref.kind == "param":
            return _constant(next(param.value for param in self._program.params if param.name == ref.name))
        for step in self._program.steps:
            match step:
                case Derived(name=ref.name, expression=expression):
                    return self.of(expression.root, {})
                case Table(outputs=outputs) if ref.name in (output.name for output in outputs):
                    return self._output(step, ref)
        return of_form(form_of_type(ref.kind, (ref.name,), ref.type))

    def _output(self, table: Table, ref: Ref) -> Formula:
        """By row: what it takes, and what comes out; where no two rows may match, their order doesn't matter."""
        place = [output.name for output in table.outputs].index(ref.name)
        rows = [
            (self._all(cell.root for cell in row.cells if cell), self.of(row.outputs[place].root, {}))
            for row in table.rows
        ]
        ordered = sorted(rows, key=order) if table.hit in ("unique", "any") else rows
        return of_form(form_of_type(f"table {table.hit}", tuple(ordered), ref.type))

    def _all(self, conditions: Iterable[Expr]) -> Formula:
        return _junction(And.__name__, {self.of(condition, {}) for condition in conditions})

    def _if(self, expr: If, names: Mapping[str, str]) -> Formula:
        condition, then, otherwise = (self.of(part, names) for part in (expr.condition, expr.then, expr.otherwise))
        if then == otherwise:
            return then
        if isinstance(condition, Form) and condition.op == CONSTANT:
            return then if condition.parts == (True,) else otherwise
        return of_form(form_of_type("If", (condition, then, otherwise), expr.type))

    def _parts(self, expr: Expr, names: Mapping[str, str]) -> tuple[Hashable, ...]:
        match expr:
            case ListOf(items=items):
                return tuple(self.of(item, names) for item in items)
            case ContextOf(entries=entries):
                return tuple(sorted(((name, self.of(value, names)) for name, value in entries), key=order))
            case Field(base=base, name=name):
                return self.of(base, names), name
            case ForEach(name=name, source=source, body=body):
                return self.of(source, names), self.of(body, _within(names, name))
            case Quantifier(quantifier=which, name=name, source=source, condition=condition):
                return which, self.of(source, names), self.of(condition, _within(names, name))
            case Filter(name=name, source=source, condition=condition):
                return self.of(source, names), self.of(condition, _within(names, name))
            case _:
                raise TypeError(expr)


def form_of_type(op: str, parts: tuple[Hashable, ...], static: Type) -> Form:
    """A form with what its type says of its values."""
    quantity = UNORDERED if static.kind is Kind.STRING else quantity_of(static)
    low, high = (None if bound is None else Fraction(bound) for bound in (static.low, static.high))
    return Form(op, parts, quantity, low, high, _is_whole(static), static.optional)


def _is_whole(static: Type) -> bool:
    if static.kind is Kind.SPAN:
        return static.unit in (Unit.DAYS, Unit.WORKING_DAYS, Unit.MONTHS)
    return static.scale == 0 or static.kind is Kind.DATE


def _within(names: Mapping[str, str], name: str) -> dict[str, str]:
    return {**names, name: f"·{len(names)}"}


def _constant(value: Value) -> Formula:
    found = position(value)
    return number(found[1], found[0]) if found else Form(CONSTANT, (_kept(value),), optional=value is None)


def _kept(value: object) -> Hashable:
    """A value that tells True from 1, and can be compared."""
    match value:
        case tuple() | list():
            return tuple(map(_kept, value))
        case dict():
            return tuple(sorted(((name, _kept(part)) for name, part in value.items()), key=order))
        case bool():
            return value
        case _:
            return (type(value).__name__, value) if position(value) else value  # type: ignore[arg-type]


def _junction(op: str, parts: set[Formula]) -> Formula:
    """`and` and `or`, whatever the order and however often."""
    flat = {inner for part in parts for inner in _flat(part, op)}
    ends = op == "Or"
    if any(part == Form(CONSTANT, (ends,)) for part in flat):
        return Form(CONSTANT, (ends,))
    left: list[Formula] = sorted((part for part in flat if part != Form(CONSTANT, (not ends,))), key=order)
    if not left:
        return Form(CONSTANT, (not ends,))
    return left[0] if len(left) == 1 else Form(op, tuple(left))


def _flat(part: Formula, op: str) -> tuple[Any, ...]:
    return part.parts if isinstance(part, Form) and part.op == op else (part,)
