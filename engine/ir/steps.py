"""A program's steps by the names that they give values to, and what an expression pulls in through them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel.walk import references
from engine.ir.expressions import step_expressions
from engine.ir.program import Derived, Table, Timed
from engine.ir.timed import lists_of, patterns

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.feel.typed import Expr
    from engine.ir.program import Output, Program, Step


def steps_by_name(program: Program) -> Mapping[str, Step]:
    """Every derived value, table output, hit (`<table>.<row>`), clock and rung with the step that computes it."""
    return {name: step for step in program.steps for name in names_of(step)}


def names_of(step: Step) -> tuple[str, ...]:
    """The names that a step gives values to."""
    match step:
        case Derived(name=name):
            return (name,)
        case Table(id=table, outputs=outputs, rows=rows):
            return (*(output.name for output in outputs), *(f"{table}.{row.id}" for row in rows))
        case _:
            return (step.name, *lists_of(step))


def is_timed(program: Program) -> bool:
    """Whether it reads the history of a case as time goes by."""
    return any(isinstance(step, Timed) for step in program.steps)


def reads_events(program: Program) -> bool:
    """Whether a case's events have a part in it: as time goes by, as facts, as approvals."""
    return is_timed(program) or any(f.source for f in program.facts) or any(rule.requires for rule in program.rules)


def events_read(program: Program) -> frozenset[str]:
    """The types of the events that have a part in it."""
    timed = (pattern.event for step in program.steps if isinstance(step, Timed) for pattern in patterns(step))
    sourced = (fact.source.event for fact in program.facts if fact.source)
    approvals = (approval.event for rule in program.rules if rule.requires for approval in rule.requires.approvals)
    return frozenset((*timed, *sourced, *approvals))


def outputs_of(program: Program) -> Iterator[Output]:
    """The output columns of every table, upstream policies' too."""
    for step in program.steps:
        if isinstance(step, Table):
            yield from step.outputs


def closure(expr: Expr, program: Program) -> tuple[Expr, ...]:
    """The expression, and every expression of the steps that it reads, directly or through one another."""
    steps = steps_by_name(program)
    found: dict[int, Expr] = {}

    def visit(part: Expr) -> None:
        if id(part) in found:
            return
        found[id(part)] = part
        for step in (steps[ref.name] for ref in references(part) if ref.name in steps):
            for inner in step_expressions(step):
                visit(inner.root)

    visit(expr)
    return tuple(found.values())
