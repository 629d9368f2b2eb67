"""Clocks that events start, stop, pause and open again; state, due instant and rungs are computed from the history."""

from engine.temporal.clocks.machine import read_clock
from engine.temporal.clocks.segments import ahead, segments

__all__ = ["ahead", "read_clock", "segments"]
