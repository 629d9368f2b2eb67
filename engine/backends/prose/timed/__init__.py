"""Clocks, ladders and schedules in words: how they stand, how days were counted, a case from first to last."""
