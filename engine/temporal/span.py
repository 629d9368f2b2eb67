"""Spans of time: five lengths that are not one another."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal


class Unit(StrEnum):
    """The five lengths of time that are not one another. The amount of the first two is in seconds."""

    SECONDS = "seconds"
    WORKING_SECONDS = "working-seconds"
    DAYS = "days"
    WORKING_DAYS = "working-days"
    MONTHS = "months"


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """A span of time in one unit; 24h, 1 calendar day and 1 working day are different values."""

    unit: Unit
    amount: Decimal
