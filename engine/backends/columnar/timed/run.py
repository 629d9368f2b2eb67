"""A file of events, or of cases with a column per type of event: every clock of every case read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.backends.columnar import files
from engine.backends.columnar.query import parse_types
from engine.backends.columnar.timed.history import event_columns, is_events
from engine.backends.columnar.timed.problems import problems
from engine.backends.columnar.timed.query import clocks_sql
from engine.backends.columnar.timed.summary import ClockSummary
from engine.diagnostics import FactError
from engine.ir.program import Clock

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping
    from pathlib import Path

    import duckdb

    from engine.ir.program import Program, Timeline
READ = "clocks"
"""The table of what was read."""


def has_history(program: Program, columns: Mapping[str, str]) -> bool:
    """Whether a file's columns are a history for the program's clocks."""
    timed = any(isinstance(step, Clock) for step in program.steps)
    return timed and (is_events(columns) or bool(event_columns(program, columns)))


def run_history(
    connection: duckdb.DuckDBPyConnection, timeline: Timeline, now: dt.datetime, source: Path, target: Path | None
) -> ClockSummary:
    """The clocks of the opened file's cases into `target`, as of `now` and by its rules: see `clocks_sql`.

    Raises `PolicyError` for what SQL can't do exactly, `FactError` for events that can't be used.
    """
    program, columns = timeline.at(now.date()), files.columns_of(connection)
    sql = clocks_sql(program, now, files.SOURCE, columns)
    with files.faults_of(source, "GJ520"):
        found = list(problems(connection, program, parse_types(columns), str(source)))
        if found:
            raise FactError(found)
        connection.execute(f"CREATE TABLE {READ} AS {sql}")
        if target is not None:
            files.write(connection, f"SELECT * FROM {READ}", target)
        return _summary(connection, timeline, now)


def _summary(connection: duckdb.DuckDBPyConnection, timeline: Timeline, now: dt.datetime) -> ClockSummary:
    clocks = [step.name for step in timeline.at(now.date()).steps if isinstance(step, Clock)]
    counts = connection.execute(f"SELECT clock, state, count(*) FROM {READ} GROUP BY ALL ORDER BY ALL").fetchall()
    cases = connection.execute(f'SELECT count(DISTINCT "case") FROM {READ}').fetchone()
    states = tuple(sorted(counts, key=lambda count: clocks.index(count[0])))
    return ClockSummary(timeline.policy, timeline.branch, timeline.revision, now, cases[0] if cases else 0, states)
