"""The untyped syntax tree of FEEL (OMG DMN 1.5, clause 10.3) with guiju's percents, money and spans.

Every node carries `at`: its (start, end) offsets in the expression's text, end exclusive.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from decimal import Decimal

At = tuple[int, int]


@dataclass(frozen=True, slots=True)
class NumberLiteral:
    value: Decimal
    at: At


@dataclass(frozen=True, slots=True)
class PercentLiteral:
    """`0.5%`; `value` is the fraction, 0.005."""

    value: Decimal
    at: At


@dataclass(frozen=True, slots=True)
class MoneyLiteral:
    """`500 CNY`, `500元`; `currency` as an ISO 4217 code."""

    value: Decimal
    currency: str
    at: At


@dataclass(frozen=True, slots=True)
class SpanLiteral:
    """`24h`, `3 working days`, `8 working hours`, `1 month`, `2个工作日`, `1h30m`; `text` as written."""

    text: str
    at: At


@dataclass(frozen=True, slots=True)
class StringLiteral:
    value: str
    at: At


@dataclass(frozen=True, slots=True)
class BooleanLiteral:
    value: bool
    at: At


@dataclass(frozen=True, slots=True)
class NullLiteral:
    at: At


@dataclass(frozen=True, slots=True)
class AtLiteral:
    """`@"2021-01-31"`: a date, time, date and time or duration by its text."""

    text: str
    at: At


@dataclass(frozen=True, slots=True)
class Name:
    """A name as the lexer found it: one identifier, or a declared name with single spaces."""

    name: str
    at: At


@dataclass(frozen=True, slots=True)
class Path:
    base: Syntax
    name: str
    at: At


@dataclass(frozen=True, slots=True)
class Filter:
    """`base[condition]`: a filter, or an index where the condition is a number."""

    base: Syntax
    condition: Syntax
    at: At


@dataclass(frozen=True, slots=True)
class Call:
    """`function(arguments)`, positional or all named."""

    function: Name
    arguments: tuple[Syntax, ...]
    named: tuple[tuple[str, Syntax], ...]
    at: At


@dataclass(frozen=True, slots=True)
class Negation:
    operand: Syntax
    at: At


@dataclass(frozen=True, slots=True)
class Arithmetic:
    operator: Literal["+", "-", "*", "/", "**"]
    left: Syntax
    right: Syntax
    at: At


@dataclass(frozen=True, slots=True)
class Comparison:
    operator: Literal["=", "!=", "<", "<=", ">", ">="]
    left: Syntax
    right: Syntax
    at: At


@dataclass(frozen=True, slots=True)
class Between:
    operand: Syntax
    low: Syntax
    high: Syntax
    at: At


@dataclass(frozen=True, slots=True)
class In:
    """`operand in tests`; several tests are alternatives."""

    operand: Syntax
    tests: tuple[Test, ...]
    at: At


@dataclass(frozen=True, slots=True)
class Not:
    """`not(x)`, or `not x`, which policies may write too."""

    operand: Syntax
    at: At


@dataclass(frozen=True, slots=True)
class And:
    left: Syntax
    right: Syntax
    at: At


@dataclass(frozen=True, slots=True)
class Or:
    left: Syntax
    right: Syntax
    at: At


@dataclass(frozen=True, slots=True)
class If:
    condition: Syntax
    then: Syntax
    otherwise: Syntax
    at: At


@dataclass(frozen=True, slots=True)
class Iteration:
    """`name in source` of a for or quantified expression; `until` is the end of `1..n`."""

    name: Name
    source: Syntax
    until: Syntax | None
    at: At


@dataclass(frozen=True, slots=True)
class For:
    iterations: tuple[Iteration, ...]
    body: Syntax
    at: At


@dataclass(frozen=True, slots=True)
class Quantified:
    quantifier: Literal["some", "every"]
    iterations: tuple[Iteration, ...]
    condition: Syntax
    at: At


@dataclass(frozen=True, slots=True)
class Range:
    low: Syntax
    high: Syntax
    low_closed: bool
    high_closed: bool
    at: At


@dataclass(frozen=True, slots=True)
class ListLiteral:
    items: tuple[Syntax, ...]
    at: At


@dataclass(frozen=True, slots=True)
class ContextLiteral:
    entries: tuple[tuple[str, Syntax], ...]
    at: At


@dataclass(frozen=True, slots=True)
class Anything:
    """The table cell `-`."""

    at: At


@dataclass(frozen=True, slots=True)
class OperatorTest:
    """`< 5`, `= "a"`, `!= 3`: the tested value stands on the left."""

    operator: Literal["=", "!=", "<", "<=", ">", ">="]
    operand: Syntax
    at: At


@dataclass(frozen=True, slots=True)
class NegatedTests:
    """`not(< 5, "a")` in a table cell."""

    tests: tuple[Test, ...]
    at: At


@dataclass(frozen=True, slots=True)
class Placeholder:
    """`?` in a table cell: the tested value."""

    at: At


Syntax = (
    NumberLiteral
    | PercentLiteral
    | MoneyLiteral
    | SpanLiteral
    | StringLiteral
    | BooleanLiteral
    | NullLiteral
    | AtLiteral
    | Name
    | Path
    | Filter
    | Call
    | Negation
    | Arithmetic
    | Comparison
    | Between
    | In
    | Not
    | And
    | Or
    | If
    | For
    | Quantified
    | Range
    | ListLiteral
    | ContextLiteral
    | Placeholder
)
Test = Anything | OperatorTest | NegatedTests | Syntax
"""One alternative of a unary test. A plain expression tests by equality, a range or list by membership."""
