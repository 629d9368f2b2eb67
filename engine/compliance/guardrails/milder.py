"""Whether one decision is milder than another, for anybody whom it concerns."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING

from engine.feel.values import TimeSpan

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.feel.values import Value
    from engine.ir.decision import Outcome


def is_milder(one: Sequence[Outcome], other: Sequence[Outcome], severity: Sequence[str]) -> bool:
    """Whether somebody fares better by the first than by the second.

    Of the penalties that only one of them has, the gravest decides, by the order of `severity`; where they are the same
    their amounts do.
    """
    penalties = [[outcome for outcome in each if outcome.do in severity] for each in (one, other)]
    subjects = {outcome.to for each in penalties for outcome in each}
    pairs = ([[outcome for outcome in each if outcome.to == subject] for each in penalties] for subject in subjects)
    return any(_fares_better(ours, theirs, severity) for ours, theirs in pairs)


def _fares_better(one: list[Outcome], other: list[Outcome], severity: Sequence[str]) -> bool:
    ranks = [Counter(severity.index(outcome.do) for outcome in each) for each in (one, other)]
    more, fewer = ranks[0] - ranks[1], ranks[1] - ranks[0]
    if more or fewer:
        return max(fewer, default=-1) > max(more, default=-1)
    return set(_changes(one, other)) == {-1}


def _changes(one: list[Outcome], other: list[Outcome]) -> Iterator[int]:
    """Which way the amounts go of penalties that each has once: -1 for less."""
    for outcome in one:
        same = [each for each in other if each.do == outcome.do]
        if len(same) == 1 and sum(each.do == outcome.do for each in one) == 1:
            told = same[0].attributes
            signs = (_sign(value, told.get(name)) for name, value in outcome.attributes.items())
            yield from (sign for sign in signs if sign)


def _sign(value: Value, beside: Value) -> int:
    match value, beside:
        case (bool(), _) | (_, bool()):
            return 0
        case (int() | Decimal(), int() | Decimal()):
            return (value > beside) - (value < beside)
        case (TimeSpan(unit, amount), TimeSpan(other, length)) if unit is other:
            return (amount > length) - (amount < length)
        case _:
            return 0
