"""What the fields of one clock say of each other, and of who reached its rungs."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.backends.proof.theory.linear.runs import places, unit_of
from engine.ir.program import Clock
from engine.temporal.clocks.reading import Share

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from engine.backends.proof.boxes.grid import Box
    from engine.backends.proof.coordinates.axis import Axis
    from engine.backends.proof.space import Column, Space

STATE, NOT_STARTED = "state", "not-started"
"""A clock that hasn't started has no other field; one that has, has when it started."""


LATE = frozenset({"breached", "met-late"})
"""A clock is late from the instant on at which it reaches its rung `due`, pauses and all."""


class Late(NamedTuple):
    """A clock's state, and how many have reached its rung `due`: masks of being late, and of there being none."""

    state: int
    late: int
    reached: int
    none: int

    def is_there(self, box: Box) -> bool:
        """Whether it is not late, or somebody has reached the rung."""
        return bool(box[self.state] & ~self.late or box[self.reached] & ~self.none)


def late_rungs(space: Space) -> tuple[Late, ...]:
    return tuple(_late_rungs(space))


def _late_rungs(space: Space) -> Iterator[Late]:
    steps = [[s for s in side.program.steps if isinstance(s, Clock)] for side in space.sides]
    counts = {c.subject.name: place for place, c in enumerate(space.columns) if c.subject.kind == "count"}
    for place, (subject, axis) in enumerate(space.columns):
        if subject.kind == "field" and subject.detail == STATE:
            late = sum(1 << axis.intervals + n for n, value in enumerate(axis.values) if value in LATE)
            clocks = [clock for found in steps for clock in found if clock.name == subject.name]
            named = (_due_rungs(clock) for clock in clocks)
            for name in set.intersection(*named) & counts.keys() if clocks else ():
                yield Late(place, late, counts[name], _none(space.columns[counts[name]].axis))


def _due_rungs(clock: Clock) -> set[str]:
    return {rung.name for rung in clock.rungs if isinstance(rung.at, Share) and rung.at.part == 1}


def _none(axis: Axis) -> int:
    """The atoms in which there is no element."""
    runs = ((atom, places(axis, 1 << atom, unit_of(axis)).runs) for atom in range(axis.intervals))
    return sum(1 << atom for atom, found in runs if all(run.high is not None and run.high <= 0 for run in found))


def fields_of(space: Space) -> Mapping[str, tuple[int, ...]]:
    """The columns of each clock, ladder and schedule by its name."""
    found: dict[str, tuple[int, ...]] = {}
    for place, (subject, _) in enumerate(space.columns):
        if subject.kind == "field":
            found[subject.name] = (*found.get(subject.name, ()), place)
    return found


def consistent(space: Space, name: str, columns: Sequence[int], box: Box) -> bool:
    """Whether a clock's state and its other fields can go together."""
    by_field = {str(space.columns[place].subject.detail): (space.columns[place], box[place]) for place in columns}
    state = by_field.pop(STATE, None)
    if state is None:
        return True
    clocks = [s for side in space.sides for s in side.program.steps if isinstance(s, Clock) and s.name == name]
    idle = all(_may_be_null(*field) for field in by_field.values())
    begun = "started" not in by_field or _may_have_value(*by_field["started"])
    states = _values(*state) - _never(clocks)
    return (NOT_STARTED in states and idle) or (bool(states - {NOT_STARTED}) and begun)


def _never(clocks: Sequence[Clock]) -> set[object]:
    """The states that no side's clock can be in."""
    paused = any(clock.pauses or clock.reopens_as == "pause" for clock in clocks)
    cancelled = any(clock.cancels for clock in clocks)
    return {*(() if paused or not clocks else ("paused",)), *(() if cancelled or not clocks else ("cancelled",))}


def _values(column: Column, mask: int) -> set[object]:
    return {value for place, value in enumerate(column.axis.values) if mask >> place & 1}


def _may_be_null(column: Column, mask: int) -> bool:
    return column.axis.null and bool(mask >> column.axis.size - 1 & 1)


def _may_have_value(column: Column, mask: int) -> bool:
    return bool(places(column.axis, mask, unit_of(column.axis)).runs)
