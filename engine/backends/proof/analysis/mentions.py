"""Values of enums that no condition mentions: nothing treats them in any way of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel.typed import Const, Ref
from engine.feel.types import Kind
from engine.feel.walk import walk
from engine.ir.expressions import expressions
from engine.ir.findings import Concerned, Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.ir.program import Fact, Program


def unmentioned(program: Program) -> Iterator[Finding]:
    """Of facts that some expression reads and compares with others of their values."""
    nodes = [node for expression in expressions(program) for node in walk(expression.root)]
    read = {node.name for node in nodes if isinstance(node, Ref)}
    said = {node.value for node in nodes if isinstance(node, Const) and isinstance(node.value, str)}
    said |= {text for node in nodes if isinstance(node, Const) and isinstance(node.value, tuple) for text in node.value}
    for fact in program.facts:
        values = _values(fact)
        if fact.name in read and said.intersection(values):
            for value in values:
                if value not in said:
                    yield Finding("unmentioned", (Concerned(fact.name, fact.title, fact.span),), value=value)


def _values(fact: Fact) -> tuple[str, ...]:
    of = fact.type.element if fact.type.kind is Kind.LIST and fact.type.element else fact.type
    return of.values if of.kind is Kind.ENUM else ()
