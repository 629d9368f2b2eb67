"""Ladders: strikes per key, counted over a window; pure functions of the history.

`Correlator` is what an executor can do, `PythonCorrelator` the one that others are held to.

    chronicle ── counting ── windows, runs ── which rungs as of an instant ── revocations ── reading
"""

from engine.temporal.ladders.correlator import Correlator
from engine.temporal.ladders.executor import PythonCorrelator
from engine.temporal.ladders.periods import NotAPeriod, period_number
from engine.temporal.ladders.windows import UnfitSpan, excuses, stretches

__all__ = ["Correlator", "NotAPeriod", "PythonCorrelator", "UnfitSpan", "excuses", "period_number", "stretches"]
