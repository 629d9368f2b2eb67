"""Events and facts of a case as they come in, each by itself, before anybody decides: what no policy could use."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.backends.scalar.coerce import Unfit, escaped
from engine.backends.scalar.history import HistoryReader, add_problems
from engine.backends.scalar.inspection import fact_reader
from engine.backends.scalar.timed.asked import lacks
from engine.backends.scalar.timed.run import setting
from engine.diagnostics import Report, did_you_mean
from engine.ir.steps import is_timed

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence

    from engine.backends.scalar.checked import Event
    from engine.backends.scalar.coerce import Reader
    from engine.backends.scalar.timed.told import Setting
    from engine.diagnostics import Diagnostic
    from engine.ir.program import Program

    Readers = dict[str, list[Reader]]

PLACE = "/events/0"
"""Where an event's findings point to, when a history of it alone is read."""


class Period(NamedTuple):
    """A program in force, with what it asks of events: what its facts are that an event brings, and its timed steps."""

    program: Program
    sourced: tuple[tuple[str, str, Reader], ...]
    timed: Setting | None


class Gate:
    """What the policies of one branch ask of a case's events and facts. `programs`: of each, in the order of time."""

    def __init__(self, programs: Sequence[Sequence[Program]]) -> None:
        in_force = [[program for program in each if program.in_force] for each in programs]
        self._periods = [_period(program) for each in in_force for program in each]
        self._latest = [each[-1] for each in in_force if each]
        self._history = HistoryReader(self._latest[0]) if self._latest else None
        self._facts = _facts(self._latest)

    def event(self, raw: Mapping[str, Any]) -> tuple[Diagnostic, ...]:
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
            report.found += self._asked(read.events[0], report)
        return _into(report)

    def _asked(self, event: Event, report: Report) -> Iterator[Diagnostic]:
        for period in self._periods:
            if _sees(period.program, event.at):
                _read_facts(period, event, report)
                yield from lacks(event, period.timed) if period.timed else ()

    def facts(self, raw: Mapping[str, Any]) -> tuple[Diagnostic, ...]:
        """What is wrong with some facts of a case: each is declared by a policy, and fits every one that declares it.

        Null, which takes a fact back, fits them all.
        """
        report = Report()
        for name, value in raw.items():
            if name not in self._facts:
                near = did_you_mean(name, self._facts)
                report.add("GJ401", pointer=f"/{escaped(name)}", name=name, near=near)
            for read in self._facts.get(name, ()) if value is not None else ():
                _try(read, value, f"/{escaped(name)}", report)
        return report.sorted()


def _period(program: Program) -> Period:
    sourced = tuple(
        (fact.source.event, fact.source.field, fact_reader(fact, program.zone)) for fact in program.facts if fact.source
    )
    return Period(program, sourced, setting(program) if is_timed(program) else None)


def _facts(programs: Sequence[Program]) -> Readers:
    found: Readers = {}
    for program in programs:
        for fact in program.facts:
            found.setdefault(fact.name, []).append(fact_reader(fact, program.zone))
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
