"""Why a text isn't FEEL, in words a policy owner understands: from the parser's failure to a `SyntaxProblem`."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

from engine.feel.keywords import KEYWORDS
from engine.feel.mistyped import FOREIGN_WORDS
from engine.feel.problem import SyntaxProblem
from engine.feel.spans import not_a_span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from lark import Token

_CLOSED_BY = {"(": ")", "[": "]", "{": "}"}
_SHOWN = (")", "]", "}", ",", ":", "..")
"""What may be told as expected, where it is: the rest (operators) is always possible and says nothing."""
_DUE = ("then", "else", "return", "satisfies")
_UNIT = re.compile(r"\s*(?:(?:working|calendar|business)\s+)?[^\W\d]+")
_DASHED_RANGE = re.compile(r"\s*([0-9.]+%?)\s*-\s*([0-9.]+%?)\s*")
_SEPARATED_RANGE = re.compile(r"([\[(]\s*[^\[\](),]+?)\s*[,-]\s*([^\[\](),]+?\s*[\])])")
_RANGE_END = re.compile(r"\s*[^\s,)\]]+")


class Failure(NamedTuple):
    """Where the parser stood when it met a token it can't use (`found`: None at the end of the text)."""

    text: str
    in_cell: bool
    before: tuple[Token, ...]
    found: Token | None
    expected: frozenset[str]
    """Spellings of what would have been possible; terminals without one spelling by their name in the grammar."""
    names: frozenset[str]
    """The names that are declared."""

    @property
    def last(self) -> Token | None:
        return self.before[-1] if self.before else None

    @property
    def at(self) -> tuple[int, int]:
        end = len(self.text.rstrip())
        return _extent(self.found) if self.found else (end, end)

    def problem(self, code: str, **args: str) -> SyntaxProblem:
        return SyntaxProblem(code, *self.at, {"found": str(self.found or ""), "last": str(self.last or ""), **args})


def _extent(token: Token) -> tuple[int, int]:
    return token.start_pos or 0, token.end_pos or 0


def tokens_before(tokens: Iterable[Token], position: int) -> tuple[Token, ...]:
    """The tokens that start before a position."""
    return tuple(takewhile(lambda token: (token.start_pos or 0) < position, tokens))


def explain(failure: Failure) -> SyntaxProblem:
    """The most helpful reading of a failure."""
    readings = (reading(failure) for reading in _READINGS)
    return next(problem for problem in readings if problem)


def _unit(failure: Failure) -> SyntaxProblem | None:
    """`24 hrs`, `3 business days`: a number, then a word that is no unit."""
    last, found = failure.last, failure.found
    if not (last and found and last.type == "NUMBER" and found.type == "NAME") or found in failure.names:
        return None
    if _foreign(found, failure.text):
        return None
    start = last.start_pos or 0
    unit = _UNIT.match(failure.text, last.end_pos or 0)
    end = unit.end() if unit else found.end_pos or 0
    return not_a_span(failure.text[start:end], start, end)


def _foreign(token: Token, text: str) -> tuple[str, str] | None:
    """The foreign word that stands where a token begins, and FEEL's word for it."""
    if token.lower() in KEYWORDS:
        return str(token), token.lower()
    for word, instead in FOREIGN_WORDS.items():
        boundary = r"\b" if word.isascii() else ""
        if match := re.compile(word.replace(" ", r"\s+") + boundary).match(text, token.start_pos or 0):
            return match[0], instead
    return None


def _foreign_word(failure: Failure) -> SyntaxProblem | None:
    """`80 AND x`, `80 且 x`, `elif`, `如果 x`."""
    for token in (failure.found, failure.last):
        foreign = _foreign(token, failure.text) if token and token.type == "NAME" else None
        if token and foreign and (token is failure.found or token == foreign[0]):
            start = token.start_pos or 0
            return SyntaxProblem("GJ207", start, start + len(foreign[0]), {"found": foreign[0], "instead": foreign[1]})
    return None


def _bare_range(failure: Failure) -> SyntaxProblem | None:
    """`80..90`: a range without its brackets."""
    last, found = failure.last, failure.found
    if found != ".." or last is None:
        return None
    start = last.start_pos or 0
    high = _RANGE_END.match(failure.text, found.end_pos or 0)
    end = high.end() if high else found.end_pos or 0
    return SyntaxProblem("GJ260", start, end, {"text": failure.text[start:end].strip()})


def dashed_range(text: str) -> SyntaxProblem | None:
    """A cell `80-89`, which FEEL reads as a subtraction."""
    dashed = _DASHED_RANGE.fullmatch(text)
    if dashed is None:
        return None
    shown = text.strip()
    return SyntaxProblem("GJ261", 0, len(text.rstrip()), {"text": shown, "instead": f"[{dashed[1]}..{dashed[2]}]"})


def _separated_range(failure: Failure) -> SyntaxProblem | None:
    """`[80, 90)`, `(80-90]`: half-open, so it was meant as a range, but without its two dots."""
    found, opened = failure.found, _open_brackets(failure.before)
    if found not in _CLOSED_BY.values() or not opened or found == _CLOSED_BY[str(opened[-1])]:
        return None
    start, end = opened[-1].start_pos or 0, (found and found.end_pos) or 0
    written = _SEPARATED_RANGE.fullmatch(failure.text[start:end])
    if written is None:
        return None
    return SyntaxProblem("GJ261", start, end, {"text": written[0], "instead": f"{written[1]}..{written[2]}"})


def _remainder(failure: Failure) -> SyntaxProblem | None:
    """`10%3`: percent signs are no operators."""
    last, found = failure.last, failure.found
    if not (last and found and last.type == "PERCENT" and found.type in {"NUMBER", "NAME"}):
        return None
    end = last.end_pos or 0
    return SyntaxProblem("GJ207", end - 1, end, {"found": "%", "instead": "modulo(a, b)"})


def _cell_condition(failure: Failure) -> SyntaxProblem | None:
    """`>= 18 and <= 65` in a cell."""
    in_test = failure.in_cell and bool(failure.before) and failure.before[0].type == "COMPARATOR"
    if in_test and failure.found in {"and", "or"}:
        return failure.problem("GJ202")
    return None


def _chained(failure: Failure) -> SyntaxProblem | None:
    """`1 < x < 5`."""
    found = failure.found
    if not (found and found.type == "COMPARATOR") or "NUMBER" in failure.expected:
        return None
    return failure.problem("GJ211")


def _missing_keyword(failure: Failure) -> SyntaxProblem | None:
    """`if a else b`, `for x in xs x`, `x between 1`: a keyword is due and doesn't come later either."""
    for word in _DUE:
        if word in failure.expected and not re.search(rf"\b{word}\b", failure.text[failure.at[0] :]):
            return failure.problem("GJ210", word=word)
    if "and" in failure.expected and "or" not in failure.expected:
        return failure.problem("GJ210", word="and")
    return failure.problem("GJ210", word="in") if failure.expected == {"in"} else None


def _is_two_names(failure: Failure) -> bool:
    last, found = failure.last, failure.found
    return bool(last and found and last.type == found.type == "NAME")


def _unclosed(failure: Failure) -> SyntaxProblem | None:
    """The text ends within brackets, after a complete value."""
    if failure.found is not None or ("NUMBER" in failure.expected and failure.last not in _CLOSED_BY):
        return None
    opened = _open_brackets(failure.before)
    if not opened:
        return None
    bracket = opened[-1]
    if _ends_reversed(failure.before, opened):
        return SyntaxProblem("GJ205", *_extent(bracket), {"found": "[", "instead": ")"})
    return SyntaxProblem("GJ203", *_extent(bracket), {"open": str(bracket), "close": _CLOSED_BY[str(bracket)]})


def _ends_reversed(before: tuple[Token, ...], opened: list[Token]) -> bool:
    """`[1..5[`: the second bracket was meant to close a range."""
    if opened[-1] != "[" or not opened[:-1]:
        return False
    first, last = opened[-2].start_pos or 0, opened[-1].start_pos or 0
    within = [str(token) for token in before if first < (token.start_pos or 0) < last]
    return ".." in within


def _open_brackets(tokens: Iterable[Token]) -> list[Token]:
    opened: list[Token] = []
    for token in tokens:
        if token in _CLOSED_BY:
            opened.append(token)
        elif token in _CLOSED_BY.values() and opened:
            opened.pop()
    return opened


def _wrong_bracket(failure: Failure) -> SyntaxProblem | None:
    """`(1 + 2]`, `1 + 2)`, and the reversed brackets of `]1..5[`."""
    found, opened = failure.found, _open_brackets(failure.before)
    if found == "]" and "NUMBER" in failure.expected and "[" not in opened:
        return failure.problem("GJ205", instead="(")
    if found not in _CLOSED_BY.values() or "NUMBER" in failure.expected:
        return None
    return failure.problem("GJ205", instead=_CLOSED_BY[str(opened[-1])] if opened else "")


def _mixed_arguments(failure: Failure) -> SyntaxProblem | None:
    """`f(a: 1, 2)`, `f(1, a: 2)`."""
    found_key = failure.found is not None and failure.found.type == "KEY"
    return failure.problem("GJ208") if failure.expected == {"KEY"} or found_key else None


def _empty(failure: Failure) -> SyntaxProblem | None:
    return None if failure.before or failure.found else failure.problem("GJ218")


def _value_expected(failure: Failure) -> SyntaxProblem | None:
    if not {"NUMBER", "NAME"} & failure.expected:
        return None
    last = failure.last
    if failure.found is None and last:
        return SyntaxProblem("GJ200", *_extent(last), {"found": "", "last": str(last)})
    return failure.problem("GJ200")


def _unexpected(failure: Failure) -> SyntaxProblem:
    shown = " ".join(f"`{symbol}`" for symbol in _SHOWN if symbol in failure.expected)
    if {"KEY", "STRING"} <= failure.expected:
        shown = "`name: …`"
    phrase = f"{failure.last} {failure.found}" if _is_two_names(failure) else ""
    return failure.problem("GJ201", expected=shown, phrase=phrase)


_READINGS: tuple[Callable[[Failure], SyntaxProblem | None], ...] = (
    _empty,
    _unit,
    _bare_range,
    _foreign_word,
    _remainder,
    _cell_condition,
    _chained,
    _mixed_arguments,
    _missing_keyword,
    _unclosed,
    _separated_range,
    _wrong_bracket,
    _value_expected,
    _unexpected,
)
"""In this order: the particular before the general."""


def spellings(names: Iterable[str], known: Mapping[str, str]) -> frozenset[str]:
    """Terminals of the grammar by their spelling, where they have one."""
    return frozenset(known.get(name, name) for name in names)
