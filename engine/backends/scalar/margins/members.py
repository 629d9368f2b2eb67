"""What a list is made of, as far as its expression says so: each element, and the conditions that keep it in."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.backends.scalar.evaluator import evaluator
from engine.feel.typed import Const, Expr, Filter, ForEach, ListOf, Ref
from engine.feel.types import ANY
from engine.feel.walk import transform
from engine.ir.program import Derived
from engine.ir.reads import facts_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.backends.scalar.margins.situation import Probe
    from engine.ir.program import Step

MANY = 100
"""Elements of a list beyond which they aren't looked at one by one."""


class Member(NamedTuple):
    """An element, in the list where all `conditions` are true."""

    value: Expr
    conditions: tuple[Expr, ...] = ()


Members = tuple[Member, ...]


def members(expr: Expr, probe: Probe, steps: Mapping[str, Step]) -> Members | None:
    """The elements of the list that `expr` gives, wherever the fact stands; None where it doesn't say."""
    if probe.fact not in facts_of(expr, probe.behind):
        return _constant(expr, probe)
    match expr:
        case ListOf(items):
            return tuple(Member(item) for item in items)
        case Ref(name) if isinstance(step := steps.get(name), Derived):
            return members(step.expression.root, probe, steps)
        case Filter(name, source, condition):
            found = members(source, probe, steps)
            return found and tuple(Member(m.value, (*m.conditions, bound(condition, name, m.value))) for m in found)
        case ForEach(name, source, body):
            found = members(source, probe, steps)
            return found and tuple(Member(bound(body, name, m.value), m.conditions) for m in found)
        case _:
            return None


def _constant(expr: Expr, probe: Probe) -> Members | None:
    listed = evaluator(expr)(probe.frame)
    if not isinstance(listed, tuple) or len(listed) > MANY:
        return None
    element = expr.type.element or ANY
    return tuple(Member(Const(value, element, expr.at)) for value in listed)


def bound(expr: Expr, name: str, value: Expr) -> Expr:
    """The expression with its loop variable replaced."""
    return transform(expr, lambda node: value if isinstance(node, Ref) and _is_local(node, name) else node)


def _is_local(node: Ref, name: str) -> bool:
    return node.kind == "local" and node.name == name
