"""A file of events, or of cases with a column per type of event: the clocks and ladders of every case read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.backends.columnar import files
from engine.backends.columnar.timed.answer import ORDER
from engine.backends.columnar.timed.history import event_columns, is_events
from engine.backends.columnar.timed.query import clocks_and_ladders, left_out, timed_query
from engine.backends.columnar.timed.summary import CaseProblem, TimedSummary
from engine.diagnostics import PolicyError, did_you_mean

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable
    from pathlib import Path

    import duckdb

    from engine.ir.program import Program, Timeline

ANSWER = "answer"
"""The table of what was read."""
PROBLEMS_SHOWN = 20


def has_history(program: Program, columns: Iterable[str]) -> bool:
    """Whether a file's columns are a history for the program's clocks and ladders."""
    return bool(clocks_and_ladders(program)) and (is_events(columns) or bool(event_columns(program, columns)))


def run_history(
    connection: duckdb.DuckDBPyConnection, timeline: Timeline, now: dt.datetime, source: Path, target: Path | None
) -> TimedSummary:
    """The clocks and ladders of the opened file's cases into `target`, as of `now`: see `timed_query`.

    A case whose events or facts can't be used is counted; the target has its faults. Raises `PolicyError` for what SQL
    can't do exactly.
    """
    program = timeline.at(now.date())
    found = timed_query(program, now, files.SOURCE, files.columns_of(connection))
    if found.refusals:
        raise PolicyError(found.refusals)
    with files.faults_of(source, "GJ520"):
        connection.execute(f"CREATE TABLE {ANSWER} AS {found.select}")
        if target is not None:
            files.write(connection, f"SELECT * FROM {ANSWER} ORDER BY {ORDER}", target)
        return _summary(connection, timeline, program, now)


def _summary(
    connection: duckdb.DuckDBPyConnection, timeline: Timeline, program: Program, now: dt.datetime
) -> TimedSummary:
    named = f"SELECT kind, coalesce(\"case\", '') AS name FROM {ANSWER}"
    cases = "SELECT count(DISTINCT name), count(DISTINCT name) FILTER (kind = 'fault')"
    [(read, refused)] = connection.execute(f"{cases} FROM ({named})").fetchall()
    states = connection.execute(_counted("step, state", "clock")).fetchall()
    rungs = connection.execute(_counted("rule, state", "rung")).fetchall()
    wrong = f"SELECT \"case\", event, fault FROM {ANSWER} WHERE kind = 'fault' ORDER BY ALL LIMIT {PROBLEMS_SHOWN}"
    faults = connection.execute(wrong).fetchall()
    order = [step.name for step in clocks_and_ladders(program)]
    names = [rung.name for step in clocks_and_ladders(program) for rung in step.rungs]
    return TimedSummary(
        policy=timeline.policy,
        branch=timeline.branch,
        revision=timeline.revision,
        now=now,
        cases=read,
        refused=refused,
        clocks=tuple(sorted(states, key=lambda row: order.index(row[0]))),
        rungs=tuple(sorted(rungs, key=lambda row: names.index(row[0]) if row[0] in names else len(names))),
        problems=tuple(_problem(program, *fault) for fault in faults),
        left_out=left_out(program),
    )


def _problem(program: Program, case: str | None, event: str | None, fault: str) -> CaseProblem:
    code, about = fault.split(" ", maxsplit=1)
    near = did_you_mean(about, [kind.name for kind in program.events]) if code == "GJ546" else ""
    return CaseProblem(case or "", event or "", code, about, near)


def _counted(names: str, kind: str) -> str:
    return f"SELECT {names}, count(*) FROM {ANSWER} WHERE kind = '{kind}' GROUP BY ALL ORDER BY ALL"
