"""The lexer of FEEL: text to tokens.

Names with spaces are read only where they are declared, the longest first, so the set of names comes with each text.
Between an ASCII keyword and Chinese no space is needed: `审核分数<80 and已签`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from engine.feel.keywords import KEYWORDS
from engine.feel.mistyped import ASCII_FORMS, FOREIGN_OPERATORS
from engine.feel.operators import FUNCTIONS
from engine.feel.problem import SyntaxProblem
from engine.feel.spans import SPAN_PATTERN
from engine.record import record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

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
_BLANKS = r"(?>(?:\s|//[^\n]*|/\*.*?\*/)*)"
_TOKENS = rf"""
      (?P<END> \Z )
    | (?P<ASCII_FORM> [０-９Ａ-Ｚａ-ｚ]+ | [{re.escape("".join(ASCII_FORMS))}] )
    | (?P<WORD> {_WORD} )
    | (?P<STRING> "(?:[^"\\\n]|\\.)*" )
    | (?P<AT_STRING> @\s*"[^"\n]*" )
    | (?P<GROUPED> [¥￥]?\s*[0-9]{{1,3}}(?:,[0-9]{{3}})+(?![0-9])(?:\.[0-9]+)? )
    | (?P<BARE_DATE> [0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}(?![0-9]) )
    | (?P<SPAN> {SPAN_PATTERN} )
    | (?P<MONEY> [¥￥]\s*{_DIGITS} | {_DIGITS}\s*(?:(?!AND|NOT)[A-Z]{{3}}(?!\w)|元(?![^\W\da-zA-Z])) )
    | (?P<PERCENT> {_DIGITS}% )
    | (?P<NUMBER> {_DIGITS}(?:[eE][+-]?[0-9]+)? )
    | (?P<UNCLOSED> /\* )
    | (?P<FOREIGN> ===?|!==|<>|=>|=<|&&?|\|\|?|\^|%|\.\.\.|!(?!=) )
    | (?P<SINGLE_QUOTED> '[^'\n]*'? )
    | (?P<COMPARATOR> <=|>=|!=|[<>=] )
    | (?P<SYMBOL> \*\*|\.\.|[-+*/(){{}}\[\],:.?] )
"""
_KEYS = rf"(?P<KEY> {_WORD}(?:\s+\w+)*)\s*(?=:) |"
_TOKEN = re.compile(rf"{_BLANKS} (?: {_TOKENS} )", re.VERBOSE | re.DOTALL)
_TOKEN_OR_KEY = re.compile(rf"{_BLANKS} (?: {_KEYS} {_TOKENS} )", re.VERBOSE | re.DOTALL)
_BLANK = re.compile(_BLANKS, re.DOTALL)
_EMBEDDED = re.compile(rf"(?<![\x00-\x7f])(?:{'|'.join(sorted(KEYWORDS))})(?![a-zA-Z0-9_])")
_CHINESE_AFTER = re.compile(rf"({'|'.join(sorted(KEYWORDS))})(?=[^\x00-\x7f])")
_CALLED = re.compile(r"\s*\(")
_RESERVED = {
    "instance": re.compile(r"instance\s+of\b"),
    "function": re.compile(r"function(?=\s*\()"),
    "external": re.compile("external"),
}
"""Words of FEEL that policies can't use."""
_BEFORE_KEY = frozenset({"{", "(", ","})
"""A key is read only where one may stand: `a: 1`, `审核 分数: 80`."""
_CLOSED_BY = {"(": ")", "[": "]", "{": "}"}
_BRACKETS = frozenset("()[]{}")


@record
class Token:
    """`kind`: of a keyword or a symbol the text itself, of comparison operators `COMPARATOR`, at the end `END`."""

    kind: str
    text: str
    start: int
    end: int


def tokens(text: str, names: frozenset[str] = frozenset(), *, in_cell: bool = False) -> Iterator[Token]:
    """The tokens of a text, the last of kind `END`; raises SyntaxProblem where there is none.

    `names`: those that may stand in it with spaces (others need no declaration to be read). `in_cell`: it is a table
    cell, where `?` stands for the tested value.
    """
    kind, depth, position, special = "", 0, 0, _special(names)
    while kind != "END":
        match = (_TOKEN_OR_KEY if kind in _BEFORE_KEY else _TOKEN).match(text, position)
        if match is None:
            raise _unreadable(text, position)
        token = _token(match, kind, special)
        kind, position = token.kind, token.end
        if kind in _BRACKETS:
            depth = _depth_after(token, depth)
        elif kind == "KEY" and " " in token.text:
            names |= {token.text}
            special = _special(names)
        elif kind == "?" and not in_cell:
            raise SyntaxProblem("GJ204", token.start, token.end)
        yield token


def _token(found: re.Match[str], previous: str, special: re.Pattern[str] | None) -> Token:
    kind = found.lastgroup or ""
    text, end = found[kind], found.end(kind)
    start = end - len(text)
    match kind:
        case "WORD":
            return _name_or_keyword(found.string, start, text, previous, special)
        case "SYMBOL":
            return Token(text, text, start, end)
        case "KEY":
            return Token(kind, _single_spaced(text), start, end)
        case _ if kind in _MISTAKES:
            raise _MISTAKES[kind](Token(kind, text, start, end), found.string)
        case _:
            return Token(kind, text, start, end)


def _depth_after(bracket: Token, depth: int) -> int:
    if bracket.kind not in _CLOSED_BY:
        return depth - 1
    if depth == MAX_DEPTH:
        raise SyntaxProblem("GJ213", bracket.start, bracket.start + 1, {"limit": str(MAX_DEPTH)})
    return depth + 1


def _name_or_keyword(text: str, start: int, word: str, previous: str, special: re.Pattern[str] | None) -> Token:
    phrase = special and special.match(text, start)
    if phrase or (word in _FIRST_WORDS and (phrase := _FUNCTIONS.match(text, start))):
        return Token("NAME", _single_spaced(phrase[0]), start, phrase.end())
    if previous == ".":
        return Token("NAME", word, start, start + len(word))
    if word in _RESERVED and (reserved := _RESERVED[word].match(text, start)):
        raise SyntaxProblem("GJ212", start, reserved.end(), {"word": reserved[0]})
    word = _up_to_keyword(word)
    end = start + len(word)
    if word not in KEYWORDS:
        return Token("NAME", word, start, end)
    kind = "NOT_CALL" if word == "not" and _CALLED.match(text, end) else word
    return Token(kind, word, start, end)


def _up_to_keyword(word: str) -> str:
    """The first name or keyword of a run of letters, where Chinese and an ASCII keyword touch."""
    if word.isascii():
        return word
    if keyword := _CHINESE_AFTER.match(word):
        return keyword[0]
    embedded = _EMBEDDED.search(word)
    return word[: embedded.start()] if embedded else word


@lru_cache(maxsize=256)
def _special(names: frozenset[str]) -> re.Pattern[str] | None:
    """The declared names that would fall apart otherwise (spaces, keywords within), longest first."""
    special = sorted((name for name in names if " " in name or _up_to_keyword(name) != name), key=len, reverse=True)
    return re.compile("|".join(rf"{_spaced_pattern(name)}(?!\w)" for name in special)) if special else None


def _spaced_pattern(name: str) -> str:
    return r"\s+".join(re.escape(word) for word in name.split())


_FUNCTIONS = re.compile(
    rf"(?:{'|'.join(_spaced_pattern(name) for name in sorted(SPACED_FUNCTIONS, key=len, reverse=True))})(?=\s*\()",
)
_FIRST_WORDS = frozenset(name.partition(" ")[0] for name in SPACED_FUNCTIONS)


def _single_spaced(name: str) -> str:
    return " ".join(name.split())


def _unreadable(text: str, position: int) -> SyntaxProblem:
    blanks = _BLANK.match(text, position)
    position = blanks.end() if blanks else position
    character = text[position]
    if character in {'"', "@"}:
        return SyntaxProblem("GJ203", position, len(text.rstrip()), {"open": '"', "close": '"'})
    shown = character if character.isprintable() else f"U+{ord(character):04X}"
    return SyntaxProblem("GJ217", position, position + 1, {"found": shown})


def _unclosed(token: Token, text: str) -> SyntaxProblem:
    return SyntaxProblem("GJ203", token.start, token.end, {"open": "/*", "close": "*/"})


def _instead(code: str, token: Token, instead: str) -> SyntaxProblem:
    return SyntaxProblem(code, token.start, token.end, {"found": token.text, "instead": instead})


def _own_operator(token: Token, text: str) -> str:
    number = _LAST_NUMBER.search(text, 0, token.start)
    if token.text == "%" and number and not _OPERAND.match(text, token.end):
        return f"{number[1]}%"
    return FOREIGN_OPERATORS[token.text]


_LAST_NUMBER = re.compile(rf"({_DIGITS})\s*$")
_OPERAND = re.compile(r"\s*[\w(]")
_MISTAKES: dict[str, Callable[[Token, str], SyntaxProblem]] = {
    "ASCII_FORM": lambda token, _: _instead("GJ206", token, "".join(map(ASCII_FORMS.__getitem__, token.text))),
    "FOREIGN": lambda token, text: _instead("GJ207", token, _own_operator(token, text)),
    "SINGLE_QUOTED": lambda token, _: _instead("GJ207", token, '"{}"'.format(token.text.strip("'"))),
    "GROUPED": lambda token, _: _instead("GJ209", token, token.text.replace(",", "")),
    "BARE_DATE": lambda token, _: _instead("GJ207", token, f'@"{token.text}"'),
    "UNCLOSED": _unclosed,
}
"""What the lexer recognises only to say what to write instead."""
