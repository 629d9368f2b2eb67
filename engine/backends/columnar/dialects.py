"""What the other dialects have words for: a query outside DuckDB may use these constructs and no others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from engine.feel.typed import Apply
from engine.feel.types import Kind
from engine.feel.walk import walk
from engine.ir.expressions import expressions

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.feel.typed import Expression
    from engine.ir.program import Program

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


def lacking(tree: exp.Expr, dialect: str) -> str:
    """The first construct in an expression that the dialect has no exact words for, as DuckDB writes it; "" if none."""
    if dialect == "duckdb":
        return ""
    return next((_shown(node) for node in tree.walk() if not _portable(node, dialect)), "")


def text_comparisons(program: Program) -> Iterator[tuple[Expression, Apply]]:
    """Where texts are put in order: FEEL goes by code points, PostgreSQL by the database's collation."""
    for expression in expressions(program):
        for node in walk(expression.root):
            if isinstance(node, Apply) and node.op in _ORDERINGS and node.args[0].type.kind in _TEXTS:
                yield expression, node


_ORDERINGS = frozenset({"lt", "le", "gt", "ge"})
_TEXTS = frozenset({Kind.STRING, Kind.ENUM})


def _portable(node: exp.Expr, dialect: str) -> bool:
    plain_cast = isinstance(node, exp.Cast) and not isinstance(node, exp.TryCast)
    return plain_cast or isinstance(node, _PORTABLE[dialect])


def _shown(node: exp.Expr) -> str:
    text = node.sql(dialect="duckdb")
    return text.split("(", maxsplit=1)[0] if "(" in text else text
