"""A program, laid out -> what is wrong with it, or could be simpler."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from engine.backends.proof.analysis.mentions import unmentioned
from engine.backends.proof.analysis.sheet import Ground, sheet_of_rules, sheet_of_table
from engine.backends.proof.analysis.tables import (
    Stopped,
    claimed_gaps,
    contradictions,
    gaps,
    hidden,
    mergeable,
    subsumed,
    unreachable,
)
from engine.backends.proof.conditions import lay
from engine.backends.proof.difference.forms import forms_of
from engine.backends.proof.space import Side
from engine.backends.proof.theory.possible import theory_of
from engine.ir.regions import COMPLETE, Proof

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

    from engine.backends.proof.analysis.sheet import Sheet
    from engine.backends.proof.space import Evaluator
    from engine.ir.findings import Finding
    from engine.ir.program import Program

GRAVE = (claimed_gaps, contradictions, hidden, unreachable)
"""What makes a policy decide wrongly, or do nothing."""
ALL = (gaps, contradictions, hidden, unreachable, subsumed, mergeable)


def analyse(
    program: Program, evaluate: Evaluator, day: dt.date, *, grave: bool = False
) -> tuple[tuple[Finding, ...], Proof]:
    """What is found table by table and then in the rules, and whether that is all there is.

    `day`: that of the cases that show it. `grave`: only what makes the program decide wrongly.
    """
    space = lay([Side(program)], evaluate)
    ground = Ground(space, theory_of(space, evaluate), day)
    sheets = tuple(_sheets(ground, evaluate))
    found: list[Finding] = []
    stopped = 0
    for sheet in sheets:
        for search in GRAVE if grave else ALL:
            try:
                found.extend(search(sheet))
            except Stopped as stop:
                stopped = max(stopped, stop.after)
    if not grave:
        found.extend(unmentioned(program))
    return tuple(found), _proof(ground, sheets, stopped)


def _sheets(ground: Ground, evaluate: Evaluator) -> Iterator[Sheet]:
    (laid,) = ground.space.sides
    forms = forms_of(laid.program, evaluate)
    tables = (sheet_of_table(ground, laid, parts, forms) for parts in laid.tables)
    return chain(tables, [sheet_of_rules(ground, laid, forms)])


def _proof(ground: Ground, sheets: Iterable[Sheet], stopped: int) -> Proof:
    """Unknown is what rows and rules hang on, and what is refused of the facts that they read."""
    read = frozenset[int]().union(*(sheet.columns for sheet in sheets))
    texts = {ground.space.columns[column].subject.name for column in _concerning(ground, read)}
    unknown = tuple(each for each in ground.space.unknown if each.text in texts)
    if unknown:
        return Proof("unknown", stopped, unknown)
    return Proof("stopped", stopped) if stopped else COMPLETE


def _concerning(ground: Ground, read: frozenset[int]) -> frozenset[int]:
    """With the columns by which facts are refused that have to do with those read."""
    facts = ground.facts(read)
    refused = (frozenset(part) for part in ground.space.outside)
    return read.union(*(part for part in refused if ground.facts(part) & facts))
