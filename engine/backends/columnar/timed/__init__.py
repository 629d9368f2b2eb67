"""Clocks over a table of events: their states as one query, equal to what the scalar executor reads of each case.

query ──┬── history       a file's rows as events
        ├── from_program  a policy's clocks as SQL terms, or refused
        └── clock ──┬── openings   a calendar as relations
                    ├── due        when the target is used up
                    └── used       how much of it is

run ── problems, query, summary    a file in, a file out
"""

from engine.backends.columnar.timed.query import clocks_sql
from engine.backends.columnar.timed.run import has_history, run_history
from engine.backends.columnar.timed.summary import ClockSummary

__all__ = ["ClockSummary", "clocks_sql", "has_history", "run_history"]
