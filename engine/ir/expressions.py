"""Every expression of a program, in its order: what passes over the whole program go through."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel.typed import Apply
from engine.ir.program import ROUND_MONEY, Derived, Table
from engine.model.parts import consequence_expressions
from engine.model.timed.expressions import timed_expressions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.feel.typed import Expr, Expression
    from engine.ir.program import Program, Rule, Step


def expressions(program: Program) -> Iterator[Expression]:
    """Every expression of the program, in its order."""
    for fact in program.facts:
        if fact.check:
            yield fact.check
    for step in program.steps:
        yield from step_expressions(step)
    for rule in program.rules:
        yield from rule_expressions(rule)


def step_expressions(step: Step) -> Iterator[Expression]:
    match step:
        case Derived(expression=expression):
            yield expression
        case Table(inputs=inputs, rows=rows):
            yield from inputs
            for row in rows:
                yield from (cell for cell in row.cells if cell)
                yield from row.outputs
        case _:
            yield from timed_expressions(step)


def rule_expressions(rule: Rule) -> Iterator[Expression]:
    if rule.when:
        yield rule.when
    if rule.each:
        yield rule.each.source
    yield from brought_expressions(rule)


def brought_expressions(rule: Rule) -> Iterator[Expression]:
    """What its consequences compute: whom they concern, their attributes."""
    yield from consequence_expressions(rule.then)


def unrounded(root: Expr) -> Expr | None:
    """What a money attribute is rounded from; None for one that isn't money."""
    return root.args[0] if isinstance(root, Apply) and root.op == ROUND_MONEY else None
