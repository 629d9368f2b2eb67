"""Counts over an answer: one pass over its rows, and another for the first faults where there are any."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from engine.backends.columnar.files import literal
from engine.backends.columnar.rows import ROW, quote
from engine.backends.columnar.summary import RowProblem, RunSummary

if TYPE_CHECKING:
    from collections.abc import Iterator

    import duckdb

    from engine.backends.columnar.answer import Answered, Money
    from engine.ir.program import Timeline

SHOWN = 20
"""How many faults a summary names."""


def summary(
    connection: duckdb.DuckDBPyConnection, timeline: Timeline, found: Answered, numbered: Answered
) -> RunSummary:
    """The summary of an answer. `numbered`: the same answer with its rows' numbers, for naming rows."""
    counts = _aggregated(connection, found)
    return RunSummary(
        policy=timeline.policy,
        branch=timeline.branch,
        revision=timeline.revision,
        rows=counts["rows"],
        decided=counts["rows"] - counts["refused"],
        refused=counts["refused"],
        rules=_counted(counts["matched"]),
        undecided=_counted(counts["undecided"]),
        outputs=tuple(_values(counts, found)),
        totals=tuple((money.column, counts[money]) for money in found.money if counts[money] is not None),
        problems=tuple(_problems(connection, numbered)) if counts["refused"] else (),
        renamed=found.renamed,
    )


def _aggregated(connection: duckdb.DuckDBPyConnection, found: Answered) -> dict[Any, Any]:
    errors = quote(found.names["fact_errors"])
    aggregates: dict[Any, str] = {
        "rows": "count(*)",
        "refused": f"count({errors})",
        "matched": f"list(histogram_of) FROM rows",
    }
    return aggregates
