"""Events and facts of a case as they come in, each by itself, before anybody decides: what no policy could use."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.backends.scalar.coerce import Unfit
from engine.backends.scalar.history import HistoryReader, add_problems
from engine.backends.scalar.inspection import fact_reader
from engine.backends.scalar.timed.asked import asked
from engine.backends.scalar.timed.run import setting
from engine.diagnostics import Report, did_you_mean, unknown
from engine.diagnostics.pointers import escaped

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from engine.backends.scalar.checked import Event
    from engine.backends.scalar.coerce import Reader
    from engine.diagnostics import Diagnostic
    from engine.ir.program import Program, Timeline

PLACE = "/events/0"
"""Where an event's findings point to, when a history of it alone is read."""


class Period(NamedTuple):
    """A program in force: its facts that an event brings, and what an event lacks by which its timed steps go."""

    program: Program
    sourced: tuple[tuple[str, str, Reader], ...]
    lacks: Callable[[Event], Iterator[Diagnostic]]


class Asking(NamedTuple):
    """What one policy asks. `facts`: how each is read, by the last of its periods in force."""

    timeline: Timeline
    periods: tuple[Period, ...]
    facts: Mapping[str, Reader]


class Gate:
    """What the policies of one branch ask of a case's events and facts.

    `kind`: what is told is of a case of that kind, and nothing to policies of others; empty: it is for all of them.
    """

    def __init__(self, timelines: Sequence[Timeline]) -> None:
        self._asking = tuple(map(_asking, timelines))
        latest = [each.periods[-1].program for each in self._asking if each.periods]
        self._history = HistoryReader(latest[0]) if latest else None

    def event(self, raw: Mapping[str, Any], kind: str) -> tuple[Diagnostic, ...]:
        """What is wrong with an event (`id`, `type`, `at` and data, as in a history); pointers lead into it.

        It is none of the vocabulary, has data of other types, or lacks what a policy goes by that is in force when it
        happens, or later.
        """
        report = Report()
        if self._history is None:
            report.add("GJ452", pointer=f"{PLACE}/type", type=raw.get("type", ""))
            return _into(report)
        read = self._history.read([raw], None, None, report)
        if not report.found:
            report.found += self._lacking(read.events[0], kind, report)
        return _into(report)

    def _lacking(self, event: Event, kind: str, report: Report) -> Iterator[Diagnostic]:
        for period in (period for each in self._asked(kind) for period in each.periods):
            if _sees(period.program, event.at):
                _read_facts(period, event, report)
                yield from period.lacks(event)

    def facts(self, raw: Mapping[str, Any], kind: str) -> tuple[Diagnostic, ...]:
        """What is wrong with some facts of a case: each is declared by a policy, and fits every one that declares it.

        Null, which takes a fact back, fits them all.
        """
        report, readers = Report(), _readers(self._asked(kind))
        for name in unknown(raw, readers):
            report.add("GJ401", pointer=f"/{escaped(name)}", name=name, near=did_you_mean(name, readers))
        for name, value in raw.items():
            for read in readers.get(name, ()) if value is not None else ():
                _try(read, value, f"/{escaped(name)}", report)
        return report.sorted()

    def _asked(self, kind: str) -> Iterator[Asking]:
        return (each for each in self._asking if each.timeline.is_about(kind))


def _asking(timeline: Timeline) -> Asking:
    programs = [program for program in timeline.programs if program.in_force]
    facts = {fact.name: fact_reader(fact, program.zone) for program in programs[-1:] for fact in program.facts}
    return Asking(timeline, tuple(map(_period, programs)), facts)


def _period(program: Program) -> Period:
    sourced = tuple(
        (fact.source.event, fact.source.field, fact_reader(fact, program.zone)) for fact in program.facts if fact.source
    )
    return Period(program, sourced, asked(setting(program)))


def _readers(asked: Iterable[Asking]) -> dict[str, list[Reader]]:
    """The readers of each fact, of all the policies that declare it."""
    found: dict[str, list[Reader]] = {}
    for name, read in (item for each in asked for item in each.facts.items()):
        found.setdefault(name, []).append(read)
    return found


def _sees(program: Program, at: dt.datetime) -> bool:
    """Whether an event then is still to be read in the program's period."""
    return program.until is None or at.date() <= program.until


def _read_facts(period: Period, event: Event, report: Report) -> None:
    for kind, field, read in period.sourced:
        if kind == event.type and event.data.get(field) is not None:
            _try(read, event.data[field], f"{PLACE}/{field}", report)


def _try(read: Reader, value: object, pointer: str, report: Report) -> None:
    try:
        read(value)
    except Unfit as unfit:
        add_problems(unfit, pointer, report)


def _into(report: Report) -> tuple[Diagnostic, ...]:
    """The findings as of the event alone: what names a place in the history names one in the event."""
    return tuple(map(_alone, report.sorted()))


def _alone(found: Diagnostic) -> Diagnostic:
    args = tuple((name, value.removeprefix(f"{PLACE[1:]}/") if name == "name" else value) for name, value in found.args)
    pointer = (found.pointer or "").removeprefix(PLACE)
    return replace(found, args=args, pointer="" if pointer == "/events" else pointer)
