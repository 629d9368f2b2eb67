"""What the timed steps of a program ask of an event, as far as it can be told without the rest of its case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.backends.scalar.checked import History
from engine.backends.scalar.timed.demanded import lacking
from engine.backends.scalar.timed.windows import counting_of
from engine.feel.walk import references
from engine.ir.program import Ladder, Timed
from engine.ir.timed import Consecutive

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from engine.backends.scalar.checked import Event
    from engine.backends.scalar.timed.told import Setting
    from engine.diagnostics import Diagnostic
    from engine.feel.typed import Expression
    from engine.ir.timed import EventPattern


def asked(setting: Setting) -> Callable[[Event], Iterator[Diagnostic]]:
    """The closure that finds data by which a step goes and an event doesn't have (GJ472), a period untold (GJ474).

    What depends on a fact, or on another step, isn't asked for.
    """
    params, steps = setting.params, setting.program.steps
    finders = [
        lacking(step, setting, lambda pattern: _means(pattern, params)) for step in steps if isinstance(step, Timed)
    ]
    counted = [step for step in steps if isinstance(step, Ladder) and _tells_its_period(step, params)]
    countings = [counting_of(ladder, setting.zone) for ladder in counted]

    def find(event: Event) -> Iterator[Diagnostic]:
        alone = History((event,), places={event.id: 0})
        for lacks in finders:
            yield from lacks(params, alone)
        for counting in countings:
            yield from counting(params, alone).problems

    return find


def _means(pattern: EventPattern, names: Collection[str]) -> bool:
    """Whether an event alone says if the pattern means it."""
    return pattern.where is None or _is_knowable(pattern.where, names)


def _tells_its_period(ladder: Ladder, names: Collection[str]) -> bool:
    window = ladder.window
    if not isinstance(window, Consecutive):
        return False
    return _is_knowable(window.period, names) and all(_means(pattern, names) for pattern in ladder.counts)


def _is_knowable(expression: Expression, names: Collection[str]) -> bool:
    return all(reference.name in names for reference in references(expression.root))
