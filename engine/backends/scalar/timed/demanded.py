"""Events that don't say what a step goes by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.backends.scalar.timed.patterns import Patterns
from engine.diagnostics import Diagnostic
from engine.ir.demands import demands

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from engine.backends.scalar.checked import Event, History
    from engine.backends.scalar.evaluator import Frame
    from engine.backends.scalar.timed.told import Setting
    from engine.ir.program import Timed
    from engine.ir.timed import EventPattern


def lacking(
    step: Timed, setting: Setting, asks: Callable[[EventPattern], bool] = lambda _: True
) -> Callable[[Frame, History], Iterator[Diagnostic]]:
    """The closure that finds them in a case: those that a pattern means which `asks`, without the data (GJ472)."""
    needed = {
        event: [(each.field, Patterns([*filter(asks, each.patterns)], (), setting.zone)) for each in found]
        for event, found in demands(step, setting.program.events).items()
    }

    def find(frame: Frame, history: History) -> Iterator[Diagnostic]:
        for event in history.events:
            for field, meant in needed.get(event.type, ()):
                if event.data.get(field) is None and meant.fits(event, frame):
                    yield missing(event, field, step.name, history)

    return find


def missing(event: Event, field: str, step: str, history: History) -> Diagnostic:
    """What is said of an event of a history that lacks a field by which a step goes."""
    place = history.places.get(event.id)
    pointer = "/events" if place is None else f"/events/{place}"
    return Diagnostic(
        "GJ472", None, (("id", event.id), ("type", event.type), ("field", field), ("step", step)), "", pointer
    )
