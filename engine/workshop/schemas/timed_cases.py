"""What cases expect of clocks, ladders and schedules: a policy's own by name, their states with what they mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from engine.diagnostics.phrases import phrase
from engine.model.policy import TimedItem
from engine.model.text import Text
from engine.model.timed.shapes import TOLD, Clock, Ladder, Schedule
from engine.temporal.clocks.reading import ClockState
from engine.temporal.schedules.occurrences import OccurrenceState
from engine.workshop.schemas.choices import Choice, Choices, bare, heading, lines, one_of, quiet, unnamed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.model.policy import Policy
    from engine.model.timed.shapes import Timed
    from engine.workshop.schemas.choices import Schema

EXPECTED = ("clocks", "ladders", "schedule")


def narrow_states(parts: dict[str, Schema]) -> None:
    """Say what each state means; leave what a policy's own is called to the policy's part."""
    parts["clocks"] = unnamed(bare(parts["clocks"]))
    parts["clockState"] = {**_described(parts["clockState"]), **_states(get_args(ClockState))}
    occurrence = parts["occurrence"]["properties"]
    occurrence["state"] = {**_described(occurrence["state"]), **_states(get_args(OccurrenceState))}
    for name in ("ladder", "occurrence"):
        parts[name]["properties"]["id"] = bare(parts[name]["properties"]["id"])


def told_of(policy: Policy) -> dict[str, Schema]:
    """The attributes that the consequences of the policy's rungs have by themselves."""
    kinds = {type(step): None for step in _timed(policy) if step.rungs}
    names = dict.fromkeys(name for kind in kinds for name, _ in TOLD[kind])
    return {name: {"title": heading(_phrased("timed_values", name))} for name in names}


def expected(policy: Policy, *, strict: bool) -> dict[str, Schema]:
    """The parts of `expect` that have to do with time."""
    steps = tuple(_timed(policy))
    clocks, ladders, schedules = (
        [step for step in steps if isinstance(step, kind)] for kind in (Clock, Ladder, Schedule)
    )
    return {
        "clocks": _by_name(clocks, {"$ref": "#/$defs/clocks"}, strict=strict),
        "ladders": {**_by_name(ladders, {}, strict=strict), "items": _by_id(ladders, strict=strict)},
        "schedule": {"items": _by_id(schedules, strict=strict)},
    }


def _timed(policy: Policy) -> Iterator[Timed]:
    return (item.step for item in policy.steps if isinstance(item, TimedItem))


def _by_name(steps: Iterable[Timed], part: Schema, *, strict: bool) -> Schema:
    named = {step.name: {"title": heading(step.title), "description": lines(step.title), **part} for step in steps}
    return {"properties": named, **({"additionalProperties": False} if strict else {})}


def _by_id(steps: Iterable[Timed], *, strict: bool) -> Schema:
    names = Choices(tuple(Choice(step.name, lines(step.title)) for step in steps), strict)
    return {"properties": {"id": quiet(one_of(names))}}


def _states(states: Iterable[str]) -> Schema:
    return one_of(Choices(tuple(Choice(state, lines(_phrased("timed", state))) for state in states), whole=True))


def _described(static: Schema) -> Schema:
    return {key: value for key, value in bare(static).items() if key != "enum"}


def _phrased(table: str, name: str) -> Text:
    return Text(phrase(table, name, "zh"), phrase(table, name, "en"))
