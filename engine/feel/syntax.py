"""The untyped syntax tree of FEEL (OMG DMN 1.5, clause 10.3) with guiju's percents, money and spans.

Every node carries `at`: its (start, end) offsets in the expression's text, end exclusive.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from engine.record import record

if TYPE_CHECKING:
    from decimal import Decimal

At = tuple[int, int]


@record
class NumberLiteral:
    value: Decimal
    at: At


@record
class PercentLiteral:
    """`0.5%`; `value` is the fraction, 0.005."""

    value: Decimal
    at: At


@record
class MoneyLiteral:
    """`500 CNY`, `500元`; `currency` as an ISO 4217 code."""

    value: Decimal
    currency: str
    at: At


@record
class SpanLiteral:
    """`24h`, `3 working days`, `8 working hours`, `1 month`, `2个工作日`, `1h30m`; `text` as written."""

    text: str
    at: At


@record
class StringLiteral:
    value: str
    at: At


@record
class BooleanLiteral:
    value: bool
    at: At


@record
class NullLiteral:
    at: At


@record
class AtLiteral:
    """`@"2021-01-31"`: a date, time, date and time or duration by its text."""

    text: str
    at: At


@record
class Name:
    """A name as the lexer found it: one identifier, or a declared name with single spaces."""

    name: str
    at: At


@record
class Path:
    base: Syntax
    name: str
    at: At


@record
class Filter:
    """`base[condition]`: a filter, or an index where the condition is a number."""

    base: Syntax
    condition: Syntax
    at: At


@record
class Call:
    """`function(arguments)`, positional or all named."""

    function: Name
    arguments: tuple[Syntax, ...]
    named: tuple[tuple[str, Syntax], ...]
    at: At


@record
class Negation:
    operand: Syntax
    at: At


@record
class Arithmetic:
    operator: Literal["+", "-", "*", "/", "**"]
    left: Syntax
    right: Syntax
    at: At


@record
class Comparison:
    operator: Literal["=", "!=", "<", "<=", ">", ">="]
    left: Syntax
    right: Syntax
    at: At


@record
class Between:
    operand: Syntax
    low: Syntax
    high: Syntax
    at: At


@record
class In:
    """`operand in tests`; several tests are alternatives."""

    operand: Syntax
    tests: tuple[Test, ...]
    at: At


@record
class Not:
    """`not(x)`, or `not x`, which policies may write too."""

    operand: Syntax
    at: At


@record
class And:
    left: Syntax
    right: Syntax
    at: At


@record
class Or:
    left: Syntax
    right: Syntax
    at: At


@record
class If:
    condition: Syntax
    then: Syntax
    otherwise: Syntax
    at: At


@record
class Iteration:
    """`name in source` of a for or quantified expression; `until` is the end of `1..n`."""

    name: Name
    source: Syntax
    until: Syntax | None
    at: At


@record
class For:
    iterations: tuple[Iteration, ...]
    body: Syntax
    at: At


@record
class Quantified:
    quantifier: Literal["some", "every"]
    iterations: tuple[Iteration, ...]
    condition: Syntax
    at: At


@record
class Range:
    low: Syntax
    high: Syntax
    low_closed: bool
    high_closed: bool
    at: At


@record
class ListLiteral:
    items: tuple[Syntax, ...]
    at: At


@record
class ContextLiteral:
    entries: tuple[tuple[str, Syntax], ...]
    at: At


@record
class Anything:
    """The table cell `-`."""

    at: At


@record
class OperatorTest:
    """`< 5`, `= "a"`, `!= 3`: the tested value stands on the left."""

    operator: Literal["=", "!=", "<", "<=", ">", ">="]
    operand: Syntax
    at: At


@record
class NegatedTests:
    """`not(< 5, "a")` in a table cell."""

    tests: tuple[Test, ...]
    at: At


@record
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
