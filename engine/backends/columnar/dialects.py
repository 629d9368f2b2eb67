"""What the other dialects have words for: a query outside DuckDB may use these constructs and no others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

if TYPE_CHECKING:
    from collections.abc import Mapping

DIALECTS = ("duckdb", "postgres", "spark")

_EVERYWHERE: tuple[type[exp.Expr], ...] = (
    exp.Identifier,
    exp.Column,
    exp.Literal,
    exp.Boolean,
    exp.Null,
    exp.Case,
    exp.If,
    exp.And,
    exp.Or,
    exp.Not,
    exp.Paren,
    exp.Is,
    exp.EQ,
    exp.NEQ,
    exp.LT,
    exp.LTE,
    exp.GT,
    exp.GTE,
    exp.NullSafeEQ,
    exp.NullSafeNEQ,
    exp.Between,
    exp.In,
    exp.Add,
    exp.Sub,
    exp.Mul,
    exp.Neg,
    exp.Abs,
    exp.Coalesce,
    exp.DataType,
    exp.DataTypeParam,
    exp.DPipe,
    exp.Concat,
)
_LISTS: tuple[type[exp.Expr], ...] = (exp.Array, exp.ArrayFilter, exp.Lambda)
_PORTABLE: Mapping[str, tuple[type[exp.Expr], ...]] = {
    "postgres": (*_EVERYWHERE, *_LISTS),
    "spark": (*_EVERYWHERE, *_LISTS, exp.TryCast, exp.Transform),
}
_CASTS = {exp.DataType.Type.DECIMAL, exp.DataType.Type.DATE, exp.DataType.Type.BOOLEAN, exp.DataType.Type.INT}


def lacking(tree: exp.Expr, dialect: str) -> str:
    """The first construct in an expression that the dialect has no exact words for, as DuckDB writes it; "" if none."""
    if dialect == "duckdb":
        return ""
    return next((_shown(node) for node in tree.walk() if not _portable(node, dialect)), "")


def _portable(node: exp.Expr, dialect: str) -> bool:
    if isinstance(node, exp.Cast) and not isinstance(node, exp.TryCast):
        return True
    return isinstance(node, _PORTABLE[dialect])


def _shown(node: exp.Expr) -> str:
    text = node.sql(dialect="duckdb")
    return text.split("(", maxsplit=1)[0] if "(" in text else text
