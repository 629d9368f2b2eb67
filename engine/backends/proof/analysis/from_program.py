"""A program, laid out -> what is wrong with it, or could be simpler."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from engine.backends.proof.analysis.mentions import unmentioned
from engine.backends.proof.analysis.sheet import sheet_of_rules, sheet_of_table
from engine.backends.proof.analysis.tables import (
    Stopped,
    contradictions,
    gaps,
    hidden,
    mergeable,
    subsumed,
    unreachable,
)
from engine.backends.proof.difference.forms import forms_of
from engine.ir.regions import COMPLETE, Proof

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.backends.proof.analysis.sheet import Sheet
    from engine.backends.proof.space import Evaluator, Laid, Space
    from engine.ir.findings import Finding

GRAVE = (gaps, contradictions, hidden, unreachable)
"""What makes a policy decide wrongly, or do nothing."""
ALL = (*GRAVE, subsumed, mergeable)


def analyse(space: Space, side: int, evaluate: Evaluator, *, grave: bool = False) -> tuple[tuple[Finding, ...], Proof]:
    """What is found in a side of the space, table by table and then in its rules, and whether that is all there is.

    `grave`: only what makes it decide wrongly.
    """
    laid = space.sides[side]
    found: list[Finding] = []
    stopped = 0
    for sheet in _sheets(space, laid, evaluate):
        for search in GRAVE if grave else ALL:
            try:
                found.extend(search(sheet))
            except Stopped as stop:
                stopped = max(stopped, stop.after)
    if not grave:
        found.extend(unmentioned(laid.program))
    return tuple(found), _proof(space, stopped)


def _sheets(space: Space, laid: Laid, evaluate: Evaluator) -> Iterator[Sheet]:
    forms = forms_of(laid.program, evaluate)
    tables = (sheet_of_table(space, laid, parts, forms) for parts in laid.tables)
    return chain(tables, [sheet_of_rules(space, laid, forms)])


def _proof(space: Space, stopped: int) -> Proof:
    if space.unknown:
        return Proof("unknown", stopped, space.unknown)
    return Proof("stopped", stopped) if stopped else COMPLETE
