"""The typed expressions: what every executor reads. Small, closed, no sugar left.

`between`, `in`, ranges, unary tests, index filters and multi-variable loops are gone: they became `Apply`, `And`, `Or`,
`Filter`, `ForEach`. Every node has its static `type` and `at`, its offsets in the expression's text (trace points).

Logic is three-valued: `And` is false where any part is false, else null where any is null; `Or` dually; `If` takes
`otherwise` unless the condition is true. A variable's `name` is unique within its expression.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from engine.record import record

if TYPE_CHECKING:
    from engine.diagnostics import Place
    from engine.feel.types import Type
    from engine.feel.values import Value

At = tuple[int, int]
RefKind = Literal["fact", "param", "derived", "output", "hit", "local"]


@record
class Const:
    value: Value
    type: Type
    at: At


@record
class Ref:
    """A named value. `hit` refs (named `<table>.<row>`) are true where the row was selected; they are never null."""

    name: str
    kind: RefKind
    type: Type
    at: At


@record
class Apply:
    """An operator or function of the table `engine.feel.operators`, by the overload's id."""

    op: str
    args: tuple[Expr, ...]
    type: Type
    at: At


@record
class And:
    args: tuple[Expr, ...]
    type: Type
    at: At


@record
class Or:
    args: tuple[Expr, ...]
    type: Type
    at: At


@record
class If:
    condition: Expr
    then: Expr
    otherwise: Expr
    type: Type
    at: At


@record
class ListOf:
    items: tuple[Expr, ...]
    type: Type
    at: At


@record
class ContextOf:
    entries: tuple[tuple[str, Expr], ...]
    type: Type
    at: At


@record
class Field:
    """A context's entry; null where the context is null or has no such entry."""

    base: Expr
    name: str
    type: Type
    at: At


@record
class ForEach:
    """`body` for each element of `source`, as a list; null where the source is null."""

    name: str
    source: Expr
    body: Expr
    type: Type
    at: At


@record
class Quantifier:
    """some: true where any is true, else null where any is null, else false; every: dually. Of a null source: null."""

    quantifier: Literal["some", "every"]
    name: str
    source: Expr
    condition: Expr
    type: Type
    at: At


@record
class Filter:
    """The elements of `source` whose condition is true; null where the source is null."""

    name: str
    source: Expr
    condition: Expr
    type: Type
    at: At


Expr = Const | Ref | Apply | And | Or | If | ListOf | ContextOf | Field | ForEach | Quantifier | Filter


@record
class Expression:
    """A typed expression with the text it was written as, and where that text stands."""

    root: Expr
    text: str
    place: Place

    @property
    def type(self) -> Type:
        return self.root.type
