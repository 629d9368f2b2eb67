"""A quantity that repeats with the week, but for some days: how much there is before a day, and the day of the n-th.

Each costs one bisection over the days that differ, however far away the day is.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

DAYS = 7


class NeverOpen(ArithmeticError):
    """A calendar has no opening, or no further one in the direction that was asked about."""


class Tally(NamedTuple):
    """Sums by day; a day is its ordinal, of which 1 is a Monday, and they begin with 0 there.

    `week`: what lies before each weekday, and in the whole week. `days`: those that differ, ascending; `before`: what
    lies before each of them; `sizes`: what each has; `surplus`: how much more the first i have than the week says.
    """

    week: tuple[int, ...]
    days: tuple[int, ...]
    before: tuple[int, ...]
    sizes: tuple[int, ...]
    surplus: tuple[int, ...]

    def until(self, day: int) -> int:
        """How much there is before a day."""
        weeks, weekday = divmod(day - 1, DAYS)
        return weeks * self.week[DAYS] + self.week[weekday] + self.surplus[bisect_left(self.days, day)]

    def find(self, n: int) -> tuple[int, int]:
        """The day that has the n-th, counted from 0, and how many the day has before it."""
        index = bisect_right(self.before, n)
        if index and (rest := n - self.before[index - 1]) < self.sizes[index - 1]:
            return self.days[index - 1], rest
        week = self.week
        if not week[DAYS]:
            raise NeverOpen
        weeks, rest = divmod(n - self.surplus[index], week[DAYS])
        weekday = bisect_right(week, rest) - 1
        return weeks * DAYS + weekday + 1, rest - week[weekday]


def tally(weekly: Iterable[int], special: Mapping[int, int]) -> Tally:
    """`weekly`: what the weekdays have, Monday first; `special`: what other days have instead."""
    week = tuple(accumulate(weekly, initial=0))
    days = tuple(sorted(special))
    before, surplus = list[int](), [0]
    for day in days:
        weeks, weekday = divmod(day - 1, DAYS)
        before.append(weeks * week[DAYS] + week[weekday] + surplus[-1])
        surplus.append(surplus[-1] + special[day] - (week[weekday + 1] - week[weekday]))
    return Tally(week, days, tuple(before), tuple(special[day] for day in days), tuple(surplus))
