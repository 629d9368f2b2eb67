"""Clocks, ladders and schedules in words: how they stand, how their days were counted, and a case from first to last."""
