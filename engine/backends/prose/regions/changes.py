"""By how much a side's amount differs from the baseline's: `西安的扣减比例多 0.5 个百分点`."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from engine.backends.prose.phrases import phrases
from engine.backends.prose.wording import span_text
from engine.feel.runtime.texts import plain_number
from engine.feel.types import NUMBER, Kind
from engine.feel.values import ARITHMETIC, TimeSpan, Unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.backends.prose.wording import Wording
    from engine.feel.types import Type
    from engine.ir.differences import Change

_WAYS = {Kind.SPAN: ("longer", "shorter"), Kind.DATE: ("later", "earlier"), Kind.DATE_TIME: ("later", "earlier")}


def change_text(change: Change, name: str, side: str, words: Wording) -> str:
    """`name`, `side`: the titles of what differs and of the side."""
    return phrases(words.lang, "changes")("of", side=side, name=name, change=how_far(change, words))


def how_far(change: Change, words: Wording) -> str:
    """`多 50 元`, `少 10 元至 50 元`, `从少 10 元到多 5 元`; where only one bound is known, that: `至少多 10 元`.

    Bounds that aren't exact are said to be no more than that.
    """
    told = _how_far(change, words)
    known = change.exact or (change.low is None and change.high is None)
    return told if known else phrases(words.lang, "changes")("inexact", change=told)


def _how_far(change: Change, words: Wording) -> str:
    say, low, high = phrases(words.lang, "changes"), change.low, change.high
    if low is not None and high is not None:
        return _bounded(low, high, change, words)
    if low is not None and low >= 0:
        return say("at_least", by=_signed(low, change.type, words)) if low else say("never_less")
    if high is not None and high <= 0:
        return say("at_least", by=_signed(high, change.type, words)) if high else say("never_more")
    return say("unbounded")


def _bounded(low: Decimal, high: Decimal, change: Change, words: Wording) -> str:
    say, declared = phrases(words.lang, "changes"), change.type
    if low == high == 0:
        return say("none")
    if low < 0 < high:
        phrase = "either" if change.exact else "either_at_most"
        return say(phrase, low=_signed(low, declared, words), high=_signed(high, declared, words))
    up, down = _ways(declared)
    return say(up if low + high > 0 else down, by=_between(sorted((low, high), key=abs), declared, words))


def _ways(declared: Type) -> tuple[str, str]:
    return _WAYS.get(declared.kind, ("more", "less"))


def _signed(by: Decimal, declared: Type, words: Wording) -> str:
    up, down = _ways(declared)
    return phrases(words.lang, "changes")(down if by < 0 else up, by=_by(by, declared, words))


def _between(ends: Sequence[Decimal], declared: Type, words: Wording) -> str:
    low, high = (_by(end, declared, words) for end in ends)
    return low if low == high else phrases(words.lang, "changes")("between", low=low, high=high)


def _by(amount: Decimal, declared: Type, words: Wording) -> str:
    """A distance, without its sign, in the amount's unit: a percent's in percentage points."""
    size, say = ARITHMETIC.abs(amount), phrases(words.lang, "changes")
    match declared.kind:
        case Kind.PERCENT:
            points = ARITHMETIC.multiply(size, Decimal(100))
            return say("point" if points == 1 else "points", points=plain_number(points))
        case Kind.SPAN:
            return span_text(TimeSpan(declared.unit or Unit.SECONDS, size), words.lang)
        case Kind.DATE:
            return say("day" if size == 1 else "days", days=plain_number(size))
        case Kind.DATE_TIME:
            return span_text(TimeSpan(Unit.SECONDS, size), words.lang)
        case _:
            return words.value(size, declared if declared.is_numeric else NUMBER)
