"""The parser of FEEL: text to syntax tree, for expressions and for table cells."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING, Any

from engine.feel.grammar import Grammar, Unexpected
from engine.feel.keywords import KEYWORDS
from engine.feel.lexer import Token, tokens
from engine.feel.mistakes import Failure, dashed_range, explain
from engine.feel.problem import SyntaxProblem

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from engine.feel.syntax import Syntax, Test

    Construct = Callable[[Grammar], Any]

__all__ = ["SyntaxProblem", "parse", "parse_tests"]

_SYMBOLS = ("+", "-", "*", "/", "**", "(", ")", "[", "]", "{", "}", ",", ":", ".", "..", "?")
SAMPLES = {
    **{spelling: spelling for spelling in (*KEYWORDS, *_SYMBOLS)},
    "NUMBER": "1",
    "PERCENT": "1%",
    "MONEY": "1 CNY",
    "SPAN": "1h",
    "STRING": '""',
    "AT_STRING": '@""',
    "NAME": "x",
    "KEY": "x",
    "COMPARATOR": "=",
    "NOT_CALL": "not",
}
"""A text of each kind of token."""


def parse(text: str, names: Collection[str] = ()) -> Syntax:
    """The syntax tree of an expression.

    `names`: those that may stand in it; only names with spaces need be given. Raises SyntaxProblem.
    """
    tree: Syntax = _run(Grammar.whole, text, frozenset(names), in_cell=False)
    return tree


def parse_tests(text: str, names: Collection[str] = ()) -> tuple[Test, ...]:
    """The alternatives of a table cell (DMN unary tests); `-` is `(Anything,)`. Raises SyntaxProblem."""
    if problem := dashed_range(text):
        raise problem
    tests: tuple[Test, ...] = _run(Grammar.cell, text, frozenset(names), in_cell=True)
    return tests


def _run(construct: Construct, text: str, names: frozenset[str], *, in_cell: bool) -> Any:
    try:
        return construct(Grammar(tokens(text, names, in_cell=in_cell)))
    except Unexpected as error:
        found = error.token
    before = tuple(takewhile(lambda token: token.start < found.start, tokens(text, names, in_cell=in_cell)))
    expected = frozenset(kind for kind in SAMPLES if may_follow(before, kind, construct))
    raise explain(Failure(text, in_cell, before, found, expected, names))


def may_follow(before: tuple[Token, ...], kind: str, construct: Construct) -> bool:
    """Whether a token of this kind can stand behind these."""
    sample, end = Token(kind, SAMPLES.get(kind, ""), 0, 0), Token("END", "", 0, 0)
    try:
        construct(Grammar((*before, sample, end)))
    except Unexpected as error:
        return error.token is not sample
    return True
