"""Values that no fact has a part in: parameters, and what is derived from nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel.walk import references
from engine.ir.program import Derived

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.backends.proof.space import Evaluator
    from engine.feel.values import Value
    from engine.ir.program import Program

NOTHING: Mapping[str, Value] = {}


def constants_of(program: Program, evaluate: Evaluator, known: Mapping[str, Value] = NOTHING) -> dict[str, Value]:
    """By name. `known`: what else has a value, such as a table's outputs where it is known which row is hit."""
    values: dict[str, Value] = {param.name: param.value for param in program.params} | dict(known)
    for step in program.steps:
        if isinstance(step, Derived) and all(ref.name in values for ref in references(step.expression.root)):
            values[step.name] = evaluate(step.expression.root)(values)
    return values
