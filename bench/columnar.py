"""Beside SQL written by hand: `drawing-review` over ten million rows in DuckDB, both to the same columns.

The rows are made from a hash, the same in every run: a hundredth of the scores is out of range, titles stand for ids,
nulls are where they may be. Before anything is timed, every row of both answers must be the same.
"""

from __future__ import annotations

import subprocess
import sys
from functools import cache
from pathlib import Path

import duckdb

from bench.benchmark import Benchmark, Measured, rates
from engine import Library
from engine.backends.columnar import to_sql

HERE = Path(__file__).parent
ROWS = 10_000_000
PEER = "SQL by hand"
FACTS = """
    SELECT
      i AS contract,
      CASE WHEN hash(i, 'a') % 500 > 0 THEN CAST(hash(i, 'score') % 1011 / 10 AS DECIMAL(4, 1)) END AS score,
      ['complete', 'partial', 'none', '未整改', NULL, NULL][1 + CAST(hash(i, 'revision') % 6 AS INTEGER)] AS revision,
      [TRUE, FALSE, NULL][1 + CAST(hash(i, 'signed') % 3 AS INTEGER)] AS signed,
      CASE WHEN hash(i, 'b') % 10 > 0 THEN CAST(hash(i, 'pay') % 10000000 / 100 AS DECIMAL(15, 2)) END AS commission
    FROM range({rows}) AS numbers(i)
"""


def ours(columns: dict[str, str]) -> str:
    """The policy's own SQL for a table of these columns."""
    policy = Library.load(HERE.parent / "policies").branch("base").policy("drawing-review")
    return to_sql(policy.timeline, columns=columns, keep=("contract",))


def by_hand() -> str:
    return (HERE / "drawing_review.sql").read_text(encoding="utf-8")


def table(rows: int = ROWS) -> duckdb.DuckDBPyConnection:
    """A database with so many rows of facts."""
    connection = duckdb.connect()
    connection.execute(f"CREATE TABLE facts AS {FACTS.format(rows=rows)}")
    return connection


def columns_of(connection: duckdb.DuckDBPyConnection, relation: str = "facts") -> dict[str, str]:
    return {row[0]: row[1] for row in connection.execute(f"DESCRIBE {relation}").fetchall()}


def require_equal(connection: duckdb.DuckDBPyConnection, mine: str, other: str) -> None:
    """Both answers have the same columns, types and rows."""
    shapes = columns_of(connection, f"({mine})"), columns_of(connection, f"({other})")
    if shapes[0] != shapes[1]:
        msg = f"the columns differ: {set(shapes[0].items()) ^ set(shapes[1].items())}"
        raise AssertionError(msg)
    pairs = f"(FROM ({mine}) AS a POSITIONAL JOIN ({other}) AS b SELECT a, b)"
    differing = connection.execute(f"SELECT a, b FROM {pairs} WHERE a IS DISTINCT FROM b LIMIT 1").fetchone()
    if differing:
        msg = f"the answers differ: {differing}"
        raise AssertionError(msg)


def consumed(connection: duckdb.DuckDBPyConnection, select: str) -> str:
    """A query that computes every value of an answer and keeps none."""
    looked_at = ", ".join(f'max("{name}")' for name in columns_of(connection, f"({select})"))
    return f"SELECT {looked_at} FROM ({select})"


@cache
def _prepared() -> tuple[duckdb.DuckDBPyConnection, str, str]:
    connection = table()
    mine, other = ours(columns_of(connection)), by_hand()
    require_equal(connection, mine, other)
    return connection, consumed(connection, mine), consumed(connection, other)


def rows_per_second() -> Measured:
    connection, mine, other = _prepared()
    return rates(
        lambda: connection.execute(mine).fetchall(), lambda: connection.execute(other).fetchall(), ROWS, "rows/s"
    )


def peak_memory() -> Measured:
    """What a fresh process needs at most that makes the rows and decides them all, in megabytes."""
    mine, other = (_peak(side) for side in ("ours", "by hand"))
    return Measured(mine, other, "MB", mine / other)


def _peak(side: str) -> float:
    command = (sys.executable, "-m", "bench.columnar", side)
    done = subprocess.run(command, cwd=HERE.parent, capture_output=True, text=True, check=True)
    return float(done.stdout) / 1024


def _decide_all(side: str) -> int:
    """Decides every row; the peak of this process's memory in kilobytes (Linux)."""
    with table() as connection:
        select = ours(columns_of(connection)) if side == "ours" else by_hand()
        connection.execute(consumed(connection, select)).fetchall()
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))


BENCHMARKS = (
    Benchmark("ten million rows by SQL", PEER, 0.8, "least", rows_per_second),
    Benchmark("memory for ten million rows", PEER, None, "most", peak_memory),
)

if __name__ == "__main__":
    print(_decide_all(sys.argv[1]))
