"""Clocks and ladders over a history of events: one query, equal to what the scalar executor reads of each case.

query ──┬── history    a file's rows as events: told, sound, up to now
        ├── cases      facts, and what is made of them
        ├── patterns   which events a step means
        ├── openings   a calendar as relations
        ├── faults     what is wrong with a case
        ├── clocks/
        └── ladders/

run ── query, summary    a file in, a file out
"""

from engine.backends.columnar.timed.query import timed_sql
from engine.backends.columnar.timed.run import has_history, run_history
from engine.backends.columnar.timed.summary import TimedSummary

__all__ = ["TimedSummary", "has_history", "run_history", "timed_sql"]
