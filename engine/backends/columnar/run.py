"""A policy over every row of a file: decided rows out, and a summary of what came of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlglot import exp

from engine.backends.columnar import files, tally
from engine.backends.columnar.answer import Answered, answered
from engine.backends.columnar.files import SOURCE
from engine.backends.columnar.periods import today
from engine.backends.columnar.query import parse_types
from engine.diagnostics import Diagnostic, FactError, PolicyError, did_you_mean

if TYPE_CHECKING:
    from pathlib import Path

    from engine.backends.columnar.summary import RunSummary
    from engine.ir.program import Program, Timeline


def run_file(timeline: Timeline, source: Path, target: Path | None, as_of: dt.date | None = None) -> RunSummary:
    """Decide every row of `source` (CSV or Parquet; columns are facts by name) into `target` (likewise, or None).

    `as_of`: the date whose rules hold; None: each row's own where the policy is `dated_by` a fact, else today. A row
    whose facts can't be used decides nothing and is counted; the target has it with its `fact_errors`. Raises
    `PolicyError` for what SQL can't do exactly, `FactError` for a column that is missing, `FileError` for the files.
    """
    if target is not None:
        files.kind_of(target)
    with files.opened(source) as connection:
        columns = files.columns_of(connection)
        programs = _programs(timeline, as_of)
        _require_columns(programs, columns, source)
        found = answered(programs, columns, today(timeline))
        if found.refusals:
            raise PolicyError(found.refusals)
        with files.faults_of(source, "GJ520"):
            if target is not None:
                files.write(connection, found.sql(files.kind_of(target)), target)
            return tally.summary(connection, timeline, found)
