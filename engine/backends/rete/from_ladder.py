"""A ladder's thresholds as the rules of a net."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.backends.rete.terms import Join, Pair

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.temporal.ladders.reading import Threshold

FALLS = (Join("era", "=", "era"), Join("step", "=", "step"), Join("at", ">=", "opens"), Join("at", "<", "closes"))
"""An event falls into a spell."""

KINDS = ("strike", "closing", "now")

MOST_RUNGS = 56
"""The library fires nothing where a fact matches more than 64 rules at once."""


def rules(thresholds: Sequence[Threshold]) -> dict[str, Pair]:
    """A rule per threshold, named by its number; one per kind of event, by which each must be found in a spell."""
    reached = {str(number): _reached(threshold) for number, threshold in enumerate(thresholds)}
    return reached | {kind: Pair("spell", kind, FALLS) for kind in KINDS}


def _reached(threshold: Threshold) -> Pair:
    match threshold.test:
        case "at":
            return Pair("spell", "strike", (*FALLS, Join("ord", "=", "gone", threshold.count)))
        case "from":
            return Pair("spell", "strike", (*FALLS, Join("ord", ">=", "gone", threshold.count)))
        case "below":
            return Pair("spell", "closing", (*FALLS, Join("ord", "<", "gone", threshold.count)))
