"""Clocks that events start, stop, pause and open again; state, due instant and rungs are computed from the history."""

from engine.temporal.clocks.history import as_of
from engine.temporal.clocks.machine import read_clock, to_come
from engine.temporal.clocks.segments import ahead, segments

__all__ = ["ahead", "as_of", "read_clock", "segments", "to_come"]
