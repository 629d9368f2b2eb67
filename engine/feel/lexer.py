"""The lexer of FEEL: text to tokens, under lark's custom lexer interface.

Names with spaces are read only where they are declared, the longest first, so the set of names comes with each text and
the parser is never rebuilt. Between an ASCII keyword and Chinese no space is needed: `审核分数<80 and已签`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from lark import Token
from lark.lexer import Lexer

from engine.feel.keywords import KEYWORDS
from engine.feel.mistyped import ASCII_FORMS, FOREIGN_OPERATORS
from engine.feel.operators import FUNCTIONS
from engine.feel.problem import SyntaxProblem
from engine.feel.spans import SPAN_PATTERN

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_DEPTH = 100
"""How deep brackets and syntax trees may nest. The generated programs stand within Python's own limits then."""

_RANGE_FUNCTIONS = frozenset({"finished by", "met by", "overlaps after", "overlaps before", "started by"})
"""The checker works these out: they have no row in the table of functions."""
_FUNCTIONS_TO_COME = frozenset({"context merge", "context put", "get value", "is defined"})
"""Functions of DMN 1.5 that are not in this release: known as names, so that they are reported as such."""
SPACED_FUNCTIONS = _RANGE_FUNCTIONS | _FUNCTIONS_TO_COME | {f.name for f in FUNCTIONS if " " in f.name}
"""Each is one name where `(` follows."""

_LETTER = r"(?:[^\W\d]|[\U00010000-\U000EFFFF])"
_WORD = rf"{_LETTER}[\w\U00010000-\U000EFFFF]*"
_DIGITS = r"(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)"
_TOKEN = re.compile(
    rf"""
      (?P<STRING> "(?:[^"\\\n]|\\.)*" )
    | (?P<AT_STRING> @\s*"[^"\n]*" )
    | (?P<GROUPED> [¥￥]?\s*[0-9]{{1,3}}(?:,[0-9]{{3}})+(?![0-9])(?:\.[0-9]+)? )
    | (?P<BARE_DATE> [0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}(?![0-9]) )
    | (?P<SPAN> {SPAN_PATTERN} )
    | (?P<MONEY> [¥￥]\s*{_DIGITS} | {_DIGITS}\s*(?:(?!AND|NOT)[A-Z]{{3}}(?!\w)|元(?![^\W\da-zA-Z])) )
    | (?P<PERCENT> {_DIGITS}% )
    | (?P<NUMBER> {_DIGITS}(?:[eE][+-]?[0-9]+)? )
    | (?P<ASCII_FORM> [０-９Ａ-Ｚａ-ｚ]+ | [{re.escape("".join(ASCII_FORMS))}] )
    | (?P<WORD> {_WORD} )
    | (?P<FOREIGN> ===?|!==|<>|=>|=<|&&?|\|\|?|\^|%|\.\.\.|!(?!=) )
    | (?P<SINGLE_QUOTED> '[^'\n]*'? )
    | (?P<COMPARATOR> <=|>=|!=|[<>=] )
    | (?P<SYMBOL> \*\*|\.\.|[-+*/(){{}}\[\],:.?] )
    """,
    re.VERBOSE | re.DOTALL,
)
_BLANKS = re.compile(r"(?:\s|//[^\n]*|/\*.*?\*/)*", re.DOTALL)
_KEY = re.compile(rf"({_WORD}(?:\s+\w+)*)\s*(?=:)")
_EMBEDDED = re.compile(rf"(?<![\x00-\x7f])(?:{'|'.join(sorted(KEYWORDS))})(?![a-zA-Z0-9_])")
_CHINESE_AFTER = re.compile(rf"({'|'.join(sorted(KEYWORDS))})(?=[^\x00-\x7f])")
_CALLED = re.compile(r"\s*\(")
_RESERVED = re.compile(r"instance\s+of\b|function\s*\(|external\b")
_BEFORE_KEY = frozenset({"{", "(", ","})
_CLOSED_BY = {"(": ")", "[": "]", "{": "}"}


class NamedText(NamedTuple):
    """A text with the names that may stand in it with spaces (others need no declaration to be read)."""

    text: str
    names: frozenset[str]
    in_cell: bool
    """Whether it is a table cell, where `?` stands for the tested value."""


class _Lexeme(NamedTuple):
    type: str
    value: str
    end: int


class FeelLexer(Lexer):
    """Lark's view of the lexer. The spelling of keywords and symbols comes from the grammar."""

    def __init__(self, lexer_conf: Any) -> None:
        self._types = {terminal.pattern.value: terminal.name for terminal in lexer_conf.terminals}

    def lex(self, data: NamedText) -> Iterator[Token]:  # type: ignore[override]  # a text, by lark's interface for custom lexers
        """The tokens of the text; raises SyntaxProblem where there is none."""
        text, names, in_cell = data
        previous, depth, position = "", 0, _after_blanks(text, 0)
        while position < len(text):
            lexeme = _lexeme(text, position, previous, names)
            depth = _depth_after(lexeme.value, depth, position)
            if lexeme.value == "?" and not in_cell:
                raise SyntaxProblem("GJ204", position, lexeme.end)
            yield Token(self._type(lexeme), lexeme.value, start_pos=position, end_pos=lexeme.end)
            if lexeme.type == "KEY" and " " in lexeme.value:
                names |= {lexeme.value}
            previous, position = lexeme.value, _after_blanks(text, lexeme.end)

    def _type(self, lexeme: _Lexeme) -> str:
        return self._types[lexeme.value] if lexeme.type == "SYMBOL" else lexeme.type


def _after_blanks(text: str, position: int) -> int:
    match = _BLANKS.match(text, position)
    end = match.end() if match else position
    if text.startswith("/*", end):
        raise SyntaxProblem("GJ203", end, end + 2, {"open": "/*", "close": "*/"})
    return end


def _depth_after(symbol: str, depth: int, position: int) -> int:
    if symbol in _CLOSED_BY:
        depth += 1
    elif symbol in _CLOSED_BY.values():
        depth -= 1
    if depth > MAX_DEPTH:
        raise SyntaxProblem("GJ213", position, position + 1, {"limit": str(MAX_DEPTH)})
    return depth


def _lexeme(text: str, position: int, previous: str, names: frozenset[str]) -> _Lexeme:
    if previous in _BEFORE_KEY and (key := _KEY.match(text, position)):
        return _Lexeme("KEY", _single_spaced(key[1]), key.end(1))
    match = _TOKEN.match(text, position)
    if match is None:
        raise _unreadable(text, position)
    kind = str(match.lastgroup)
    if kind == "WORD":
        return _name_or_keyword(text, position, match[0], previous, names)
    if kind in _MISTAKES:
        raise _MISTAKES[kind](match)
    return _Lexeme(kind, match[0], match.end())


def _name_or_keyword(text: str, position: int, word: str, previous: str, names: frozenset[str]) -> _Lexeme:
    declared = _declared(names).match(text, position) or _FUNCTIONS.match(text, position)
    if declared:
        return _Lexeme("NAME", _single_spaced(declared[0]), declared.end())
    if previous == ".":
        return _Lexeme("NAME", word, position + len(word))
    if reserved := _RESERVED.match(text, position):
        phrase = reserved[0].rstrip("( \t\n")
        raise SyntaxProblem("GJ212", position, position + len(phrase), {"word": phrase})
    word = _up_to_keyword(word)
    kind = "SYMBOL" if word in KEYWORDS else "NAME"
    end = position + len(word)
    if word == "not" and _CALLED.match(text, end):
        kind = "NOT_CALL"
    return _Lexeme(kind, word, end)


def _up_to_keyword(word: str) -> str:
    """The first name or keyword of a run of letters, where Chinese and an ASCII keyword touch."""
    if word.isascii():
        return word
    if keyword := _CHINESE_AFTER.match(word):
        return keyword[0]
    embedded = _EMBEDDED.search(word)
    return word[: embedded.start()] if embedded else word


@lru_cache(maxsize=256)
def _declared(names: frozenset[str]) -> re.Pattern[str]:
    """The declared names that would fall apart otherwise (spaces, keywords within), longest first."""
    special = sorted((name for name in names if " " in name or _up_to_keyword(name) != name), key=len, reverse=True)
    return re.compile("|".join(rf"{_spaced_pattern(name)}(?!\w)" for name in special) or r"(?!)")


def _spaced_pattern(name: str) -> str:
    return r"\s+".join(re.escape(word) for word in name.split())


_FUNCTIONS = re.compile(
    rf"(?:{'|'.join(_spaced_pattern(name) for name in sorted(SPACED_FUNCTIONS, key=len, reverse=True))})(?=\s*\()",
)


def _single_spaced(name: str) -> str:
    return " ".join(name.split())


def _unreadable(text: str, position: int) -> SyntaxProblem:
    character = text[position]
    if character in {'"', "@"}:
        return SyntaxProblem("GJ203", position, len(text.rstrip()), {"open": '"', "close": '"'})
    shown = character if character.isprintable() else f"U+{ord(character):04X}"
    return SyntaxProblem("GJ217", position, position + 1, {"found": shown})


def _instead(code: str, match: re.Match[str], instead: str) -> SyntaxProblem:
    return SyntaxProblem(code, match.start(), match.end(), {"found": match[0], "instead": instead})


def _own_operator(match: re.Match[str]) -> str:
    before, after = match.string[: match.start()], match.string[match.end() :]
    number = _LAST_NUMBER.search(before)
    if match[0] == "%" and number and not _OPERAND.match(after):
        return f"{number[1]}%"
    return FOREIGN_OPERATORS[match[0]]


_LAST_NUMBER = re.compile(rf"({_DIGITS})\s*$")
_OPERAND = re.compile(r"\s*[\w(]")
_MISTAKES = {
    "ASCII_FORM": lambda match: _instead("GJ206", match, "".join(ASCII_FORMS[character] for character in match[0])),
    "FOREIGN": lambda match: _instead("GJ207", match, _own_operator(match)),
    "SINGLE_QUOTED": lambda match: _instead("GJ207", match, '"{}"'.format(match[0].strip("'"))),
    "GROUPED": lambda match: _instead("GJ209", match, match[0].replace(",", "")),
    "BARE_DATE": lambda match: _instead("GJ207", match, f'@"{match[0]}"'),
}
"""What the lexer recognises only to say what to write instead."""
