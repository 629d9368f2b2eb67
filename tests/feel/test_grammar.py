"""The parser by hand, held to `grammar.lark`: what may follow any beginning of a text, it lets follow, and no more."""

from __future__ import annotations

import logging
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lark import Lark
from lark import Token as LarkToken
from lark.lexer import Lexer

from engine.feel.grammar import Grammar
from engine.feel.keywords import KEYWORDS
from engine.feel.lexer import Token
from engine.feel.parser import SAMPLES, may_follow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TEXT = Path(__file__).with_name("grammar.lark").read_text(encoding="utf-8")
CONSTRUCTS = {"expression": Grammar.whole, "unary_tests": Grammar.cell}
LONGEST = 10


class Unused(Lexer):
    """Tokens are fed to the parser one by one."""

    def __init__(self, conf: Any) -> None:
        pass

    def lex(self, lexer_state: Any, parser_state: Any) -> Iterator[Any]:  # noqa: ARG002  by lark's interface
        return iter(())


LARK = Lark(TEXT, parser="lalr", lexer=Unused, start=list(CONSTRUCTS), keep_all_tokens=True, maybe_placeholders=False)
SPELLED = {terminal.name: str(terminal.pattern.value) for terminal in LARK.terminals}
KINDS = {SPELLED.get(name, name): name for name in (*SPELLED, *SAMPLES.keys() - set(SPELLED.values()))}


def token(kind: str) -> Token:
    return Token(kind, SAMPLES.get(kind, ""), 0, 0)


@pytest.mark.parametrize("start", CONSTRUCTS)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_after_any_beginning_the_same_may_follow(start: str, data: st.DataObject) -> None:
    construct: Callable[[Grammar], Any] = CONSTRUCTS[start]
    theirs: Any = LARK.parse_interactive(start=start)
    before: tuple[Token, ...] = ()
    for _ in range(LONGEST):
        wanted = {SPELLED.get(name, name) for name in theirs.accepts()} - {"$END"}
        assert {kind for kind in SAMPLES if may_follow(before, kind, construct)} == wanted
        assert may_follow(before, "END", construct) is ("$END" in theirs.accepts())
        if not wanted:
            break
        kind = data.draw(st.sampled_from(sorted(wanted)))
        theirs.feed_token(LarkToken(KINDS[kind], SAMPLES[kind]))
        before = (*before, token(kind))


def test_the_grammar_has_no_conflicts(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, logger="lark"):
        Lark(TEXT, parser="lalr", lexer=Unused, start=list(CONSTRUCTS), debug=True)
    assert "onflict" not in caplog.text


def test_every_keyword_of_the_lexer_is_in_the_grammar_and_none_else() -> None:
    assert set(re.findall(r'"([a-z]+)"', TEXT)) == KEYWORDS
