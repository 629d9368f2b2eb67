"""The operator table's SQL templates as syntax trees: parsed once, filled with the arguments' trees."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import sqlglot
from sqlglot import exp

from engine.backends.columnar.nodes import entry, parenthesised
from engine.feel.operators import lookup

if TYPE_CHECKING:
    from collections.abc import Sequence

_TYPE, _UNIT, _ARGUMENT = "@type", "@unit", "@"

_NULL_IF_ANY_IS = (
    exp.Binary,
    exp.Cast,
    exp.Paren,
    exp.Neg,
    exp.Not,
    exp.Round,
    exp.Abs,
    exp.Floor,
    exp.Ceil,
    exp.Literal,
    exp.Column,
    exp.Identifier,
    exp.DataType,
    exp.DataTypeParam,
)
"""Nodes that give null where a part is null, in every dialect; a template of these alone needs no guard."""
_TOTAL = (exp.NullSafeEQ, exp.NullSafeNEQ, exp.Is, exp.Connector, exp.Array)


@cache
def template(op: str) -> exp.Expr | None:
    """The tree of an overload's SQL with `"@0"`, `"@1"` … for its arguments; None where it has no SQL."""
    overload = lookup(op)
    if overload.sql is None:
        return None
    marks = [f'"{_ARGUMENT}{index}"' for index in range(len(overload.params))]
    text = overload.sql.format(*marks, type=f'"{_TYPE}"', unit=f'"{_UNIT}"')
    return sqlglot.parse_one(text, read="duckdb")


@cache
def passes_null(op: str) -> bool:
    """Whether the template gives null by itself where an argument is null."""
    tree = template(op)
    return tree is not None and all(
        isinstance(node, _NULL_IF_ANY_IS) and not isinstance(node, _TOTAL) for node in tree.walk()
    )


def is_bare(tree: exp.Expr) -> bool:
    """Whether a template is one operation on its arguments as they are."""
    return all(isinstance(node, exp.Column | exp.Identifier) for node in tree.walk() if node is not tree)


def fill(
    tree: exp.Expr,
    arguments: Sequence[exp.Expr],
    result: exp.DataType | None = None,
    unit: exp.Expr | None = None,
) -> exp.Expr:
    """The template with its marks replaced; arguments that are operations are put in parentheses."""

    def replace(node: exp.Expr) -> exp.Expr:
        if _is_type(node) and result is not None:
            return result.copy()
        if not isinstance(node, exp.Column):
            return node
        if node.name == _UNIT and unit is not None:
            return unit.copy()
        base, index = _index(node.table), _index(node.name)
        if base is not None:
            return entry(arguments[base], node.name)
        return node if index is None else _placed(arguments[index], node)

    return tree.copy().transform(replace, copy=False)


def _placed(argument: exp.Expr, mark: exp.Expr) -> exp.Expr:
    inside_operation = isinstance(mark.parent, exp.Binary | exp.Unary | exp.Bracket)
    return parenthesised(argument) if inside_operation else argument.copy()


def _index(name: str) -> int | None:
    """Which argument a mark stands for; None where the name is no mark."""
    return int(name[1:]) if name.startswith(_ARGUMENT) and name[1:].isdigit() else None


def _is_type(node: exp.Expr) -> bool:
    return isinstance(node, exp.DataType) and str(node.args.get("kind", "")).strip('"') == _TYPE
