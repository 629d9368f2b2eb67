"""Values of enums that nothing mentions: nothing treats them in any way of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel.typed import Const, Ref
from engine.feel.types import Kind
from engine.feel.walk import walk
from engine.ir.expressions import expressions
from engine.ir.findings import Concerned, Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.feel.types import Type
    from engine.feel.values import Value
    from engine.ir.program import Fact, Program

    Said = tuple[tuple[str, ...], Value]


def unmentioned(program: Program) -> Iterator[Finding]:
    """Of facts that something reads, where others of their values are mentioned: in expressions, or as evidence."""
    nodes = [node for expression in expressions(program) for node in walk(expression.root)]
    read = {node.name for node in nodes if isinstance(node, Ref)}
    said = {each for node in nodes if isinstance(node, Const) for each in _said(node)}
    asked = _evidence(program)
    for fact in program.facts:
        values = _element(fact).values
        mentioned = {value for value in values if (values, value) in said} | asked.get(fact.name, set())
        if (fact.name in read or fact.name in asked) and mentioned:
            for value in values:
                if value not in mentioned:
                    yield Finding("unmentioned", (Concerned(fact.name, fact.title, fact.span),), value=value)


def _element(fact: Fact) -> Type:
    return fact.type.element if fact.type.kind is Kind.LIST and fact.type.element else fact.type


def _said(const: Const) -> Iterator[Said]:
    """Values of enums, each with the values that its enum has."""
    kind = const.type
    if kind.kind is Kind.ENUM:
        yield kind.values, const.value
    elif kind.element and kind.element.kind is Kind.ENUM and isinstance(const.value, tuple):
        yield from ((kind.element.values, value) for value in const.value)


def _evidence(program: Program) -> dict[str, set[str]]:
    """What rules require, by the fact that has it."""
    found: dict[str, set[str]] = {}
    for requires in (rule.requires for rule in program.rules if rule.requires):
        if requires.evidence_fact:
            found.setdefault(requires.evidence_fact, set()).update(requires.evidence)
    return found
