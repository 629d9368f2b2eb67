"""What the timed steps of a program ask of an event, as far as it can be told without the rest of its case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.backends.scalar.checked import History
from engine.backends.scalar.timed.demanded import missing
from engine.backends.scalar.timed.patterns import Patterns
from engine.backends.scalar.timed.windows import counting_of
from engine.feel.walk import references
from engine.ir.demands import demands
from engine.ir.program import Ladder, Timed
from engine.ir.timed import Consecutive

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from engine.backends.scalar.checked import Event
    from engine.backends.scalar.timed.told import Setting
    from engine.diagnostics import Diagnostic
    from engine.feel.typed import Expression
    from engine.ir.timed import EventPattern


def lacks(event: Event, setting: Setting) -> Iterator[Diagnostic]:
    """Data that a step goes by and the event doesn't have (GJ472), a period that it doesn't tell (GJ474).

    What depends on a fact, or on another step, isn't asked for.
    """
    alone = History((event,), places={event.id: 0})
    for step in setting.program.steps:
        if isinstance(step, Timed):
            yield from _missing(step, alone, setting)
        if isinstance(step, Ladder) and isinstance(step.window, Consecutive):
            yield from _no_period(step, step.window, alone, setting)


def _missing(step: Timed, alone: History, setting: Setting) -> Iterator[Diagnostic]:
    (event,) = alone.events
    for demand in demands(step, setting.program.events).get(event.type, ()):
        known = Patterns(_knowable(demand.patterns, setting.params), (), setting.zone)
        if event.data.get(demand.field) is None and known.fits(event, setting.params):
            yield missing(event, demand.field, step.name, alone)


def _no_period(ladder: Ladder, window: Consecutive, alone: History, setting: Setting) -> Iterable[Diagnostic]:
    conditions = [pattern.where for pattern in ladder.counts if pattern.where]
    if not all(_is_knowable(expression, setting.params) for expression in (window.period, *conditions)):
        return ()
    return counting_of(ladder, setting.zone)(setting.params, alone).problems


def _knowable(patterns: Iterable[EventPattern], names: Collection[str]) -> list[EventPattern]:
    return [pattern for pattern in patterns if pattern.where is None or _is_knowable(pattern.where, names)]


def _is_knowable(expression: Expression, names: Collection[str]) -> bool:
    return all(reference.name in names for reference in references(expression.root))
