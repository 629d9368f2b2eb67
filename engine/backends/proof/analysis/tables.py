"""What is wrong with the rows of a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.backends.proof.analysis.sheet import ONLY
from engine.backends.proof.boxes import contained, masked, maximal, meeting, sharing, uncovered
from engine.backends.proof.boxes.masks import box_within
from engine.ir.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

    from engine.backends.proof.analysis.sheet import Sheet
    from engine.backends.proof.boxes.grid import Box
    from engine.ir.findings import FindingKind

SINGLE = frozenset({"unique", "any", "first"})
MANY = 100
"""Findings of one kind in one table after which no more are looked for."""


class Stopped(Exception):
    """More was to be found, or there were too many nodes. `after`: how many there were by then."""

    def __init__(self, after: int) -> None:
        super().__init__(after)
        self.after = after


def gaps(sheet: Sheet) -> Iterator[Finding]:
    """Where no row answers, if one is to: boxes grown as far as they go, so that few of them say it."""
    if sheet.about is None or sheet.hit not in SINGLE:
        return
    found = uncovered(sheet.grid, ONLY, possible=sheet.possible)
    for box in maximal(sheet.grid, ONLY, (box for box, _ in found.boxes)):
        yield Finding("gap", (sheet.about,), sheet.region(box), sheet.claimed)
    if found.stopped:
        raise Stopped(found.stopped)


def claimed_gaps(sheet: Sheet) -> Iterator[Finding]:
    """Those of a table whose owner says that it has none."""
    return gaps(sheet) if sheet.claimed else iter(())


def contradictions(sheet: Sheet) -> Iterator[Finding]:
    """Rows of a unique table that match together; rows of an `any` table that then don't say the same."""
    if sheet.hit not in {"unique", "any"}:
        return
    kind: FindingKind = "contradiction" if sheet.hit == "unique" else "conflict"
    together = sharing(sheet.grid, ONLY)
    for count, (one, other) in enumerate(meeting(sheet.grid, ONLY)):
        first, second = sheet.lines[one], sheet.lines[other]
        if count == MANY:
            raise Stopped(MANY)
        if sheet.hit == "any" and first.gives == second.gives:
            continue
        boxes = [box for box in together(one, other) if sheet.possible(box)]
        if boxes:
            yield Finding(kind, (second.concerned, first.concerned), sheet.region(max(boxes, key=_extent)))


def hidden(sheet: Sheet) -> Iterator[Finding]:
    """Rows that are never selected because earlier ones take all their cases."""
    if sheet.hit == "first":
        found = masked(sheet.grid, ONLY)
        for rule, by in found.rules:
            if by:
                concerned = (sheet.lines[rule].concerned, *(sheet.lines[each].concerned for each in by))
                yield Finding("masked", concerned)
        if found.stopped:
            raise Stopped(found.stopped)


def unreachable(sheet: Sheet) -> Iterator[Finding]:
    """Rows and rules that no case fulfils."""
    reached = {
        piece.rule
        for piece in sheet.grid.layers[ONLY].pieces
        if sheet.possible(box_within(sheet.grid.sizes, piece.cells))
    }
    for number, line in enumerate(sheet.lines):
        if number not in reached:
            yield Finding("unreachable", (line.concerned,))


def subsumed(sheet: Sheet) -> Iterator[Finding]:
    """Rules and rows all of whose cases another has too, and brings the same: of two alike the later one."""
    if sheet.hit in {"unique", "first"}:
        return
    found = set(contained(sheet.grid, ONLY))
    for inner, outer in sorted(found):
        within, around = sheet.lines[inner], sheet.lines[outer]
        alike = (within.gives, within.brings) == (around.gives, around.brings)
        says = within.brings != frozenset() or sheet.hit == "any"
        if alike and says and (outer < inner or (outer, inner) not in found):
            yield Finding("subsumed", (within.concerned, around.concerned))


def mergeable(sheet: Sheet) -> Iterator[Finding]:
    """Rows that could be one with an earlier one: they say the same, in the same words, and differ in one column.

    Not where rows hide one another.
    """
    if sheet.hit not in {"unique", "any"}:
        return
    boxes = {piece.rule: box_within(sheet.grid.sizes, piece.cells) for piece in sheet.grid.layers[ONLY].pieces}
    alike: dict[Hashable, list[int]] = {}
    for number, line in enumerate(sheet.lines):
        if len(line.parts) == 1:
            earlier = alike.setdefault((line.written, line.brings, line.cites), [])
            beside = next((one for one in earlier if _is_one(boxes[one], boxes[number], sheet)), None)
            if beside is not None:
                yield Finding("mergeable", (line.concerned, sheet.lines[beside].concerned))
            earlier.append(number)


def _is_one(one: Box, other: Box, sheet: Sheet) -> bool:
    """Whether two boxes differ in one column, in which one cell can say both."""
    apart = [place for place, (left, right) in enumerate(zip(one, other, strict=True)) if left != right]
    if len(apart) != 1:
        return False
    (place,) = apart
    return _is_cell(one[place] | other[place], sheet.ground.space.columns[place].axis.intervals)


def _is_cell(mask: int, intervals: int) -> bool:
    """Single values may be listed as they come; intervals must join up, and stand by themselves."""
    ordered = mask & (1 << intervals) - 1
    return not ordered or (ordered == mask and (mask + (mask & -mask)) & mask == 0)


def _extent(box: Box) -> int:
    return sum(mask.bit_count() for mask in box)
