"""What the parser makes of each rule of `grammar.lark`: nodes of `engine.feel.syntax` with exact offsets."""

from __future__ import annotations

import re
import sys
from decimal import Decimal, InvalidOperation, Overflow
from typing import Any, NamedTuple

from lark import Token, Transformer, v_args

from engine.feel import syntax
from engine.feel.lexer import MAX_DEPTH
from engine.feel.problem import SyntaxProblem
from engine.feel.spans import parse_span
from engine.feel.values import ARITHMETIC

_ESCAPE = re.compile(r"""\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{6})|(["'\\nrt]))""")
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t"}
_CURRENCY_SIGNS = {"¥": "CNY", "￥": "CNY", "元": "CNY"}
_MONEY = re.compile(r"([¥￥]?)\s*([0-9.]+)\s*([A-Z]{3}|元)?")


class Part(NamedTuple):
    """A finished node with the stretch of text it takes (its own parentheses included) and the depth of its tree."""

    node: Any
    start_pos: int
    end_pos: int
    depth: int


def _leaf(token: Token, node_class: Any, *fields: Any) -> Part:
    return _joined((token,), node_class, *fields)


def _joined(children: tuple[Any, ...], node_class: Any, *fields: Any) -> Part:
    """The node of a rule: `node_class(*fields)` over the text from the first to the last of the rule's children."""
    start, end = children[0].start_pos, children[-1].end_pos
    depth = 1 + max((child.depth for child in children if isinstance(child, Part)), default=0)
    if depth > MAX_DEPTH:
        raise SyntaxProblem("GJ213", start, end, {"limit": str(MAX_DEPTH)})
    return Part(node_class(*fields, at=(start, end)), start, end, depth)


def _parts(children: tuple[Any, ...]) -> tuple[Part, ...]:
    return tuple(child for child in children if isinstance(child, Part))


def _nodes(children: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(part.node for part in _parts(children))


@v_args(inline=True)
class Reductions(Transformer[Token, Any]):
    """One method per rule or alias of the grammar; the arguments are the rule's children, punctuation included."""

    def number(self, token: Token) -> Part:
        return _leaf(token, syntax.NumberLiteral, _exact(token, token))

    def percent(self, token: Token) -> Part:
        return _leaf(token, syntax.PercentLiteral, _exact(token[:-1], token).scaleb(-2, ARITHMETIC))

    def money(self, token: Token) -> Part:
        match = _MONEY.fullmatch(token)
        sign, amount, code = match.groups() if match else ("", token, "")
        mark = sign or code
        return _leaf(token, syntax.MoneyLiteral, _exact(amount, token), _CURRENCY_SIGNS.get(mark, mark))

    def span(self, token: Token) -> Part:
        _refuse_malformed(token)
        return _leaf(token, syntax.SpanLiteral, str(token))

    def string(self, token: Token) -> Part:
        return _leaf(token, syntax.StringLiteral, unescaped(token))

    def at_string(self, token: Token) -> Part:
        return _leaf(token, syntax.AtLiteral, unescaped(token[token.index('"') :]))

    def boolean(self, word: Token) -> Part:
        return _leaf(word, syntax.BooleanLiteral, word == "true")

    def null(self, token: Token) -> Part:
        return _leaf(token, syntax.NullLiteral)

    def name(self, token: Token) -> Part:
        return _leaf(token, syntax.Name, str(token))

    def placeholder(self, token: Token) -> Part:
        return _leaf(token, syntax.Placeholder)

    def anything(self, token: Token) -> tuple[syntax.Test, ...]:
        return (_leaf(token, syntax.Anything).node,)

    def path(self, *children: Any) -> Part:
        base, _, name = children
        return _joined(children, syntax.Path, base.node, str(name))

    def filtered(self, *children: Any) -> Part:
        base, _, condition, _ = children
        return _joined(children, syntax.Filter, base.node, condition.node)

    def call(self, *children: Any) -> Part:
        function, _, (positional, named), _ = children
        inner = (function, *positional, *(part for _, part in named), children[-1])
        name = syntax.Name(str(function), at=(function.start_pos, function.end_pos))
        return _joined(inner, syntax.Call, name, _nodes(positional), _entries(named))

    def arguments(self, items: tuple[Part, ...]) -> Any:
        return items, ()

    def named_arguments(self, *children: Any) -> Any:
        return (), _pairs(children)

    def named(self, key: Token, _: Token, value: Part) -> tuple[str, Part]:
        return (unescaped(key) if key.type == "STRING" else str(key)), value

    def items(self, *children: Any) -> tuple[Part, ...]:
        return _parts(children)

    def entries(self, *children: Any) -> Any:
        return _pairs(children)

    def list(self, *children: Any) -> Part:
        first, items, last = children
        return _joined((first, *items, last), syntax.ListLiteral, _nodes(items))

    def context(self, *children: Any) -> Part:
        first, entries, last = children
        inner = (first, *(part for _, part in entries), last)
        return _joined(inner, syntax.ContextLiteral, _entries(entries))

    def range(self, *children: Any) -> Part:
        first, low, _, high, last = children
        return _joined(children, syntax.Range, low.node, high.node, first == "[", last == "]")

    def parenthesised(self, first: Token, inner: Part, last: Token) -> Part:
        return Part(inner.node, first.start_pos or 0, last.end_pos or 0, inner.depth)

    def minus(self, *children: Any) -> Part:
        return _joined(children, syntax.Negation, children[1].node)

    def arithmetic(self, *children: Any) -> Part:
        left, operator, right = children
        return _joined(children, syntax.Arithmetic, str(operator), left.node, right.node)

    def compared(self, *children: Any) -> Part:
        left, operator, right = children
        return _joined(children, syntax.Comparison, str(operator), left.node, right.node)

    def between(self, *children: Any) -> Part:
        return _joined(children, syntax.Between, *_nodes(children))

    def one_of(self, *children: Any) -> Part:
        operand, _, test = children
        return _joined(children, syntax.In, operand.node, (test.node,))

    def one_of_several(self, *children: Any) -> Part:
        operand, _, _, alternatives, last = children
        return _joined((operand, *alternatives, last), syntax.In, operand.node, _nodes(alternatives))

    def operator_test(self, *children: Any) -> Part:
        operator, operand = children
        return _joined(children, syntax.OperatorTest, str(operator), operand.node)

    def alternatives(self, *children: Any) -> tuple[Part, ...]:
        return _parts(children)

    def not_call(self, *children: Any) -> Part:
        return _joined(children, syntax.Not, children[2].node)

    def negated(self, *children: Any) -> Part:
        return _joined(children, syntax.Not, children[1].node)

    def both(self, *children: Any) -> Part:
        return _joined(children, syntax.And, *_nodes(children))

    def either(self, *children: Any) -> Part:
        return _joined(children, syntax.Or, *_nodes(children))

    def conditional(self, *children: Any) -> Part:
        return _joined(children, syntax.If, *_nodes(children))

    def iteration(self, *children: Any) -> Part:
        name, _, source = children
        return _joined(children, syntax.Iteration, self.name(name).node, source.node, None)

    def counting(self, *children: Any) -> Part:
        name, _, first, _, last = children
        return _joined(children, syntax.Iteration, self.name(name).node, first.node, last.node)

    def iterations(self, *children: Any) -> tuple[Part, ...]:
        return _parts(children)

    def loop(self, *children: Any) -> Part:
        first, iterations, _, body = children
        return _joined((first, *iterations, body), syntax.For, _nodes(iterations), body.node)

    def quantified(self, *children: Any) -> Part:
        first, iterations, _, condition = children
        inner = (first, *iterations, condition)
        return _joined(inner, syntax.Quantified, str(first), _nodes(iterations), condition.node)

    def any_of(self, *children: Any) -> tuple[syntax.Test, ...]:
        match _nodes(children):
            case (syntax.Not(operand=operand, at=at),):
                return (syntax.NegatedTests((operand,), at),)
            case tests:
                return tests

    def none_of(self, *children: Any) -> tuple[syntax.Test, ...]:
        first, _, alternatives, last = children
        return (_joined((first, *alternatives, last), syntax.NegatedTests, _nodes(alternatives)).node,)


def _pairs(children: tuple[Any, ...]) -> tuple[tuple[str, Part], ...]:
    return tuple(child for child in children if not isinstance(child, Token))


def _entries(pairs: tuple[tuple[str, Part], ...]) -> tuple[tuple[str, Any], ...]:
    return tuple((name, part.node) for name, part in pairs)


def _exact(digits: str, token: Token) -> Decimal:
    """The number as written; GJ219 where 34 digits don't hold it."""
    try:
        value = ARITHMETIC.create_decimal(digits)
    except (InvalidOperation, Overflow):
        value = Decimal("NaN")
    if value != Decimal(digits):
        raise SyntaxProblem("GJ219", token.start_pos or 0, token.end_pos or 0, {"found": str(token)})
    return value


def _refuse_malformed(span: Token) -> None:
    try:
        parse_span(span)
    except SyntaxProblem as problem:
        raise SyntaxProblem(problem.code, span.start_pos or 0, span.end_pos or 0, problem.args) from None


def unescaped(literal: str) -> str:
    """The text of a string literal with its quotes. An unknown escape, as in a regular expression, stays as it is."""
    text = _ESCAPE.sub(_character, literal[1:-1])
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _character(match: re.Match[str]) -> str:
    short, long, letter = match.groups()
    if letter:
        return _ESCAPED.get(letter, letter)
    code = int(short or long, 16)
    return chr(code) if code <= sys.maxunicode else "\N{REPLACEMENT CHARACTER}"
