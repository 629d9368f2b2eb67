"""The columnar executor: a program as one SQL query over rows of facts, exact to the last digit, or refused.

    program ── stages ── query ── SELECT text (DuckDB, PostgreSQL, Spark)
                          └────── answer ── run: a file of rows in, a file of decided rows out

`facts` and `coercion` read the source's columns, `expressions` and `templates` translate FEEL, `tables` the hit
policies, `consequences` what fired rules bring; `widths` knows how many digits everything needs. `decode` makes the
engine's `Result` of a row that came out.
"""

from engine.backends.columnar.decode import decode
from engine.backends.columnar.periods import to_sql
from engine.backends.columnar.query import refusals
from engine.backends.columnar.rows import decide_many
from engine.backends.columnar.run import run_file
from engine.backends.columnar.summary import RunSummary
from engine.backends.columnar.timed import TimedSummary, timed_sql

__all__ = ["RunSummary", "TimedSummary", "decide_many", "decode", "refusals", "run_file", "timed_sql", "to_sql"]
