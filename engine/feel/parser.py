"""The parser of FEEL: text to syntax tree, for expressions and for table cells."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal

from lark import Lark, UnexpectedToken

from engine.feel.lexer import FeelLexer, NamedText
from engine.feel.mistakes import Failure, dashed_range, explain, spellings, tokens_before
from engine.feel.problem import SyntaxProblem
from engine.feel.reductions import Reductions

if TYPE_CHECKING:
    from collections.abc import Collection

    from engine.feel.syntax import Syntax, Test

__all__ = ["SyntaxProblem", "parse", "parse_tests"]

_Start = Literal["expression", "unary_tests"]


def parse(text: str, names: Collection[str] = ()) -> Syntax:
    """The syntax tree of an expression.

    `names`: those that may stand in it; only names with spaces need be given. Raises SyntaxProblem.
    """
    tree: Syntax = _run(NamedText(text, frozenset(names), in_cell=False), "expression").node
    return tree


def parse_tests(text: str, names: Collection[str] = ()) -> tuple[Test, ...]:
    """The alternatives of a table cell (DMN unary tests); `-` is `(Anything,)`. Raises SyntaxProblem."""
    if problem := dashed_range(text):
        raise problem
    tests: tuple[Test, ...] = _run(NamedText(text, frozenset(names), in_cell=True), "unary_tests")
    return tests


@cache
def _grammar() -> Lark:
    text = files(__package__).joinpath("grammar.lark").read_text(encoding="utf-8")
    options: dict[str, Any] = {"parser": "lalr", "lexer": FeelLexer, "start": ["expression", "unary_tests"]}
    return Lark(text, **options, transformer=Reductions(), keep_all_tokens=True, maybe_placeholders=False)


def _run(source: NamedText, start: _Start) -> Any:
    grammar = _grammar()
    try:
        return grammar.parse(source, start=start)
    except UnexpectedToken as error:
        raise explain(_failure(grammar, source, error)) from None


def _failure(grammar: Lark, source: NamedText, error: UnexpectedToken) -> Failure:
    found = None if error.token.type == "$END" else error.token
    position = error.token.start_pos if found else None
    until = len(source.text) if position is None else position
    before = tokens_before(FeelLexer(grammar.lexer_conf).lex(source), until)
    spelled = {terminal.name: terminal.pattern.value for terminal in grammar.terminals}
    return Failure(source.text, source.in_cell, before, found, spellings(error.accepts or (), spelled), source.names)
