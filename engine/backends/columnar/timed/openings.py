"""Calendars as relations: a calendar's openings with the working time before each, its working days with their numbers.

They are made in SQL from the week and the special days, for the days that the query can reach. What lies outside is an
error of the query, never a wrong answer. Instants and working time are whole microseconds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.backends.columnar.rows import quote
from engine.backends.columnar.timed.wall import SECOND, instant_of, local_day

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from engine.temporal.calendar import Calendar


class Cte(NamedTuple):
    """A common table expression: its name (quoted) and its SELECT."""

    name: str
    select: str


def openings_of(calendar: str) -> str:
    """The relation with the columns "day", "opens", "closes" and "before"."""
    return quote(f"openings {calendar}")


def workdays_of(calendar: str) -> str:
    """The relation with the columns "day", "closes" (the last time) and "nth"."""
    return quote(f"workdays {calendar}")


def calendar_ctes(calendar: Calendar, now: dt.date, back: int, ahead: int) -> Iterator[Cte]:
    """The relations of a calendar.

    `back`, `ahead`: the days from now to the first and the last that are asked for where everything begins now. What
    began earlier asks for earlier days; pauses end by now and move it on by no more working time than there was since.
    Twice as many days, and two months, have room for that.
    """
    zone = calendar.zone
    yield Cte(
        openings_of(calendar.id),
        f"""
        WITH reach AS (
            SELECT first - {back} AS first,
                   DATE '{now}' + {ahead} + CAST(2 * (DATE '{now}' - first) AS INTEGER) + 60 AS last
            FROM (SELECT least(DATE '{now}', min({local_day("moment", zone)})) - 1 AS first FROM history)
        ), days AS (
            SELECT unnest(generate_series(first, last, INTERVAL 1 DAY))::DATE AS day FROM reach
        ), special AS ({_special(calendar)}), weekly AS ({_weekly(calendar)}), hours AS (
            SELECT day, opens, closes FROM days JOIN special USING (day) WHERE opens IS NOT NULL UNION ALL
            SELECT day, opens, closes FROM days JOIN weekly ON weekday = isodow(day)
            WHERE day NOT IN (SELECT day FROM special)
        )
        SELECT day, opens, closes,
               CAST(sum(closes - opens) OVER (ORDER BY opens) AS BIGINT) - (closes - opens) AS before
        FROM (SELECT day, {instant_of("day", zone, "opens")} AS opens, {instant_of("day", zone, "closes")} AS closes
              FROM hours)""",
    )
    yield Cte(
        workdays_of(calendar.id),
        f"""
        SELECT day, max(closes) AS closes, row_number() OVER (ORDER BY day) AS nth
        FROM {openings_of(calendar.id)} GROUP BY day""",
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


def worked(relation: str, instant: str, name: str, calendar: str) -> str:
    """A relation (alias `r`) with the working time before an instant, from the first opening on."""
    return f"""
        SELECT r.*, coalesce(o.before + least({instant}, o.closes) - o.opens, 0) AS {name}
        FROM {relation} AS r ASOF LEFT JOIN {openings_of(calendar)} AS o ON {instant} >= o.opens"""


def when_worked(relation: str, amount: str, name: str, calendar: str, *, opening: bool = False) -> str:
    """A relation (alias `r`) with the instant by which so much working time has passed, and `<name>_day`.

    Where it is used up as work ends, that is the closing; `opening`: as of going back, the next opening.
    """
    found = f"o.opens + {amount} - o.before"
    return f"""
        SELECT r.*, {_within(found, "o.closes", amount)} AS {name}, o.day AS {name}_day
        FROM {relation} AS r
        ASOF LEFT JOIN {openings_of(calendar)} AS o ON {amount} {">=" if opening else ">"} o.before"""


def numbered(relation: str, at: str, by: str, name: str, calendar: str) -> str:
    """A relation (alias `r`) with how many working days have a `day`, or `closes`, no later than `at`."""
    return f"""
        SELECT r.*, coalesce(w.nth, 0) AS {name}
        FROM {relation} AS r ASOF LEFT JOIN {workdays_of(calendar)} AS w ON {at} >= w.{by}"""


def nth_closing(relation: str, nth: str, name: str, calendar: str) -> str:
    """A relation (alias `r`) with the close of business of a working day by its number, and `<name>_day`."""
    return f"""
        SELECT r.*, {_within("w.closes", "w.closes", nth)} AS {name}, w.day AS {name}_day
        FROM {relation} AS r LEFT JOIN {workdays_of(calendar)} AS w ON w.nth = {nth}"""


def _within(found: str, last: str, wanted: str) -> str:
    """What is found; an error where something is wanted that lies outside the days that the relation has."""
    return f"""
        CASE WHEN {found} <= {last} THEN {found}
             WHEN {wanted} IS NOT NULL THEN error('the days of the calendar that were looked at do not reach') END"""
