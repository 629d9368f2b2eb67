"""The case's events as they came in, read into a history; events of the vocabulary only, each id once."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from engine.backends.scalar.checked import NO_HISTORY, Event, History
from engine.backends.scalar.coerce import Unfit, reader, shown
from engine.backends.scalar.requirements import Approved
from engine.diagnostics import Diagnostic, did_you_mean, unknown
from engine.diagnostics.pointers import escaped
from engine.feel.types import DATE_TIME, STRING
from engine.ir.demands import STRUCK
from engine.ir.program import Ladder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from engine.backends.scalar.coerce import Reader
    from engine.diagnostics import Report
    from engine.feel.values import Value
    from engine.ir.program import EventType, Program

_OWN = ("id", "type", "at")
_BY = "by"
"""Any event may say by whom."""
_TEXT = reader(STRING, "UTC")
_EXAMPLE = '{"id": "e1", "type": "%s", "at": "2026-01-31T18:00:00+08:00"}'


def members(event: EventType) -> frozenset[str]:
    """What an event of the vocabulary may have."""
    return frozenset((*_OWN, _BY, *dict(event.fields)))


class HistoryReader:
    """Reads histories by the vocabulary of one program."""

    def __init__(self, program: Program) -> None:
        self._types = {event.name: event for event in program.events}
        self._zone = program.zone
        self._at = reader(DATE_TIME, program.zone)
        self._strikes = _strikes_by_appeal(program)
        self._example = _EXAMPLE % next(iter(self._types), "customer.contacted")

    def read(self, raw: object, now: dt.date | None, horizon: dt.date | None, report: Report) -> History:
        """The events up to `now` (a day: to its end; None: all), in order.

        Problems go to the report, what is left out to the history's `warnings`.
        """
        instant = self._instant(now)
        nothing = NO_HISTORY._replace(now=instant, horizon=horizon)
        if raw is None:
            return nothing
        if not isinstance(raw, list | tuple):
            report.add("GJ450", pointer="/events", given=shown(raw), example=f"[{self._example}]")
            return nothing
        found = [self._event(item, f"/events/{index}", report) for index, item in enumerate(raw)]
        events = _once([(place, event) for place, event in enumerate(found) if event], report)
        places = {event.id: place for place, event in reversed(list(enumerate(found))) if event}
        history = _history(events, instant, horizon)
        idle = tuple(_idle_appeals(history.events, self._strikes, places))
        return history._replace(warnings=(*history.warnings, *idle), places=places)

    def _instant(self, now: dt.date | None) -> dt.datetime | None:
        if now is None or isinstance(now, dt.datetime):
            return now
        return dt.datetime.combine(now, dt.time.max, ZoneInfo(self._zone))

    def _event(self, raw: object, pointer: str, report: Report) -> Event | None:
        if not isinstance(raw, dict):
            report.add("GJ479", pointer=pointer, given=shown(raw), example=self._example)
            return None
        given = raw
        missing = [field for field in _OWN if given.get(field) in (None, "")]
        for field in missing:
            report.add("GJ451", pointer=pointer, field=field, example=self._example)
        if missing:
            return None
        at = _value(self._at, given["at"], f"{pointer}/at", report)
        identity = _value(_identity, given["id"], f"{pointer}/id", report)
        kind = self._types.get(str(given["type"]))
        if kind is None:
            near = did_you_mean(str(given["type"]), self._types)
            report.add("GJ452", pointer=f"{pointer}/type", type=given["type"], near=near)
            return None
        data = self._data(kind, given, pointer, report)
        return Event(identity, kind.name, at, data) if at and identity else None

    def _data(self, kind: EventType, given: Mapping[str, Any], pointer: str, report: Report) -> dict[str, Value]:
        """What the event says besides; null is what it doesn't say."""
        fields = {_BY: STRING, **dict(kind.fields)}
        data = {}
        for field, raw in given.items():
            if field in fields and raw is not None:
                data[field] = _value(reader(fields[field].required(), self._zone), raw, f"{pointer}/{field}", report)
        for field in unknown(given, {*fields, *_OWN}):
            where, near, known = f"{pointer}/{escaped(field)}", did_you_mean(field, fields), ", ".join(fields)
            report.add("GJ453", pointer=where, type=kind.name, field=field, near=near, fields=known)
        return data


def _identity(raw: object) -> Value:
    """An id is a text; a number counts as the text that it prints as. Raises `Unfit`."""
    number = isinstance(raw, int | float | Decimal) and not isinstance(raw, bool)
    return _TEXT(str(raw) if number else raw)


def _value(read: Reader, raw: object, pointer: str, report: Report) -> Any:
    try:
        return read(raw)
    except Unfit as unfit:
        add_problems(unfit, pointer, report)
        return None


def add_problems(unfit: Unfit, pointer: str, report: Report) -> None:
    """Every problem of a value into the report, at its place below `pointer`."""
    for problem in unfit.problems:
        where = "/".join([pointer, *map(escaped, problem.path)])
        report.add(problem.code, pointer=where, name=where.removeprefix("/"), **problem.args)


def _once(events: Iterable[tuple[int, Event]], report: Report) -> list[Event]:
    """Each id once; different events of one id are a problem."""
    kept: dict[str, Event] = {}
    for place, event in events:
        if kept.setdefault(event.id, event) != event:
            report.add("GJ454", pointer=f"/events/{place}/id", id=event.id)
    return list(kept.values())


def _history(events: list[Event], now: dt.datetime | None, horizon: dt.date | None) -> History:
    ordered = sorted(events, key=lambda event: (event.at, event.id))
    counted = tuple(event for event in ordered if now is None or event.at <= now)
    approvals = tuple(Approved(event.type, _by(event), event.at) for event in counted)
    too_late = tuple(_too_late(event, now) for event in ordered[len(counted) :])
    return History(counted, approvals, too_late, now, horizon)


def _strikes_by_appeal(program: Program) -> dict[str, set[str]]:
    """By the type of an appeal, the types of the events that it may undo, of whatever ladder."""
    found: dict[str, set[str]] = {}
    for ladder in (step for step in program.steps if isinstance(step, Ladder)):
        for appeal in ladder.removes:
            found.setdefault(appeal.event, set()).update(pattern.event for pattern in ladder.counts)
    return found


def _idle_appeals(
    events: Sequence[Event], strikes: Mapping[str, set[str]], places: Mapping[str, int]
) -> Iterator[Diagnostic]:
    """Those that name no event which they could undo."""
    for appeal in (event for event in events if event.type in strikes):
        struck, known = appeal.data.get(STRUCK), [event.id for event in events if event.type in strikes[appeal.type]]
        if isinstance(struck, str) and struck not in known:
            args = {"id": appeal.id, "type": appeal.type, "of": struck, "near": did_you_mean(struck, known)}
            yield Diagnostic("GJ477", args=tuple(args.items()), pointer=f"/events/{places[appeal.id]}/{STRUCK}")


def _by(event: Event) -> str | None:
    by = event.data.get(_BY)
    return by if isinstance(by, str) else None


def _too_late(event: Event, now: dt.datetime | None) -> Diagnostic:
    args = {"id": event.id, "at": event.at.isoformat(), "now": now.isoformat() if now else ""}
    return Diagnostic("GJ455", args=tuple(args.items()), pointer="/events")
