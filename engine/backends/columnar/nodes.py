"""The words of SQL that the translation needs, as syntax trees. Every part is copied: trees never share nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

if TYPE_CHECKING:
    from collections.abc import Sequence


def quoted(name: str) -> exp.Column:
    """A column by its name, whatever it holds."""
    return exp.column(exp.to_identifier(name, quoted=True))


def text(value: str) -> exp.Expr:
    return exp.Literal.string(value)


def whole(value: int) -> exp.Expr:
    return exp.Literal.number(value) if value >= 0 else exp.Neg(this=exp.Literal.number(-value))


def call(name: str, *args: exp.Expr) -> exp.Expr:
    """A function by DuckDB's name."""
    return exp.Anonymous(this=name, expressions=[arg.copy() for arg in args])


def parenthesised(tree: exp.Expr) -> exp.Expr:
    """In parentheses unless it binds tightly by itself."""
    operation = isinstance(tree, exp.Binary | exp.Unary | exp.Predicate) and not isinstance(tree, exp.Paren)
    number = isinstance(tree, exp.Neg) and isinstance(tree.this, exp.Literal)
    return exp.Paren(this=tree.copy()) if operation and not number else tree.copy()


def is_null(value: exp.Expr) -> exp.Expr:
    return exp.Is(this=parenthesised(value), expression=exp.null())


def is_there(value: exp.Expr) -> exp.Expr:
    return exp.Not(this=is_null(value))


def is_not_false(value: exp.Expr) -> exp.Expr:
    return exp.Not(this=exp.Is(this=parenthesised(value), expression=exp.false()))


def negated(condition: exp.Expr) -> exp.Expr:
    return exp.Not(this=parenthesised(condition))


def equal(left: exp.Expr, right: exp.Expr) -> exp.Expr:
    return exp.EQ(this=parenthesised(left), expression=parenthesised(right))


def both(*conditions: exp.Expr) -> exp.Expr:
    """All of them; true where there is none."""
    return exp.and_(*conditions) if conditions else exp.true()


def either(*conditions: exp.Expr) -> exp.Expr:
    return exp.or_(*conditions)


def when(condition: exp.Expr, value: exp.Expr, otherwise: exp.Expr | None = None) -> exp.Case:
    """The value where the condition is true; else `otherwise`, or null."""
    case = exp.Case().when(condition, value)
    return case if otherwise is None else case.else_(otherwise)


def listed(items: Sequence[exp.Expr]) -> exp.Expr:
    return exp.Array(expressions=[item.copy() for item in items])


def lambda_of(body: exp.Expr, *parameters: str) -> exp.Lambda:
    """A function of list elements; its parameters are columns in its body."""
    return exp.Lambda(this=body.copy(), expressions=[exp.to_identifier(name, quoted=True) for name in parameters])


def mapped(items: exp.Expr, name: str, body: exp.Expr) -> exp.Expr:
    """The body for every element, which it sees as the column `name`."""
    return exp.Transform(this=items.copy(), expression=lambda_of(body, name))


def filtered(items: exp.Expr, name: str, condition: exp.Expr) -> exp.Expr:
    """The elements, seen as the column `name`, whose condition is true."""
    return exp.ArrayFilter(this=items.copy(), expression=lambda_of(condition, name))


def let(name: str, value: exp.Expr, body: exp.Expr) -> exp.Expr:
    """The body, which sees the value as the column `name`: computed once, written once."""
    return call("LIST_EXTRACT", mapped(listed([value]), name, body), whole(1))


def without_nulls(items: Sequence[exp.Expr]) -> exp.Expr:
    """A list of texts without those that are null."""
    if not items:
        return exp.cast(exp.Array(expressions=[]), "VARCHAR[]", dialect="duckdb")
    return filtered(listed(items), "item", is_there(quoted("item")))


def entry(context: exp.Expr, name: str) -> exp.Expr:
    return exp.StructExtract(this=context.copy(), expression=text(name))


def struct(entries: Sequence[tuple[str, exp.Expr]]) -> exp.Expr:
    pairs = [
        exp.PropertyEQ(this=exp.to_identifier(name, quoted=True), expression=value.copy()) for name, value in entries
    ]
    return exp.Struct(expressions=pairs)
