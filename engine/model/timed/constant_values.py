"""What an expression is known to be before any case: a literal's value, or every value that a parameter has."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.feel.typed import Const, Ref
from engine.feel.types import Kind
from engine.feel.values import TimeSpan, Unit
from engine.feel.walk import children, walk

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.feel.typed import Expr, Expression
    from engine.feel.types import Type
    from engine.feel.values import Value
    from engine.model.policy import Param

WORKING = frozenset({Unit.WORKING_SECONDS, Unit.WORKING_DAYS})


class Known(NamedTuple):
    """A value, and the text that says it."""

    value: Value
    text: str


def known_values(expression: Expression, params: Mapping[str, Param]) -> Iterator[Known]:
    """The values of a literal or a parameter; none of anything else."""
    match expression.root:
        case Const(value=value):
            yield Known(value, expression.text.strip())
        case Ref(kind="param", name=name) if name in params:
            yield from (Known(dated.value, dated.text) for dated in params[name].values)
        case _:
            pass


def may_be_working(expression: Expression, params: Mapping[str, Param]) -> bool:
    """Whether a span may be one of working time, so that a calendar must be known."""
    spans = (node for node in walk(expression.root) if _is_span(node.type))
    leaves = (node for node in spans if not any(_is_span(child.type) for child in children(node)))
    return any(_may_be_working(leaf, params) for leaf in leaves)


def _may_be_working(leaf: Expr, params: Mapping[str, Param]) -> bool:
    match leaf:
        case Const(value=value):
            return _is_working(value)
        case Ref(kind="param", name=name) if name in params:
            return any(_is_working(dated.value) for dated in params[name].values)
        case _:
            return leaf.type.unit in {None, *WORKING}


def _is_span(type_: Type) -> bool:
    return type_.kind is Kind.SPAN or (
        type_.kind is Kind.LIST and type_.element is not None and _is_span(type_.element)
    )


def _is_working(value: Value) -> bool:
    if isinstance(value, tuple):
        return any(map(_is_working, value))
    return isinstance(value, TimeSpan) and value.unit in WORKING
