"""Clocks over a history: their states and the rungs that they have reached, as one SELECT each.

from_program ── periods ── query ── runs ──┬── cycles, pauses    from start to end, and what isn't counted
                                           ├── due, rungs        when the target is used up, where rungs lie
                                           └── used              how much of it
"""

from engine.backends.columnar.timed.clocks.from_program import calendar_of
from engine.backends.columnar.timed.clocks.periods import Rules, rules_of
from engine.backends.columnar.timed.clocks.query import clock_select, no_time
from engine.backends.columnar.timed.clocks.reach import Reach, reach_of
from engine.backends.columnar.timed.clocks.terms import ClockTerms

__all__ = ["ClockTerms", "Reach", "Rules", "calendar_of", "clock_select", "no_time", "reach_of", "rules_of"]
