"""Counts and lengths of time as people say them in Chinese, and what of the language is meant."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.feel.problem import SyntaxProblem
from engine.feel.spans import parse_span
from engine.feel.syntax import Name

if TYPE_CHECKING:
    from engine.feel.scope import Scope
    from engine.model.reading import ParsedText

_DIGITS = {"零": 0, "一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_NUMERAL = re.compile(rf"[{''.join(_DIGITS)}]?十?[{''.join(_DIGITS)}]?")
_LENGTHS = {"半小时": "30 min", "半年": "6个月", "本月": "1个月", "当月": "1个月", "每月": "1个月", "一年": "12个月"}


def in_digits(text: str) -> str:
    """With its numerals up to 99 in digits: `两个月` is `2个月`."""
    return re.sub(rf"[{''.join(_DIGITS)}十]+", lambda found: _number(found[0]), text)


def _number(numeral: str) -> str:
    if not _NUMERAL.fullmatch(numeral):
        return numeral
    tens, ten, ones = numeral.rpartition("十")
    return str((_DIGITS.get(tens, 1) * 10 if ten else 0) + _DIGITS.get(ones, 0))


def span_meant(text: str) -> str:
    """The span that is probably meant; empty where none is known."""
    meant = _LENGTHS.get(text.strip()) or in_digits(text.strip())
    try:
        parse_span(meant)
    except SyntaxProblem:
        return ""
    return meant


def is_unknown_name(parsed: ParsedText, scope: Scope) -> bool:
    """Whether a text is one name only, and none that is declared or, unless it tells a length, like one that is."""
    name = parsed.syntax.name if isinstance(parsed.syntax, Name) else ""
    if not name or scope.find(name, (0, 0)) or scope.rivals(name):
        return False
    return bool(span_meant(name)) or not scope.near(name)
