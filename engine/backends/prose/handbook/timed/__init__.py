"""Clocks, ladders and schedules of the handbook: how each goes, and what its rungs bring."""

from engine.backends.prose.handbook.timed.sections import clock_sections, ladder_sections, schedule_sections

__all__ = ["clock_sections", "ladder_sections", "schedule_sections"]
