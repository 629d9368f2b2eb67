"""The calendars that a program's steps name."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.ir.program import Program
    from engine.temporal.calendar import Calendar


def calendar_named(name: str, program: Program) -> Calendar | None:
    """None where a step counts real time only."""
    return next((calendar for calendar in program.calendars if calendar.id == name), None)
