"""Which of a policy's periods decides: one program for a date, or each row by its own."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from engine.backends.columnar.query import program_sql
from engine.ir.program import Timeline

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.ir.program import Program


def to_sql(
    policy: Program | Timeline,
    dialect: str = "duckdb",
    as_of: dt.date | None = None,
    source: str = "facts",
    *,
    keep: Sequence[str] = (),
    columns: Mapping[str, str] | None = None,
) -> str:
    """One SELECT over the relation `source`: see `program_sql`. Of a timeline, the program of `as_of` (None: today)."""
    program = in_force_on(policy, as_of) if isinstance(policy, Timeline) else policy
    return program_sql(program, dialect, source, keep=keep, columns=columns)


def in_force_on(timeline: Timeline, as_of: dt.date | None) -> Program:
    """The program of a day; None is today in the policy's zone."""
    return timeline.at(as_of or today(timeline))


def today(timeline: Timeline) -> dt.date:
    return dt.datetime.now(ZoneInfo(timeline.programs[0].zone)).date()
