"""What expressions would have been at an earlier instant: the part of a program that they are made of, run again.

A fact that comes from events had the value of the latest by then. One that the case gives itself has had it always.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from engine.backends.scalar.coerce import Unfit
from engine.backends.scalar.inspection import fact_reader, latest
from engine.feel.walk import references
from engine.ir.expressions import step_expressions
from engine.ir.program import Derived, Table
from engine.ir.steps import names_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from engine.backends.scalar.checked import History
    from engine.backends.scalar.evaluator import Frame
    from engine.backends.scalar.timed.told import Setting
    from engine.feel.typed import Expression
    from engine.feel.values import Value
    from engine.ir.program import EventSource, Fact, Step


class Slice:
    """The facts and the steps that some expressions of a program are made of."""

    __slots__ = ("_facts", "_params", "_reads_history", "_sourced", "_steps")

    def __init__(self, setting: Setting, expressions: Iterable[Expression]) -> None:
        program = setting.program
        steps, names = _behind(program.steps, expressions)
        sources = [(fact, fact.source) for fact in program.facts if fact.source and fact.name in names]
        self._params = setting.params
        self._facts = tuple(fact.name for fact in program.facts)
        self._sourced = tuple(_Sourced(fact, source, program.zone) for fact, source in sources)
        self._steps = tuple(setting.names_run(step, setting) for step in steps)
        self._reads_history = not all(isinstance(step, Derived | Table) for step in steps)

    def turns(self, history: History) -> list[dt.datetime]:
        """The instants of the events that may have changed what the expressions are."""
        types = {sourced.event for sourced in self._sourced}
        return [event.at for event in history.events if self._reads_history or event.type in types]

    def at(self, instant: dt.datetime, frame: Frame, history: History) -> Frame:
        """The names' values as of an instant; `frame` has the facts as they are now."""
        known = bisect_right(history.events, instant, key=lambda event: event.at)
        earlier = history._replace(events=history.events[:known], now=instant)
        inner = self._params | {name: frame.get(name) for name in self._facts}
        for sourced in self._sourced:
            inner[sourced.name] = sourced.at(inner[sourced.name], history, earlier)
        for run in self._steps:
            run(inner, earlier)
        return inner


def _behind(steps: tuple[Step, ...], expressions: Iterable[Expression]) -> tuple[list[Step], set[str]]:
    """The steps behind the expressions, in their order, and every name that is read on the way."""
    names = {ref.name for expression in expressions for ref in references(expression.root)}
    found: list[Step] = []
    for step in reversed(steps):
        if not names.isdisjoint(names_of(step)):
            found.insert(0, step)
            names |= {ref.name for expression in step_expressions(step) for ref in references(expression.root)}
    return found, names


class _Sourced:
    """A fact that comes from events."""

    __slots__ = ("_field", "_read", "event", "name")

    def __init__(self, fact: Fact, source: EventSource, zone: str) -> None:
        self.name = fact.name
        self.event = source.event
        self._field = source.field
        self._read = fact_reader(fact, zone)

    def at(self, given: Value, history: History, earlier: History) -> Value:
        return self._of(earlier) if self._of(history) == given else given

    def _of(self, history: History) -> Value:
        """Null where an event says what doesn't fit the fact: a later one has corrected it."""
        try:
            return self._read(latest(history, self.event, self._field))
        except Unfit:
            return None
