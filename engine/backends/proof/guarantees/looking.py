"""Boxes in which a claim wouldn't hold: whether a case can be in one, and which shows it."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from engine.backends.proof.conditions import lay
from engine.backends.proof.coordinates.extents import region_of
from engine.backends.proof.space import Side
from engine.backends.proof.theory.histories import histories, is_tried, steps_asked
from engine.backends.proof.theory.possible import theory_of
from engine.backends.proof.theory.witnesses import witness
from engine.ir.guarantees import PROVED, Verdict
from engine.ir.program import Timed
from engine.ir.regions import Unknown

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from engine.backends.proof.boxes.grid import Box
    from engine.backends.proof.space import Evaluator, Laid, Space
    from engine.backends.proof.theory.possible import Theory
    from engine.feel.typed import Expression
    from engine.feel.values import Value
    from engine.ir.program import Program
    from engine.ir.regions import Witness

STOPPED = Unknown("", "timeout")
"""A search that was given up."""


class Asked(NamedTuple):
    """The program of which something is asked, how its expressions are computed, the day of the cases that are shown.

    `read`: how clocks and ladders are read in such a case: their fields by name; None where it is refused. `refutes`:
    whether the claim doesn't hold in a case, decided anew.
    """

    program: Program
    evaluate: Evaluator
    day: dt.date
    read: Callable[[Witness], Mapping[str, Value] | None]
    refutes: Callable[[Witness], bool]


class Ground(NamedTuple):
    """The program laid out, and what is known of its boxes."""

    asked: Asked
    space: Space
    theory: Theory

    @property
    def laid(self) -> Laid:
        return self.space.sides[0]

    def case(self, box: Box) -> Witness | Unknown:
        return witness(self.theory, box, self.asked.day, read=self.asked.read)


def ground(asked: Asked, *conditions: Expression) -> Ground:
    """`conditions`: what else is laid out."""
    space = lay([Side(asked.program, conditions)], asked.evaluate)
    return Ground(asked, space, theory_of(space, asked.evaluate))


def refutation(on: Ground, boxes: Sequence[Box], stopped: int) -> Verdict:
    """Refuted by the first of the boxes that a case can be shown of; unknown where none can; proved without boxes."""
    doubts: list[Unknown] = []
    for box in boxes:
        case = on.case(box)
        hangs_on = list(_untold(on, box))
        if isinstance(case, Unknown):
            doubts.append(case)
            continue
        cases = chain([case], histories_of(on, box, case)) if hangs_on else [case]
        shown = next((each for each in cases if not hangs_on or on.asked.refutes(each)), None)
        if shown:
            return Verdict("refuted", replace(region_of(on.space, box), witness=shown))
        doubts += hangs_on
    return doubted(doubts, stopped)


def histories_of(on: Ground, box: Box, case: Witness) -> Iterator[Witness]:
    """The case with what may have happened to clocks and ladders whose rungs the box hangs on."""
    rungs = {each.text for each in _untold(on, box) if each.reason == "history"}
    timed = (step for step in on.asked.program.steps if isinstance(step, Timed))
    reached = [step for step in timed if rungs.intersection(rung.name for rung in step.rungs)]
    steps = dict.fromkeys(
        (*(step.name for step in reached), *(step.name for step in steps_asked(on.theory.links, box)))
    )
    by_name = {step.name: step for step in on.asked.program.steps if isinstance(step, Timed)}
    told = tuple(event for event in case.events if not is_tried(event))
    tried = histories(on.space, [by_name[name] for name in steps], on.asked.day, on.asked.evaluate)
    return (replace(case, events=(*told, *events)) for events in tried) if reached else iter(())


def _untold(on: Ground, box: Box) -> Iterator[Unknown]:
    """What a box hangs on besides facts: tests that are no matter of values, and who reached a rung.

    A case that has the right facts need not be as the box says of those.
    """
    facts = {fact.name for fact in on.asked.program.facts}
    for (subject, axis), atoms in zip(on.space.columns, box, strict=True):
        if atoms == (1 << axis.size) - 1:
            continue
        if subject.kind == "test" and (written := subject.expression):
            yield Unknown(written.text, "other", written.place.span(0, len(written.text)))
        elif subject.kind in {"count", "member"} and subject.name not in facts:
            yield Unknown(subject.name, "history")


def doubted(doubts: Iterable[Unknown], stopped: int) -> Verdict:
    """Proved, if there are no doubts."""
    found = tuple(dict.fromkeys((*doubts, STOPPED) if stopped else doubts))
    return Verdict("unknown", unknown=found) if found else PROVED
