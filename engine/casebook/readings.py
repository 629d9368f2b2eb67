"""What a case expects of clocks, ladders and schedules beside what was read of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from engine.casebook.values import agree, shown
from engine.feel.values import TimeSpan
from engine.ir.decision import key_value, planned
from engine.ir.program import Timed
from engine.ir.timed_wire import iso_span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from zoneinfo import ZoneInfo

    from engine.casebook.consequences import Beside
    from engine.decision import Decision
    from engine.diagnostics import Span
    from engine.ir.decision import TimedReading
    from engine.model.cases import Expected
    from engine.model.timed_cases import Expectations, ExpectedEntry


class Entry(NamedTuple):
    """A clock, a ladder or an occurrence as it was read: its id, and everything that a case may ask of it, by name."""

    id: str
    values: Mapping[str, Any]

    def is_meant(self, wanted: ExpectedEntry) -> bool:
        """By its id and its key, where the case names them."""
        named = wanted.id in ("", self.id)
        return named and (wanted.key is None or agree(wanted.key, self.values.get("key")))


def compare_readings(expected: Expected, both: Beside) -> None:
    """Of clocks what is named; of ladders and schedules every entry of those that are named."""
    decision = both.decision
    _compare_clocks(expected.clocks or (), list(_clocks(decision)), both)
    _compare_all(expected.ladders, list(_ladders(decision)), expected.span, both)
    _compare_all(expected.schedule, list(_occurrences(decision)), expected.span, both)


def _compare_clocks(expected: Sequence[ExpectedEntry], found: Sequence[Entry], both: Beside) -> None:
    for wanted in expected:
        entry = next((entry for entry in found if entry.is_meant(wanted)), None)
        if entry:
            _tell_apart(wanted, entry, both)
        else:
            _tell_missing(wanted, both)


def _compare_all(expected: Expectations, found: list[Entry], place: Span, both: Beside) -> None:
    """Each with the first that is meant and agrees, else with the first that is meant."""
    if expected is None:
        return
    asked = {wanted.id for wanted in expected}
    left = [entry for entry in found if not asked or "" in asked or entry.id in asked]
    for wanted in sorted(expected, key=lambda wanted: not _agreeing(wanted, left)):
        meant = _agreeing(wanted, left) or [entry for entry in left if entry.is_meant(wanted)]
        if meant:
            left.remove(meant[0])
            _tell_apart(wanted, meant[0], both)
        else:
            _tell_missing(wanted, both)
    for entry in left:
        both.report.add("GJ642", place, line=_written(entry, both.zone))


def _agreeing(wanted: ExpectedEntry, found: Sequence[Entry]) -> list[Entry]:
    return [entry for entry in found if entry.is_meant(wanted) and not _differing(wanted, entry)]


def _differing(wanted: ExpectedEntry, entry: Entry) -> list[str]:
    return [name for name, value in wanted.values if not _agree(value, entry.values.get(name))]


def _agree(expected: Any, actual: Any) -> bool:
    """A length of time may be written as decisions have it, `P2D`, or in words."""
    written = isinstance(actual, TimeSpan) and str(expected) == iso_span(actual)
    return written or agree(expected, actual)


def _tell_apart(wanted: ExpectedEntry, entry: Entry, both: Beside) -> None:
    expected, key = dict(wanted.values), _shown(entry.values.get("key"), both.zone)
    for name in _differing(wanted, entry):
        texts = {"expected": shown(expected[name]), "actual": _shown(entry.values.get(name), both.zone)}
        both.report.add("GJ640", wanted.place_of(name), id=entry.id, key=key, name=name, **texts)


def _tell_missing(wanted: ExpectedEntry, both: Beside) -> None:
    asked = dict(wanted.values)
    date = shown(asked.get("date", asked.get("planned", "")))
    key = "" if wanted.key is None else shown(wanted.key)
    both.report.add("GJ641", wanted.span, id=wanted.id, key=key, date=date)


def _written(entry: Entry, zone: ZoneInfo) -> str:
    """As a case would expect it, in one line."""
    values = {"id": entry.id, **{name: value for name, value in entry.values.items() if value not in (None, False)}}
    return f"{{{', '.join(f'{name}: {_shown(value, zone)}' for name, value in values.items())}}}"


def _shown(value: Any, zone: ZoneInfo) -> str:
    return "" if value is None else shown(value, zone=zone)


def _clocks(decision: Decision) -> Iterator[Entry]:
    for each in decision.result.clocks:
        reading = each.reading
        values = reading._asdict() | {"started": reading.started.at if reading.started else None}
        asked = ("state", "due", "elapsed", "remaining", "started", "target", "provisional")
        yield Entry(each.name, _keyed(each, decision) | {name: values[name] for name in asked})


def _ladders(decision: Decision) -> Iterator[Entry]:
    for each in decision.ladders:
        yield Entry(each.name, _keyed(each, decision) | {"count": each.reading.count})


def _occurrences(decision: Decision) -> Iterator[Entry]:
    for each in planned(decision.result):
        occurrence = each.reading
        told = {"event": occurrence.anchor or None, "done": occurrence.done.id if occurrence.done else None}
        asked = ("planned", "date", "last", "state", "provisional")
        values = occurrence._asdict()
        yield Entry(each.name, _keyed(each, decision) | {name: values[name] for name in asked} | told)


def _keyed(reading: TimedReading[Any], decision: Decision) -> dict[str, Any]:
    pers = {step.name: step.per for step in decision.program.steps if isinstance(step, Timed)}
    per = pers[reading.name]
    return {"key": key_value(per, reading.key)} if per else {}
