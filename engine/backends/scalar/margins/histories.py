"""Rules that another history may flip, or the mere passing of time: what no change of a fact can tell of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel.walk import references
from engine.ir.program import Timed
from engine.ir.steps import closure, is_timed, steps_by_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.ir.program import Program, Rule


def timed_behind(rules: Sequence[Rule], program: Program) -> dict[int, tuple[str, ...]]:
    """By a rule's index the clocks, ladders and schedules that its condition hangs on."""
    if not is_timed(program):
        return {}
    steps = steps_by_name(program)
    behind = {}
    for index, rule in enumerate(rules):
        parts = closure(rule.when.root, program) if rule.when else ()
        read = (steps.get(ref.name) for part in parts for ref in references(part))
        names = dict.fromkeys(step.name for step in read if isinstance(step, Timed))
        behind[index] = tuple(names)
    return behind
