"""Why a test can't be laid out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel.typed import Filter, ForEach, Quantifier, Ref
from engine.feel.types import Kind
from engine.feel.walk import walk

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.backends.proof.conditions.variables import Variable
    from engine.feel.typed import Expr
    from engine.ir.regions import Doubt


def doubt_of(expr: Expr, variables: Mapping[str, Variable]) -> Doubt:
    nodes = tuple(walk(expr))
    if any(isinstance(node, Filter | ForEach | Quantifier) or node.type.kind is Kind.LIST for node in nodes):
        return "list"
    read = [variables[node.name].subject for node in nodes if isinstance(node, Ref) and node.name in variables]
    if any(subject.kind == "field" for subject in read):
        return "history"
    kinds = {subject.type.kind for subject in read}
    if Kind.STRING in kinds:
        return "text"
    return "nonlinear" if kinds and all(subject.type.is_numeric for subject in read) else "other"
