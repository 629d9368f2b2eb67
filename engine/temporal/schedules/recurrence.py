"""Recurrences as owners write them: `Thursday`, `4th Wednesday of the month`, `每月25日`, `1 month`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Recurrence:
    """`rule`: an RRULE of RFC 5545, 3.3.10, without its start; `months` or `days` > 0: a step from the anchor instead."""

    rule: str = ""
    months: int = 0
    days: int = 0
