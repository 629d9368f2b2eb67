"""What a cycle is held against, one course per target: a target that changes midway counts anew, or goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.temporal.clocks.due import course_of, credited
from engine.temporal.clocks.pauses import merged

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from engine.temporal.clocks.due import Course
    from engine.temporal.clocks.pauses import Pause
    from engine.temporal.clocks.reading import OnChange
    from engine.temporal.span import TimeSpan
    from engine.temporal.timetable import Timetable

    Target = tuple[dt.datetime, TimeSpan | None]


def courses_of(
    table: Timetable, targets: Sequence[Target], pauses: Sequence[Pause], on_change: OnChange, until: dt.datetime
) -> list[Course | None]:
    """A course for each target of a cycle that ends at `until`; None: while there is no target, there is no clock.

    The targets are those of `targets_of`, of which `keep` holds the last against the whole cycle.
    """
    if on_change == "keep":
        targets = [(targets[0][0], targets[-1][1])]
    ends = [*(since for since, _ in targets[1:]), until]
    courses: list[Course | None] = []
    before: Course | None = None
    for (since, target), end in zip(targets, ends, strict=True):
        halts = merged(pauses, since, end)
        if target is None:
            courses.append(None)
            continue
        if before and on_change == "credit":
            before = credited(before, target, since, end, halts)
        else:
            before = course_of(table, target, since, end, halts)
        courses.append(before)
    return courses


def targets_of(targets: Sequence[Target], since: dt.datetime, end: dt.datetime | None) -> list[Target]:
    """The targets of a cycle until its end, each from an instant on; one that equals the one before is no change."""
    ordered = sorted(targets, key=lambda target: target[0])
    earlier = [target for at, target in ordered if at <= since] or [target for _, target in ordered[:1]]
    held: list[Target] = [(since, earlier[-1] if earlier else None)]
    for at, target in ordered:
        if since < at and (end is None or at < end) and target != held[-1][1]:
            held.append((at, target))
    return held
