"""The leaves of the syntax tree: what a single token says."""

from __future__ import annotations

import re
import sys
from decimal import Decimal, InvalidOperation, Overflow
from typing import TYPE_CHECKING

from engine.feel import syntax
from engine.feel.problem import SyntaxProblem
from engine.feel.spans import parse_span
from engine.feel.values import ARITHMETIC

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.feel.lexer import Token
    from engine.feel.syntax import Syntax

_ESCAPE = re.compile(r"""\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{6})|(["'\\nrt]))""")
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t"}
_CURRENCY_SIGNS = {"¥": "CNY", "￥": "CNY", "元": "CNY"}
_MONEY = re.compile(r"([¥￥]?)\s*([0-9.]+)\s*([A-Z]{3}|元)?")


def _number(token: Token) -> Syntax:
    return syntax.NumberLiteral(_exact(token.text, token), (token.start, token.end))


def _percent(token: Token) -> Syntax:
    fraction = _exact(token.text[:-1], token).scaleb(-2, ARITHMETIC)
    return syntax.PercentLiteral(fraction, (token.start, token.end))


def _money(token: Token) -> Syntax:
    match = _MONEY.fullmatch(token.text)
    sign, amount, code = match.groups() if match else ("", token.text, "")
    mark = sign or code
    return syntax.MoneyLiteral(_exact(amount, token), _CURRENCY_SIGNS.get(mark, mark), (token.start, token.end))


def _span(token: Token) -> Syntax:
    try:
        parse_span(token.text)
    except SyntaxProblem as problem:
        raise SyntaxProblem(problem.code, token.start, token.end, problem.args) from None
    return syntax.SpanLiteral(token.text, (token.start, token.end))


def _string(token: Token) -> Syntax:
    return syntax.StringLiteral(unescaped(token.text), (token.start, token.end))


def _at_string(token: Token) -> Syntax:
    return syntax.AtLiteral(unescaped(token.text[token.text.index('"') :]), (token.start, token.end))


def _boolean(token: Token) -> Syntax:
    return syntax.BooleanLiteral(token.text == "true", (token.start, token.end))


def _null(token: Token) -> Syntax:
    return syntax.NullLiteral((token.start, token.end))


def _placeholder(token: Token) -> Syntax:
    return syntax.Placeholder((token.start, token.end))


def name_of(token: Token) -> syntax.Name:
    return syntax.Name(token.text, (token.start, token.end))


LEAVES: dict[str, Callable[[Token], Syntax]] = {
    "NUMBER": _number,
    "PERCENT": _percent,
    "MONEY": _money,
    "SPAN": _span,
    "STRING": _string,
    "AT_STRING": _at_string,
    "NAME": name_of,
    "true": _boolean,
    "false": _boolean,
    "null": _null,
    "?": _placeholder,
}
"""By the token's kind. Raises SyntaxProblem for numbers and spans that say nothing exact."""


def _exact(digits: str, token: Token) -> Decimal:
    """The number as written; GJ219 where 34 digits don't hold it."""
    try:
        value = ARITHMETIC.create_decimal(digits)
    except (InvalidOperation, Overflow):
        value = Decimal("NaN")
    if value != Decimal(digits):
        raise SyntaxProblem("GJ219", token.start, token.end, {"found": token.text})
    return value


def unescaped(literal: str) -> str:
    """The text of a string literal with its quotes. An unknown escape, as in a regular expression, stays as it is."""
    if "\\" not in literal:
        return literal[1:-1]
    text = _ESCAPE.sub(_character, literal[1:-1])
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _character(match: re.Match[str]) -> str:
    short, long, letter = match.groups()
    if letter:
        return _ESCAPED.get(letter, letter)
    code = int(short or long, 16)
    return chr(code) if code <= sys.maxunicode else "\N{REPLACEMENT CHARACTER}"
