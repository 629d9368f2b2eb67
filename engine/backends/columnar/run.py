"""A policy over every row of a file: decided rows out, and a summary of what came of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.backends.columnar import files, tally
from engine.backends.columnar.answer import answered
from engine.backends.columnar.periods import in_force_on, today
from engine.backends.columnar.query import parse_types, select_text
from engine.backends.columnar.timed import has_history, run_history
from engine.diagnostics import Diagnostic, FactError, PolicyError, did_you_mean

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from engine.backends.columnar.summary import RunSummary
    from engine.backends.columnar.timed import TimedSummary
    from engine.ir.program import Program, Timeline


def run_file(
    timeline: Timeline,
    source: Path,
    target: Path | None,
    as_of: dt.date | None = None,
    now: dt.datetime | None = None,
) -> RunSummary | TimedSummary:
    """Decide every row of `source` (CSV or Parquet; columns are facts by name) into `target` (likewise, or None).

    Where the policy has clocks or ladders and the file has events, read those as of `now` instead: see `run_history`.

    `as_of`: the date whose rules hold; None: each row's own where the policy is `dated_by` a fact, else today. A row
    whose facts can't be used decides nothing and is counted; the target has it with its `fact_errors`. Raises
    `PolicyError` for what SQL can't do exactly, `FactError` for a column that is missing, `FileError` for the files.
    """
    if target is not None:
        files.kind_of(target)
    with files.opened(source) as connection:
        columns = files.columns_of(connection)
        if now and has_history(timeline.at(now.date()), columns):
            return run_history(connection, timeline, now, source, target)
        programs = _programs(timeline, as_of)
        _require_columns(programs, columns, source)
        found = answered(programs, parse_types(columns), today(timeline))
        if found.refusals:
            raise PolicyError(found.refusals)
        with files.faults_of(source, "GJ520"):
            if target is not None:
                files.write(connection, select_text(found.select), target)
            return tally.summary(connection, timeline, found)


def _programs(timeline: Timeline, as_of: dt.date | None) -> tuple[Program, ...]:
    if as_of is None and timeline.programs[0].dated_by is not None:
        return timeline.programs
    return (in_force_on(timeline, as_of),)


def _require_columns(programs: tuple[Program, ...], columns: dict[str, str], source: Path) -> None:
    """A required fact that has no column would refuse every row: that is said once, of the file."""
    there = {name.casefold() for name in columns}
    needed = {
        fact.name
        for program in programs
        for fact in program.facts
        if program.in_force and not fact.type.optional and fact.default is None
    }
    missing = sorted(name for name in needed if name.casefold() not in there)
    if missing:
        raise FactError([_no_column(name, columns, source) for name in missing])


def _no_column(name: str, columns: dict[str, str], source: Path) -> Diagnostic:
    near = did_you_mean(name, columns)
    args = (("path", str(source)), ("name", name), ("near", near), ("columns", ", ".join(columns)))
    return Diagnostic("GJ521", None, args, "", f"/{name}")
