"""Points of clocks, ladders and schedules: instants at which something becomes true by itself, or did."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    import datetime as dt

PointKind = Literal["warn", "breach", "escalation", "strike", "missed"]


class Point(NamedTuple):
    """A point that was reached, or will be at `at` if nothing more happens.

    `timer`: the clock, ladder or schedule; `rung`: the rule's id, such as `handover.due`; a clock's `breach` has
    `<clock>.breach`, whether it has a rung at its due instant or not. `key`: of what is kept per something, else empty.
    `cycle`: what tells it from the same rung of the same timer at another time: the event that began the clock's cycle,
    the event that reached the ladder's rung, the planned day of the schedule's occurrence with its anchor.
    `outcomes`: the consequences that the rung brings, as a decision's JSON has them; empty for a `breach`.
    """

    kind: PointKind
    timer: str
    rung: str
    key: tuple[str, ...]
    cycle: str
    at: dt.datetime
    due: dt.datetime | None
    outcomes: tuple[dict[str, Any], ...]
