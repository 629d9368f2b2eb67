"""A calendar as relations: its openings with the working time before each, its working days with their numbers.

They are made in SQL from the week and the special days, for the days that the query can reach; what lies outside is an
error of the query, never a wrong answer. Instants and working time are whole microseconds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.backends.columnar.timed.terms import SECOND

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from engine.temporal.calendar import Calendar


class Cte(NamedTuple):
    """A common table expression: its name and its SELECT."""

    name: str
    select: str


def local_day(instant: str, ahead: int) -> str:
    """The day of an instant by a wall clock that is `ahead` seconds before UTC."""
    return f"make_timestamp({instant} + {ahead * SECOND})::DATE"


def instant_of(day: str, ahead: int, micros: str = "0") -> str:
    """The instant of so many microseconds after a day's midnight."""
    return f"(epoch_us(({day})::TIMESTAMP) - {ahead * SECOND} + {micros})"


def calendar_ctes(calendar: Calendar, ahead: int, now: dt.date, reach: int) -> Iterator[Cte]:
    """The relations of a calendar. `reach`: the days from now to the farthest due day without pauses.

    Pauses end by now: they move it on by no more working time than there was from the first event to now. Twice as many
    days, and two months, have room for that.
    """
    yield Cte(
        "reach",
        f"""
        SELECT first_day, DATE '{now}' + {reach} + CAST(2 * (DATE '{now}' - first_day) AS INTEGER) + 60 AS last_day
        FROM (SELECT least(DATE '{now}', min({local_day("moment", ahead)})) - 1 AS first_day FROM events)""",
    )
    yield Cte(
        "days",
        """
        SELECT unnest(generate_series(first_day, last_day, INTERVAL 1 DAY))::DATE AS day FROM reach""",
    )
    yield Cte("special", _special(calendar))
    yield Cte("weekly", _weekly(calendar))
    yield Cte(
        "hours",
        """
        SELECT day, opens, closes FROM days JOIN special USING (day) WHERE opens IS NOT NULL
        UNION ALL
        SELECT day, opens, closes FROM days JOIN weekly ON weekday = isodow(day)
        WHERE day NOT IN (SELECT day FROM special)""",
    )
    yield Cte(
        "openings",
        f"""
        SELECT day, opens, closes,
               CAST(sum(closes - opens) OVER (ORDER BY opens) AS BIGINT) - (closes - opens) AS before
        FROM (SELECT day, {instant_of("day", ahead, "opens")} AS opens, {instant_of("day", ahead, "closes")} AS closes
              FROM hours)""",
    )
    yield Cte(
        "workdays",
        """
        SELECT day, max(closes) AS closes, row_number() OVER (ORDER BY day) AS nth FROM openings GROUP BY day""",
    )


def _special(calendar: Calendar) -> str:
    """What stands first wins: overrides, make-up working days, holidays. A closed day has no hours."""
    days = {special.day: special.hours for special in (*calendar.holidays, *calendar.workdays, *calendar.overrides)}
    rows = [(f"DATE '{day}'", window) for day, hours in sorted(days.items()) for window in hours or (None,)]
    return _values("day", "DATE", rows)


def _weekly(calendar: Calendar) -> str:
    rows = [(str(day), window) for day, hours in enumerate(calendar.weekly, 1) for window in hours]
    return _values("weekday", "BIGINT", rows)


def _values(key: str, kind: str, rows: Sequence[tuple[str, tuple[int, int] | None]]) -> str:
    shown = ", ".join(f"({name}, {_micros(window)})" for name, window in rows)
    empty = f"SELECT NULL::{kind} AS {key}, NULL::BIGINT AS opens, NULL::BIGINT AS closes WHERE FALSE"
    return f"SELECT * FROM (VALUES {shown}) AS given({key}, opens, closes)" if rows else empty


def _micros(window: tuple[int, int] | None) -> str:
    return ", ".join(str(end * SECOND) for end in window) if window else "NULL::BIGINT, NULL::BIGINT"
