"""A policy's clocks read case by case, and all at once in SQL."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import duckdb

from engine.backends.columnar.rows import fetchable

if TYPE_CHECKING:
    from pathlib import Path

    from engine import Policy
    from engine.ir.decision import TimedReading
    from engine.temporal.clocks.reading import ClockReading

Histories = Mapping[str, Sequence[Mapping[str, Any]]]
"""Each case's events."""
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
COLUMNS = ("state", "started", "stopped", "due", "elapsed", "remaining", "provisional")


def one_by_one(policy: Policy, histories: Histories, facts: Mapping[str, Any], now: dt.datetime) -> dict[Any, Any]:
    """By case, clock and key what the scalar executor reads."""
    decided = {name: policy.decide({**facts, "events": events}, now=now) for name, events in histories.items()}
    return {
        (name, read.name, read.key): _told(read)
        for name, decision in decided.items()
        for read in decision.result.clocks
        if any(dt.datetime.fromisoformat(event["at"]) <= now for event in histories[name])
    }


def _told(read: TimedReading[ClockReading]) -> tuple[Any, ...]:
    clock = read.reading
    started, stopped = (mark.at if mark else None for mark in (clock.started, clock.stopped))
    amounts = (span.amount if span else None for span in (clock.elapsed, clock.remaining))
    return (clock.state, *map(_micros, (started, stopped, clock.due)), *amounts, clock.provisional)


def _micros(at: dt.datetime | None) -> int | None:
    return (at - EPOCH) // dt.timedelta(microseconds=1) if at else None


def all_at_once(policy: Policy, histories: Histories, now: dt.datetime, folder: Path) -> dict[Any, Any]:
    """The same by `Policy.run` over a file of all events."""
    source, target = folder / "events.csv", folder / "clocks.parquet"
    rows = [{"case": name, **event} for name, events in histories.items() for event in events]
    write_csv(source, rows)
    policy.run(source, target, now=now)
    with duckdb.connect() as connection:
        found = f"SELECT * FROM read_parquet('{target}')"
        answer = connection.execute(fetchable(connection, found))
        names = [column[0] for column in answer.description or ()]
        read = [dict(zip(names, row, strict=True)) for row in answer.fetchall()]
    return {(row["case"], row["clock"], tuple(row["key"] or ())): tuple(row[name] for name in COLUMNS) for row in read}


def write_csv(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    names = dict.fromkeys(name for row in rows for name in row)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(names))
        writer.writeheader()
        writer.writerows(rows)
