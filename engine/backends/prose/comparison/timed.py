"""What differs in time, told in the words of the matrix's rows: `上门解决 · 限期`, side by side."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.backends.prose.phrases import phrases
from engine.backends.prose.regions.timed import stated_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.backends.prose.comparison.material import Cell, Entry, Row
    from engine.backends.prose.handbook.parts import Line
    from engine.backends.prose.handbook.speech import Speech
    from engine.ir.differences import Stated, TimedDifference


def directed(rows: Sequence[Row], timed: Sequence[TimedDifference]) -> tuple[Row, ...]:
    """The rows with what is known of time: which side is stricter or milder."""
    known = {row.id: found.sides for found in timed if (row := _row(found, rows))}
    return tuple(_directed(row, known[row.id]) if row.id in known else row for row in rows)


def _directed(row: Row, sides: Sequence[Stated | None]) -> Row:
    return row._replace(cells=tuple(_towards(cell, stated) for cell, stated in zip(row.cells, sides, strict=True)))


def _towards(cell: Cell, stated: Stated | None) -> Cell:
    if cell.state == "overridden" and stated and stated.direction in ("stricter", "milder"):
        return cell._replace(state=stated.direction)
    return cell


def timed_title(difference: TimedDifference, entry: Entry, lang: str) -> str:
    """The row's title, where there is such a row."""
    row = _row(difference, entry.rows)
    if row:
        return row.title.in_language(lang)
    point = difference.point or phrases(lang, "timed_points")("whole")
    return phrases(lang, "comparison")("part_of", title=difference.title.in_language(lang), part=point)


def told_once(entry: Entry) -> list[TimedDifference]:
    """The differences in time, those of one row put together: `at 3` of one side and `from 3` of another."""
    found: dict[tuple[str, str], TimedDifference] = {}
    for difference in entry.comparison.timed:
        key = _key(difference, entry)
        found[key] = _joined(found[key], difference) if key in found else difference
    return list(found.values())


def _joined(one: TimedDifference, other: TimedDifference) -> TimedDifference:
    """With what sides say of the other that say nothing of the one."""
    both = zip(one.sides, other.sides, strict=True)
    return replace(one, sides=tuple(mine or theirs for mine, theirs in both), example=one.example or other.example)


def _key(difference: TimedDifference, entry: Entry) -> tuple[str, str]:
    row = _row(difference, entry.rows)
    return ("", row.id) if row else (difference.item, difference.point)


def timed_lines(difference: TimedDifference, entry: Entry, speech: Speech) -> list[Line]:
    """What each side says, and what that comes to in the example."""
    row = _row(difference, entry.rows)
    cells = row.cells if row else (None,) * len(difference.sides)
    said = (cell.said.in_language(speech.lang) if cell and cell.said else () for cell in cells)
    return [
        stated_line(stated, line, difference, speech.words) for stated, line in zip(difference.sides, said, strict=True)
    ]


def _row(difference: TimedDifference, rows: Sequence[Row]) -> Row | None:
    """The item that a point is about: `within` of a clock is `onsite.within`, `at due`, its rung, `onsite.due`."""
    names = (f"{difference.item}.{difference.point}", f"{difference.item}.{difference.point.rpartition(' ')[2]}")
    return next((row for name in names for row in rows if row.id == name), None)
