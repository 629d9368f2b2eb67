"""Clocks, ladders and schedules as Python statements: each asks its closure, given the names that it may read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.backends.scalar.codegen.lines import comment
from engine.feel.walk import references
from engine.ir.expressions import step_expressions
from engine.ir.program import Clock, Ladder, Schedule
from engine.ir.steps import is_timed
from engine.ir.timed import lists_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.backends.scalar.codegen.context import Context
    from engine.backends.scalar.codegen.expressions import Expressions
    from engine.ir.program import Program, Timed

READINGS: Mapping[type, str] = {Clock: "clocks", Ladder: "ladders", Schedule: "schedule"}
"""The part of the result that a step's readings go to."""
_ALWAYS = ("matched", "outcomes", "undecided", "held")
_OF_TIMED = (*READINGS.values(), "revoked")
_STEPS = frozenset({"derived", "output", "hit"})


def parts_after(program: Program) -> str:
    """The parts of the result that only timed programs fill, after the others: source."""
    return ", ".join(_OF_TIMED if is_timed(program) else ("()",) * len(_OF_TIMED))


def beginning(context: Context) -> list[str]:
    """Every part empty; and where there are timed steps, the names that they may read: first the facts."""
    if not is_timed(context.program):
        return [f"{' = '.join(_ALWAYS)} = ()"]
    facts = ", ".join(f"{fact.name!r}: {context.names.of('fact', fact.name)}" for fact in context.program.facts)
    return [f"{' = '.join((*_ALWAYS, *_OF_TIMED))} = ()", f"frame = {{{facts}}}"]


def timed_lines(context: Context, expressions: Expressions, index: int, step: Timed) -> list[str]:
    """Statements that read the step, the program's `index`-th, and bind its names. Another policy's isn't told."""
    own = "::" not in step.name
    names = (step.name, *lists_of(step)) if own else (step.name,)
    return [
        comment(f"{type(step).__name__.lower()} {step.name}"),
        *_read(step, expressions),
        f"told = TIMED[{index}](frame, history)",
        *[f"{context.names.of('derived', name)} = told.values[{name!r}]" for name in names],
        *([f"{READINGS[type(step)]} += told.trace.readings"] if own else []),
    ]


def _read(step: Timed, expressions: Expressions) -> Iterator[str]:
    """Statements that add to the frame what the step reads of others."""
    read = {ref.name: ref for item in step_expressions(step) for ref in references(item.root) if ref.kind in _STEPS}
    for name, ref in read.items():
        yield f"frame[{name!r}] = {expressions.value(ref)}"
