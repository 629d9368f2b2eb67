"""A policy's clocks and ladders read case by case, and all at once in SQL."""

from __future__ import annotations

import csv
import datetime as dt
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from engine import FactError
from engine.backends.columnar.rows import fetchable
from engine.backends.columnar.timed.query import clocks_and_ladders

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine import Policy
    from engine.ir.decision import TimedReading
    from engine.ir.program import Clock, Ladder
    from engine.temporal.clocks.reading import ClockReading
    from engine.temporal.ladders.reading import LadderReading

Event = Mapping[str, Any]
Row = tuple[Any, ...]
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
TOLD = {
    "clock": ("state", "started", "stopped", "due", "elapsed", "remaining", "provisional"),
    "ladder": ("count",),
    "rung": ("rule", "state", "event", "at", "due", "count"),
    "fault": (),
}
"""What rows of each kind tell, besides their case, step and key."""


class Case(dict[str, Any]):
    """Facts by name."""

    def __init__(self, events: Sequence[Event], **facts: Any) -> None:
        super().__init__(facts)
        self.events = events


Cases = Mapping[str, Case]


def one_by_one(policy: Policy, cases: Cases, now: dt.datetime) -> list[Row]:
    """What the scalar executor reads, in the order of the rows."""
    return _sorted(row for name, case in cases.items() for row in _decided(policy, name, case, now))


def _decided(policy: Policy, name: str, case: Case, now: dt.datetime) -> Iterator[Row]:
    steps = {step.name: step for step in clocks_and_ladders(policy.timeline.at(now.date()))}
    try:
        result = policy.decide({**case, "events": case.events}, as_of=now.date(), now=now).result
    except FactError:
        yield ("fault", name, None, ())
        return
    for clock in result.clocks:
        yield from ((row[0], name, *row[1:]) for row in _of_clock(clock, steps[clock.name]))  # type: ignore[arg-type]
    for ladder in result.ladders:
        yield from ((row[0], name, *row[1:]) for row in _of_ladder(ladder, steps[ladder.name]))  # type: ignore[arg-type]


def _of_clock(found: TimedReading[ClockReading], clock: Clock) -> Iterator[Row]:
    read = found.reading
    instants = (read.started and read.started.at, read.stopped and read.stopped.at, read.due)
    amounts = (span.amount if span else None for span in (read.elapsed, read.remaining))
    yield ("clock", clock.name, found.key, read.state, *map(_micros, instants), *amounts, read.provisional)
    for rung in read.reached:
        told = (clock.rungs[rung.rung].name, "reached", rung.start.id, _micros(rung.at), _micros(rung.due), None)
        yield ("rung", clock.name, found.key, *told)


def _of_ladder(found: TimedReading[LadderReading], ladder: Ladder) -> Iterator[Row]:
    yield ("ladder", ladder.name, found.key, found.reading.count)
    for state, reaches in (("reached", found.reading.reached), ("revoked", found.reading.revoked)):
        for reach in reaches:
            told = (ladder.rungs[reach.rung].name, state, reach.event, _micros(reach.at), None, reach.count)
            yield ("rung", ladder.name, found.key, *told)


def _micros(at: dt.datetime | None) -> int | None:
    return (at - EPOCH) // dt.timedelta(microseconds=1) if at else None


def all_at_once(policy: Policy, cases: Cases, now: dt.datetime) -> list[Row]:
    """The same by `Policy.run` over a file of all events; a case's first row has its facts."""
    rows = [
        {"case": name, **event, **(case if place == 0 else {})}
        for name, case in cases.items()
        for place, event in enumerate(case.events)
    ]
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "events.csv"), Path(folder, "read.parquet")
        write_csv(source, rows)
        policy.run(source, target, now=now)
        return _sorted(map(_told, read_parquet(target)))


def read_parquet(path: Path) -> list[dict[str, Any]]:
    """Its rows, instants in microseconds since 1970."""
    with duckdb.connect() as connection:
        answer = connection.execute(fetchable(connection, f"SELECT * FROM read_parquet('{path}')"))
        names = [column[0] for column in answer.description or ()]
        return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]


def _told(row: Mapping[str, Any]) -> Row:
    return (row["kind"], row["case"], row["step"], tuple(row["key"] or ()), *(row[name] for name in TOLD[row["kind"]]))


def _sorted(rows: Any) -> list[Row]:
    return sorted(set(rows), key=str)


def write_csv(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    names = dict.fromkeys(("case", "id", "type", "at", *(name for row in rows for name in row)))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(names))
        writer.writeheader()
        writer.writerows(rows)
