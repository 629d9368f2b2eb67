"""What clocks, ladders, schedules and calendars say differently: point by point, with an example on a calendar."""

from engine.backends.proof.timed.from_programs import WHOLE, timed_differences

__all__ = ["WHOLE", "timed_differences"]
