"""Syntax tree to text: one canonical way of writing an expression, with no more parentheses than it needs."""

from __future__ import annotations

import re
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from engine.feel import syntax
from engine.feel.values import ARITHMETIC

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from decimal import Decimal


class _Level(IntEnum):
    """How tightly a form binds, as in `grammar.lark`, loosest first."""

    EXPRESSION = 0
    DISJUNCTION = 1
    CONJUNCTION = 2
    NEGATED = 3
    COMPARISON = 4
    SUM = 5
    PRODUCT = 6
    POWER = 7
    SIGNED = 8
    POSTFIX = 9


_ARITHMETIC = {
    "+": _Level.SUM,
    "-": _Level.SUM,
    "*": _Level.PRODUCT,
    "/": _Level.PRODUCT,
    "**": _Level.POWER,
}
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_KEY = re.compile(r"[^\W\d]\w*(?: \w+)*")


def unparse(node: syntax.Test) -> str:
    """The text of an expression, or of one test of a table cell."""
    return _WRITERS[type(node)](node)


def unparse_tests(tests: Iterable[syntax.Test]) -> str:
    """The text of a table cell."""
    return ", ".join(map(unparse, tests))


def _level(node: syntax.Test) -> _Level:
    if isinstance(node, syntax.Arithmetic):
        return _ARITHMETIC[node.operator]
    return _LEVELS.get(type(node), _Level.POSTFIX)


def _at_least(level: _Level, node: syntax.Test) -> str:
    text = unparse(node)
    return text if _level(node) >= level else f"({text})"


def _sum(node: syntax.Test) -> str:
    return _at_least(_Level.SUM, node)


def _if(node: syntax.If) -> str:
    return f"if {unparse(node.condition)} then {unparse(node.then)} else {unparse(node.otherwise)}"


def _for(node: syntax.For) -> str:
    return f"for {_iterations(node.iterations)} return {unparse(node.body)}"


def _quantified(node: syntax.Quantified) -> str:
    return f"{node.quantifier} {_iterations(node.iterations)} satisfies {unparse(node.condition)}"


def _iterations(iterations: tuple[syntax.Iteration, ...]) -> str:
    return ", ".join(map(_iteration, iterations))


def _iteration(iteration: syntax.Iteration) -> str:
    if iteration.until is None:
        return f"{iteration.name.name} in {unparse(iteration.source)}"
    return f"{iteration.name.name} in {_sum(iteration.source)}..{_sum(iteration.until)}"


def _or(node: syntax.Or) -> str:
    return f"{_at_least(_Level.DISJUNCTION, node.left)} or {_at_least(_Level.CONJUNCTION, node.right)}"


def _and(node: syntax.And) -> str:
    return f"{_at_least(_Level.CONJUNCTION, node.left)} and {_at_least(_Level.NEGATED, node.right)}"


def _not(node: syntax.Not) -> str:
    return f"not({unparse(node.operand)})"


def _comparison(node: syntax.Comparison) -> str:
    return f"{_sum(node.left)} {node.operator} {_sum(node.right)}"


def _between(node: syntax.Between) -> str:
    return f"{_sum(node.operand)} between {_sum(node.low)} and {_sum(node.high)}"


def _in(node: syntax.In) -> str:
    if len(node.tests) > 1:
        return f"{_sum(node.operand)} in ({unparse_tests(node.tests)})"
    test = node.tests[0]
    text = unparse(test) if isinstance(test, syntax.OperatorTest) else _sum(test)
    return f"{_sum(node.operand)} in {text}"


def _operator_test(node: syntax.OperatorTest) -> str:
    return f"{node.operator} {_sum(node.operand)}"


def _negated_tests(node: syntax.NegatedTests) -> str:
    return f"not({unparse_tests(node.tests)})"


def _arithmetic(node: syntax.Arithmetic) -> str:
    level = _ARITHMETIC[node.operator]
    return f"{_at_least(level, node.left)} {node.operator} {_at_least(_Level(level + 1), node.right)}"


def _negation(node: syntax.Negation) -> str:
    return f"-{_at_least(_Level.SIGNED, node.operand)}"


def _path(node: syntax.Path) -> str:
    return f"{_at_least(_Level.POSTFIX, node.base)}.{node.name}"


def _filter(node: syntax.Filter) -> str:
    return f"{_at_least(_Level.POSTFIX, node.base)}[{unparse(node.condition)}]"


def _call(node: syntax.Call) -> str:
    return f"{node.function.name}({', '.join([*map(unparse, node.arguments), *_entries(node.named)])})"


def _range(node: syntax.Range) -> str:
    first, last = "[" if node.low_closed else "(", "]" if node.high_closed else ")"
    return f"{first}{_sum(node.low)}..{_sum(node.high)}{last}"


def _list(node: syntax.ListLiteral) -> str:
    return f"[{', '.join(map(unparse, node.items))}]"


def _context(node: syntax.ContextLiteral) -> str:
    return f"{{{', '.join(_entries(node.entries))}}}"


def _entries(entries: tuple[tuple[str, syntax.Syntax], ...]) -> list[str]:
    return [f"{key if _KEY.fullmatch(key) else _quoted(key)}: {unparse(value)}" for key, value in entries]


def _percent(node: syntax.PercentLiteral) -> str:
    return f"{_plain(node.value.scaleb(2, ARITHMETIC))}%"


def _money(node: syntax.MoneyLiteral) -> str:
    return f"{_plain(node.value)} {node.currency}"


def _plain(value: Decimal) -> str:
    return f"{value:f}"


def _quoted(text: str) -> str:
    return '"' + "".join(_ESCAPES.get(character, character) for character in text) + '"'


_LEVELS: dict[type[Any], _Level] = {
    syntax.If: _Level.EXPRESSION,
    syntax.For: _Level.EXPRESSION,
    syntax.Quantified: _Level.EXPRESSION,
    syntax.Or: _Level.DISJUNCTION,
    syntax.And: _Level.CONJUNCTION,
    syntax.Comparison: _Level.COMPARISON,
    syntax.Between: _Level.COMPARISON,
    syntax.In: _Level.COMPARISON,
    syntax.OperatorTest: _Level.COMPARISON,
    syntax.Negation: _Level.SIGNED,
}
"""Whatever binds less tightly than a literal; arithmetic has its operator's level."""

_WRITERS: dict[type[Any], Callable[[Any], str]] = {
    syntax.If: _if,
    syntax.For: _for,
    syntax.Quantified: _quantified,
    syntax.Or: _or,
    syntax.And: _and,
    syntax.Not: _not,
    syntax.Comparison: _comparison,
    syntax.Between: _between,
    syntax.In: _in,
    syntax.OperatorTest: _operator_test,
    syntax.NegatedTests: _negated_tests,
    syntax.Arithmetic: _arithmetic,
    syntax.Negation: _negation,
    syntax.Path: _path,
    syntax.Filter: _filter,
    syntax.Call: _call,
    syntax.Range: _range,
    syntax.ListLiteral: _list,
    syntax.ContextLiteral: _context,
    syntax.NumberLiteral: lambda node: _plain(node.value),
    syntax.PercentLiteral: _percent,
    syntax.MoneyLiteral: _money,
    syntax.SpanLiteral: lambda node: node.text,
    syntax.StringLiteral: lambda node: _quoted(node.value),
    syntax.AtLiteral: lambda node: f"@{_quoted(node.text)}",
    syntax.Name: lambda node: node.name,
    syntax.BooleanLiteral: lambda node: "true" if node.value else "false",
    syntax.NullLiteral: lambda _: "null",
    syntax.Anything: lambda _: "-",
    syntax.Placeholder: lambda _: "?",
}
