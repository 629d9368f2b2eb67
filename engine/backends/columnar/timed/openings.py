"""A calendar as relations: every opening with the working time before it, every working day with its number.

Both are made in SQL from the week and the special days, for the days that the query can reach. `opens`, `closes` and
`before` are microseconds, since 1970 and since the first opening.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from engine.temporal.calendar import Calendar, Hours

SECOND = 1_000_000


class Cte(NamedTuple):
    """A common table expression."""

    name: str
    select: str


def calendar_ctes(calendar: Calendar, ahead: int, reach: int, now: dt.date) -> Iterator[Cte]:
    """Of a calendar whose clocks are always `ahead` seconds before UTC. `reach`: days from now to the farthest due day.

    The days go from that of the first event to as far beyond the farthest due day as pauses can move it, and farther.
    """
    yield Cte("reach", f"""
        SELECT DATE '{now}' + {reach} + 2 * (DATE '{now}' - first_day) + 60 AS last_day, first_day
        FROM (SELECT least(DATE '{now}', coalesce(min({_local_date("at", ahead)}), DATE '{now}')) - 1 AS first_day FROM events)""")
    yield Cte("days", "SELECT unnest(generate_series(first_day, last_day, INTERVAL 1 DAY))::DATE AS day FROM reach")
    yield Cte("special", _values("day, opens, closes", "DATE, BIGINT, BIGINT", _special(calendar)))
    yield Cte("weekly", _values("weekday, opens, closes", "BIGINT, BIGINT, BIGINT", _weekly(calendar)))
    yield Cte("open_hours", """
        SELECT day, opens, closes FROM days JOIN special USING (day) WHERE opens IS NOT NULL
        UNION ALL
        SELECT day, opens, closes FROM days JOIN weekly ON weekday = isodow(day) ANTI JOIN special USING (day)""")
    yield Cte("openings", f"""
        SELECT day, opens, closes, sum(closes - opens) OVER (ORDER BY opens) - (closes - opens) AS before
        FROM (SELECT day, {_instant("opens", ahead)} AS opens, {_instant("closes", ahead)} AS closes FROM open_hours)""")
    yield Cte("workdays", """
        SELECT day, max(closes) AS closes, row_number() OVER (ORDER BY day) AS nth FROM openings GROUP BY day""")
