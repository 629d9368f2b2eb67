"""When two expressions are the same in effect: parameters taken for their values, and nothing of how it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
from engine.feel.walk import children, references
from engine.ir.program import Derived, Table

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from engine.backends.proof.space import Evaluator
    from engine.feel.values import Value
    from engine.ir.program import Program, Row


def worth_of(expr: Expr, meanings: Mapping[str, Hashable]) -> Hashable:
    """What equals the worth of every expression that is made alike of the same values.

    `meanings`: what names are worth; those that aren't there stand for themselves.
    """
    match expr:
        case Const(value):
            return ("const", repr(value))
        case Ref(name, kind):
            return meanings.get(name, (kind, name)) if kind != "local" else (kind, name)
        case _:
            parts = tuple(worth_of(part, meanings) for part in children(expr))
            return (type(expr).__name__, _said(expr), parts)


def meanings_in(program: Program, values: Mapping[str, Value]) -> dict[str, Hashable]:
    """What the names of derived values and outputs are worth, too: what they come from, whatever it is called."""
    meanings: dict[str, Hashable] = {name: ("const", repr(value)) for name, value in values.items()}
    for step in program.steps:
        match step:
            case Derived(name=name) if name not in values:
                meanings[name] = worth_of(step.expression.root, meanings)
            case Table(outputs=outputs):
                told = (step.hit, tuple(_row(row, meanings) for row in step.rows))
                meanings |= {output.name: ("output", number, told) for number, output in enumerate(outputs)}
            case _:
                continue
    return meanings


def _row(row: Row, meanings: Mapping[str, Hashable]) -> Hashable:
    cells = tuple(cell and worth_of(cell.root, meanings) for cell in row.cells)
    return cells, tuple(worth_of(output.root, meanings) for output in row.outputs)


def value_of(expr: Expr, values: Mapping[str, Value], evaluate: Evaluator) -> Value:
    """The value of an expression that reads nothing but what has a value anyway; None of any other."""
    if any(ref.name not in values for ref in references(expr)) or _has_locals(expr):
        return None
    return evaluate(expr)(dict(values))


def _has_locals(expr: Expr) -> bool:
    return (isinstance(expr, Ref) and expr.kind == "local") or any(map(_has_locals, children(expr)))


def _said(expr: Expr) -> Hashable:
    """What a node says besides its parts."""
    match expr:
        case Apply(op=op):
            return op
        case Field(name=name) | ForEach(name=name) | Filter(name=name):
            return name
        case Quantifier(quantifier, name):
            return (quantifier, name)
        case ContextOf(entries):
            return tuple(name for name, _ in entries)
        case And() | Or() | If() | ListOf() | Const() | Ref():
            return None
