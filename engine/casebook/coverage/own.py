"""What is a branch's own: what it wrote itself, and what goes by parameters that it set.

What a branch takes over as it stands is tested where it is written: its cases are asked for nothing else.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from engine.document.branches import BASE
from engine.feel.walk import references
from engine.ir.expressions import rule_expressions
from engine.ir.steps import closure

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.feel.typed import Expr, Expression
    from engine.ir.program import Program, Rule


def is_own_rule(rule: Rule, program: Program) -> bool:
    """Whether the branch wrote the rule, or a parameter or a step that it goes by, however far behind."""
    found = list(rule_expressions(rule))
    behind = (part for expression in found for part in closure(expression.root, program))
    return _is_own_place(rule.span.path, program) or is_own(found, program) or _goes_by_own(behind, program)


def is_own(expressions: Iterable[Expression], program: Program) -> bool:
    """Whether the branch wrote one of them, or set a parameter that one reads."""
    return any(
        _is_own_place(expression.place.path, program) or _goes_by_own([expression.root], program)
        for expression in expressions
    )


def _is_own_place(path: str, program: Program) -> bool:
    """The base's own is all that there is."""
    return program.branch == BASE or PurePath(path).parent.name == program.branch


def _goes_by_own(parts: Iterable[Expr], program: Program) -> bool:
    set_here = {param.name for param in program.params if param.origin.branch == program.branch}
    return any(ref.name in set_here for part in parts for ref in references(part))
