"""Why a text isn't FEEL, in words a policy owner understands: from the parser's failure to a `SyntaxProblem`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from engine.feel.keywords import KEYWORDS
from engine.feel.lexer import Token
from engine.feel.mistyped import FOREIGN_WORDS
from engine.feel.problem import SyntaxProblem
from engine.feel.spans import not_a_span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


_CLOSED_BY = {"(": ")", "[": "]", "{": "}"}
_SHOWN = (")", "]", "}", ",", ":", "..")
"""What may be told as expected, where it is: the rest (operators) is always possible and says nothing."""
_DUE = ("then", "else", "return", "satisfies")
_UNIT = re.compile(r"\s*(?:(?:working|calendar|business)\s+)?[^\W\d]+")
_DASHED_RANGE = re.compile(r"\s*([0-9.]+%?)\s*-\s*([0-9.]+%?)\s*")
_SEPARATED_RANGE = re.compile(r"([\[(]\s*[^\[\](),]+?)\s*[,-]\s*([^\[\](),]+?\s*[\])])")
_RANGE_END = re.compile(r"\s*[^\s,)\]]+")
_NOTHING = Token("", "", 0, 0)


class Failure(NamedTuple):
    """Where the parser stood when it met a token it can't use, which may be the end."""

    text: str
    in_cell: bool
    before: tuple[Token, ...]
    found: Token
    expected: frozenset[str]
    """The kinds of tokens that would have been possible."""
    names: frozenset[str]
    """The names that are declared."""

    @property
    def last(self) -> Token:
        return self.before[-1] if self.before else _NOTHING

    @property
    def ended(self) -> bool:
        return self.found.kind == "END"

    @property
    def at(self) -> tuple[int, int]:
        end = len(self.text.rstrip())
        return (end, end) if self.ended else _extent(self.found)

    def problem(self, code: str, **args: str) -> SyntaxProblem:
        return SyntaxProblem(code, *self.at, {"found": self.found.text, "last": self.last.text, **args})


def _extent(token: Token) -> tuple[int, int]:
    return token.start, token.end


def explain(failure: Failure) -> SyntaxProblem:
    """The most helpful reading of a failure."""
    readings = (reading(failure) for reading in _READINGS)
    return next(problem for problem in readings if problem)


def _unit(failure: Failure) -> SyntaxProblem | None:
    """`24 hrs`, `3 business days`: a number, then a word that is no unit."""
    last, found = failure.last, failure.found
    if last.kind != "NUMBER" or found.kind != "NAME" or found.text in failure.names:
        return None
    if _foreign(found, failure.text):
        return None
    unit = _UNIT.match(failure.text, last.end)
    end = unit.end() if unit else found.end
    return not_a_span(failure.text[last.start : end], last.start, end)


def _foreign(token: Token, text: str) -> tuple[str, str] | None:
    """The foreign word that stands where a token begins, and FEEL's word for it."""
    if token.text.lower() in KEYWORDS:
        return token.text, token.text.lower()
    for word, instead in FOREIGN_WORDS.items():
        boundary = r"\b" if word.isascii() else ""
        if match := re.compile(word.replace(" ", r"\s+") + boundary).match(text, token.start):
            return match[0], instead
    return None


def _foreign_word(failure: Failure) -> SyntaxProblem | None:
    """`80 AND x`, `80 且 x`, `elif`, `如果 x`."""
    for token in (failure.found, failure.last):
        foreign = _foreign(token, failure.text) if token.kind == "NAME" else None
        if foreign and (token is failure.found or token.text == foreign[0]):
            end = token.start + len(foreign[0])
            return SyntaxProblem("GJ207", token.start, end, {"found": foreign[0], "instead": foreign[1]})
    return None


def _bare_range(failure: Failure) -> SyntaxProblem | None:
    """`80..90`: a range without its brackets."""
    last, found = failure.last, failure.found
    if found.kind != ".." or not failure.before:
        return None
    high = _RANGE_END.match(failure.text, found.end)
    end = high.end() if high else found.end
    return SyntaxProblem("GJ260", last.start, end, {"text": failure.text[last.start : end].strip()})


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
    if found.kind not in _CLOSED_BY.values() or not opened or found.kind == _CLOSED_BY[opened[-1].kind]:
        return None
    start, end = opened[-1].start, found.end
    written = _SEPARATED_RANGE.fullmatch(failure.text[start:end])
    if written is None:
        return None
    return SyntaxProblem("GJ261", start, end, {"text": written[0], "instead": f"{written[1]}..{written[2]}"})


def _remainder(failure: Failure) -> SyntaxProblem | None:
    """`10%3`: percent signs are no operators."""
    if failure.last.kind != "PERCENT" or failure.found.kind not in {"NUMBER", "NAME"}:
        return None
    end = failure.last.end
    return SyntaxProblem("GJ207", end - 1, end, {"found": "%", "instead": "modulo(a, b)"})


def _cell_condition(failure: Failure) -> SyntaxProblem | None:
    """`>= 18 and <= 65` in a cell."""
    in_test = failure.in_cell and failure.before[:1] and failure.before[0].kind == "COMPARATOR"
    if in_test and failure.found.kind in {"and", "or"}:
        return failure.problem("GJ202")
    return None


def _chained(failure: Failure) -> SyntaxProblem | None:
    """`1 < x < 5`."""
    if failure.found.kind != "COMPARATOR" or "NUMBER" in failure.expected:
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


def _unclosed(failure: Failure) -> SyntaxProblem | None:
    """The text ends within brackets, after a complete value."""
    if not failure.ended or ("NUMBER" in failure.expected and failure.last.kind not in _CLOSED_BY):
        return None
    opened = _open_brackets(failure.before)
    if not opened:
        return None
    bracket = opened[-1]
    if _ends_reversed(failure.before, opened):
        return SyntaxProblem("GJ205", *_extent(bracket), {"found": "[", "instead": ")"})
    return SyntaxProblem("GJ203", *_extent(bracket), {"open": bracket.kind, "close": _CLOSED_BY[bracket.kind]})


def _ends_reversed(before: tuple[Token, ...], opened: list[Token]) -> bool:
    """`[1..5[`: the second bracket was meant to close a range."""
    if opened[-1].kind != "[" or not opened[:-1]:
        return False
    first, last = opened[-2].start, opened[-1].start
    return any(token.kind == ".." for token in before if first < token.start < last)


def _open_brackets(tokens: Iterable[Token]) -> list[Token]:
    opened: list[Token] = []
    for token in tokens:
        if token.kind in _CLOSED_BY:
            opened.append(token)
        elif token.kind in _CLOSED_BY.values() and opened:
            opened.pop()
    return opened


def _wrong_bracket(failure: Failure) -> SyntaxProblem | None:
    """`(1 + 2]`, `1 + 2)`, and the reversed brackets of `]1..5[`."""
    found, opened = failure.found.kind, [token.kind for token in _open_brackets(failure.before)]
    if found == "]" and "NUMBER" in failure.expected and "[" not in opened:
        return failure.problem("GJ205", instead="(")
    if found not in _CLOSED_BY.values() or "NUMBER" in failure.expected:
        return None
    return failure.problem("GJ205", instead=_CLOSED_BY[opened[-1]] if opened else "")


def _mixed_arguments(failure: Failure) -> SyntaxProblem | None:
    """`f(a: 1, 2)`, `f(1, a: 2)`."""
    return failure.problem("GJ208") if failure.expected == {"KEY"} or failure.found.kind == "KEY" else None


def _empty(failure: Failure) -> SyntaxProblem | None:
    return failure.problem("GJ218") if failure.ended and not failure.before else None


def _value_expected(failure: Failure) -> SyntaxProblem | None:
    if not {"NUMBER", "NAME"} & failure.expected:
        return None
    if failure.ended and failure.before:
        return SyntaxProblem("GJ200", *_extent(failure.last), {"found": "", "last": failure.last.text})
    return failure.problem("GJ200")


def _unexpected(failure: Failure) -> SyntaxProblem:
    shown = " ".join(f"`{symbol}`" for symbol in _SHOWN if symbol in failure.expected)
    if {"KEY", "STRING"} <= failure.expected:
        shown = "`name: …`"
    two_names = failure.last.kind == failure.found.kind == "NAME"
    phrase = f"{failure.last.text} {failure.found.text}" if two_names else ""
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
