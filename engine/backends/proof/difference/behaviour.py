"""Programs of several sides -> every region of cases in which they don't decide alike.

lay ────── sheets ────── components ────── boxes ────── regions
conditions/   what is equal on     each a grid of its    what differs there, by how much,
all sides cancels    own: boxes/           towards which side: contrast; a witness: theory/

Where one of two amounts begins to be more than the other, all is laid out once more with these borders: borders.py.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from engine.backends.proof.conditions import lay
from engine.backends.proof.difference.borders import borders_of, laid_borders
from engine.backends.proof.difference.choices import asked_of, choices_of
from engine.backends.proof.difference.components import components, unlike
from engine.backends.proof.difference.forms import forms_of
from engine.backends.proof.difference.regions import regions_of
from engine.backends.proof.difference.sheets import sheets_of
from engine.backends.proof.difference.showing import Question
from engine.backends.proof.space import Side
from engine.backends.proof.theory.possible import theory_of
from engine.ir.regions import COMPLETE, Proof

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Hashable, Iterable, Sequence

    from engine.backends.proof.difference.borders import Border
    from engine.backends.proof.difference.regions import Regions
    from engine.backends.proof.difference.showing import Replay
    from engine.backends.proof.space import Evaluator
    from engine.ir.differences import Difference
    from engine.ir.program import Program


class Behaviour(NamedTuple):
    """`differences`: the largest region first. `classes`: the sides that decide alike wherever it is known."""

    differences: tuple[Difference, ...]
    proof: Proof
    classes: tuple[tuple[int, ...], ...]


def same(sides: int) -> Behaviour:
    """What is known of so many programs that say the same."""
    return Behaviour((), COMPLETE, (tuple(range(sides)),) if sides else ())


def compare_behaviour(programs: Sequence[Program], evaluate: Evaluator, as_of: dt.date, replay: Replay) -> Behaviour:
    """Every region in which not all programs decide alike; the first of them is the baseline.

    `evaluate`: how an expression is computed, `replay`: how a case is decided. What rungs bring is left out: it differs
    in time.
    """
    found = _found(programs, evaluate, as_of, replay)
    borders = borders_of((crossing for each in found for crossing in each.crossings), programs[0])
    if borders:
        found = _found(programs, evaluate, as_of, replay, borders)
    ordered = sorted((region for each in found for region in each.regions), key=lambda region: -region.share)
    return Behaviour(
        tuple(region.difference for region in ordered),
        _proof(found),
        _classes([region.kinds for region in ordered], len(programs)),
    )


def _found(
    programs: Sequence[Program],
    evaluate: Evaluator,
    as_of: dt.date,
    replay: Replay,
    borders: Sequence[Border] = (),
) -> list[Regions]:
    """Component by component."""
    own = [Side(program, asked_of(program)) for program in programs]
    tests = tuple(test for border in borders for test in border.tests)
    space = lay([replace(own[0], asked=(*own[0].asked, *tests)), *own[1:]], evaluate)
    forms = [forms_of(program, evaluate) for program in programs]
    sides = [sheets_of(side, laid, forms[side], choices_of(laid)) for side, laid in enumerate(space.sides)]
    there = laid_borders(borders, space.sides[0].asked[len(own[0].asked) :])
    question = Question(programs, forms, theory_of(space, evaluate), evaluate, as_of, replay, there)
    return [regions_of(component, question) for component in components(unlike(sides))]


def _proof(found: Iterable[Regions]) -> Proof:
    """Complete where every component is."""
    after = sum(each.stopped for each in found)
    unknown = {(one.text, one.reason): one for each in found for one in each.unknown}
    return Proof("stopped" if after else "unknown" if unknown else "complete", after, tuple(unknown.values()))


def _classes(kinds: Sequence[Sequence[Hashable]], sides: int) -> tuple[tuple[int, ...], ...]:
    """The sides that are of one kind in every region."""
    classes: dict[Hashable, list[int]] = {}
    for side in range(sides):
        classes.setdefault(tuple(kind[side] for kind in kinds), []).append(side)
    return tuple(map(tuple, classes.values()))
