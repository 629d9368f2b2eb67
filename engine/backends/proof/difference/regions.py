"""The regions of a component: boxes in which its sides don't decide alike, each with a case that shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.backends.proof.boxes.differing import differing
from engine.backends.proof.boxes.merging import merge
from engine.backends.proof.coordinates.extents import region_of
from engine.backends.proof.difference.borders import pieces_of
from engine.backends.proof.difference.contrast import contrasted
from engine.backends.proof.difference.deciding import decided_by
from engine.backends.proof.difference.grids import drawn, in_order
from engine.backends.proof.difference.outcomes import certain
from engine.backends.proof.difference.outputs import untold
from engine.backends.proof.difference.showing import come_to_the_same, shown_by_formulas, shown_for_certain
from engine.ir.differences import Difference

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Sequence
    from fractions import Fraction

    from engine.backends.proof.boxes.found import Answer
    from engine.backends.proof.boxes.grid import Box
    from engine.backends.proof.difference.components import Component
    from engine.backends.proof.difference.contrast import Contrast
    from engine.backends.proof.difference.forms import Forms
    from engine.backends.proof.difference.grids import Drawn
    from engine.backends.proof.difference.outcomes import Outcome
    from engine.backends.proof.difference.showing import Question, Shown
    from engine.backends.proof.space import Space
    from engine.backends.proof.theory.polynomials import Polynomial
    from engine.ir.regions import Unknown


FEW = 9
"""Rows beyond which what they come to on one side alone isn't told one by one."""


class Area(NamedTuple):
    """A box, and what each side decides there of that in which they aren't alike."""

    box: Box
    outcomes: tuple[Outcome, ...]


class Differing(NamedTuple):
    """A difference; `kinds`: per side what it decides, equal where two sides decide alike."""

    difference: Difference
    kinds: tuple[Hashable, ...]

    @property
    def share(self) -> Fraction:
        return self.difference.region.share


class Regions(NamedTuple):
    """`stopped`: 0 where these are all, else after how many nodes; `unknown`: what could not be settled.

    `crossings`: differences of amounts that are now more and now less than nothing in a region.
    """

    regions: tuple[Differing, ...]
    stopped: int
    unknown: tuple[Unknown, ...]
    crossings: tuple[Polynomial, ...]


def regions_of(component: Component, question: Question) -> Regions:
    """All regions in which the sides of a component differ."""
    grid = drawn(component, question.space)
    found = differing(grid.grid, alike=in_order(grid), possible=lambda box: question.theory.exists(grid.widen(box)))
    whole = [*_areas(grid, found.boxes, question.forms)]
    pieces = [piece for area in whole for piece in _pieces(area, question)]
    settled = [(area, _settled(area, contrast, question)) for area, contrast in pieces]
    crossings = tuple(crossing for _, contrast in pieces for crossing in contrast.crossings)
    regions = (Differing(shown.difference, _kinds(area, question)) for area, shown in settled if shown.difference)
    unknown = (*_unknown(grid, question.space), *(shown.unknown for _, shown in settled if shown.unknown))
    return Regions(tuple(regions), found.stopped, unknown, crossings)


def _pieces(area: Area, question: Question) -> Iterator[tuple[Area, Contrast]]:
    """The area told apart at borders, where it has any."""
    contrast = _contrast(area, question)
    boxes = pieces_of(area.box, contrast.crossings, question.borders)
    if len(boxes) == 1:
        yield area, contrast
        return
    for piece in (Area(box, area.outcomes) for box in boxes):
        yield piece, _contrast(piece, question)


def _contrast(area: Area, question: Question) -> Contrast:
    return contrasted(area.outcomes, question.programs, question.theory, area.box)


def _kinds(area: Area, question: Question) -> tuple[Hashable, ...]:
    """What makes two sides one kind: that they say the same, or that their formulas come to the same."""
    kinds: list[Hashable] = []
    for place, side in enumerate(area.outcomes):
        before = zip(area.outcomes[:place], kinds, strict=True)
        known = (kind for other, kind in before if come_to_the_same(other, side, area.box, question))
        kinds.append(next(known, side.content))
    return tuple(kinds)


def _areas(grid: Drawn, boxes: Sequence[tuple[Box, tuple[Answer, ...]]], forms: Sequence[Forms]) -> Iterator[Area]:
    """Boxes joined where the same rules of all sides decide the same, and what all sides decide alike left out.

    What one side alone brings by a table's rows is told by each of them where they are few.
    """
    wide = [(grid.widen(box), answers) for box, answers in boxes]
    found = [(box, each) for box, answers in wide if (each := decided_by(grid, answers, box, forms))]
    rows: dict[Hashable, set[Hashable]] = {}
    for _, each in found:
        rows.setdefault(_told(each.roughly), set()).add(_told(each.exactly))
    chosen = [(box, each.exactly if len(rows[_told(each.roughly)]) <= FEW else each.roughly) for box, each in found]
    outcomes = {_told(sides): sides for _, sides in reversed(chosen)}
    return (Area(box, outcomes[told]) for box, told in merge([(box, _told(sides)) for box, sides in chosen]))


def _told(sides: Iterable[Outcome]) -> Hashable:
    return tuple(side.told for side in sides)


def _unknown(grid: Drawn, space: Space) -> Iterator[Unknown]:
    """What could not be laid out of the conditions that differ, or can't be compared of their tables.

    A test with a column of its own may be anything there, so that nothing is missed: whether a case shows it is asked
    area by area.
    """
    named = {column.subject.name for column in space.columns if column.subject.kind == "test"}
    yield from (unknown for unknown in space.unknown if unknown.text not in named)
    for sheet in grid.component:
        if sheet.table:
            yield from untold(sheet.table, sheet.entries)


def _settled(area: Area, contrast: Contrast, question: Question) -> Shown:
    """The difference, with what is unknown of it; neither where formulas come to the same."""
    difference = Difference(region_of(question.space, area.box), contrast.sides, contrast.changes)
    if certain(area.outcomes):
        return shown_for_certain(difference, area.box, contrast, question)
    return shown_by_formulas(difference, area.box, contrast, question)
