"""Clocks and ladders over a file of events in DuckDB, beside deciding the same cases one by one in the same run.

100,000 cases of some four events each, made from a hash, the same in every run; of these the peer decides a part. Of
some cases both answers are held against one another before anything is timed.
"""

from __future__ import annotations

import datetime as dt
import tempfile
import time
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from bench.benchmark import Benchmark, Measured
from engine import Library

if TYPE_CHECKING:
    from engine import Policy
    from engine.ir.decision import TimedReading

POLICIES = Path(__file__).parent.parent / "policies"
CASES, ONE_BY_ONE = 100_000, 2_000
PEER = "case by case"
NOW = dt.datetime.fromisoformat("2026-04-11T12:00:00+08:00")
BEGINS = 1_767_225_600_000_000
"""2026 in UTC, in microseconds since 1970; cases begin within the hundred days that follow."""
EVENTS = {
    "complaint-handling": (
        ("complaint.registered", 0, 1, 10),
        ("complaint.handed-over", 0, 18_000, 9),
        ("customer.verified", 18_000, 90_000, 7),
        ("customer.waiting", 20_000, 9_000, 3),
        ("customer.resumed", 30_000, 9_000, 3),
        ("onsite.solved", 50_000, 190_000, 7),
    ),
    "pre-acceptance": (
        ("inspection.failed", 0, 1, 10),
        ("inspection.failed", 1, 1_800_000, 6),
        ("inspection.failed", 2, 1_800_000, 5),
        ("inspection.failed", 3, 1_800_000, 4),
        ("inspection.passed", 4, 1_800_000, 10),
        ("appeal.granted", 5, 2_800_000, 4),
    ),
}
"""Per policy: types of events, seconds after the case began (at least, and up to how many more), in how many of ten."""


def _rows(name: str) -> str:
    selects = (
        f"""SELECT 'c' || n AS "case", 'e{place}' AS id, '{kind}' AS type, 'p' || n AS project, 'e1' AS "of",
                   make_timestamptz(began + (least + CAST(hash(n, {place}) % {most} AS BIGINT)) * 1000000) AS "at"
            FROM cases, (SELECT {least} AS least) WHERE hash(n, '{kind}', {place}) % 10 < {often}"""
        for place, (kind, least, most, often) in enumerate(EVENTS[name])
    )
    began = f"{BEGINS} + CAST(hash(n) % 8640000 AS BIGINT) * 1000000"
    cases = f"SELECT n, {began} AS began FROM range({CASES}) AS numbers(n)"
    return f'WITH cases AS ({cases}) SELECT * FROM ({" UNION ALL ".join(selects)}) ORDER BY hash("case", id)'


def policy(name: str) -> Policy:
    return Library.load(POLICIES).branch("base").policy(name)


@cache
def histories(name: str) -> dict[str, list[dict[str, Any]]]:
    """The events of the first cases, as they are decided one by one."""
    written = """strftime("at" AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%SZ')"""
    found: dict[str, list[dict[str, Any]]] = {}
    with duckdb.connect() as connection:
        rows = f'SELECT "case", id, type, project, "of", {written} FROM ({_rows(name)})'
        for case, id_, kind, project, of, at in connection.execute(rows).fetchall():
            if int(case[1:]) < ONE_BY_ONE:
                data = {"of": of} if kind == "appeal.granted" else {"project": project}
                said = data if name == "pre-acceptance" else {}
                found.setdefault(case, []).append({"id": id_, "type": kind, "at": at, **said})
    return found


def measure(name: str) -> Measured:
    """Cases per second of wall-clock time, as DuckDB works on all cores."""
    found = policy(name)
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "events.parquet"), Path(folder, "read.parquet")
        with duckdb.connect() as connection:
            connection.execute(f"COPY ({_rows(name)}) TO '{source}' (FORMAT parquet)")
        start = time.perf_counter()
        summary = found.run(source, target, now=NOW)
        ours = CASES / (time.perf_counter() - start)
        assert not summary.refused  # noqa: S101  nothing is measured that didn't happen
        _require_equal(found, name, target)
    theirs = _one_by_one(found, name)
    return Measured(ours, theirs, "cases/s", ours / theirs)


def _one_by_one(found: Policy, name: str) -> float:
    cases = list(histories(name).values())
    start = time.perf_counter()
    for events in cases:
        found.decide({"events": events}, now=NOW)
    return len(cases) / (time.perf_counter() - start)


def _require_equal(found: Policy, name: str, target: Path) -> None:
    """Both have reached the same rungs."""
    wanted = sorted((case, rule) for case, events in histories(name).items() for rule in _reached(found, events))
    with duckdb.connect() as connection:
        read = f"SELECT \"case\", rule FROM '{target}' WHERE kind = 'rung' AND state = 'reached'"
        rows = connection.execute(read).fetchall()
    got = sorted(row for row in rows if row[0] in histories(name))
    if got != wanted:
        msg = f"{name}: the rungs differ"
        raise AssertionError(msg)


def _reached(found: Policy, events: list[dict[str, Any]]) -> list[str]:
    result = found.decide({"events": events}, now=NOW).result
    program = found.timeline.at(NOW.date())
    rungs = {step.name: [rung.name for rung in step.rungs] for step in program.steps}  # type: ignore[union-attr]  # all are timed
    read: tuple[TimedReading[Any], ...] = (*result.clocks, *result.ladders)
    return [rungs[each.name][one.rung] for each in read for one in each.reading.reached]


BENCHMARKS = (
    Benchmark("100,000 complaints' clocks from events", PEER, 5, "least", partial(measure, "complaint-handling")),
    Benchmark("100,000 projects' strikes from events", PEER, 3, "least", partial(measure, "pre-acceptance")),
)
