"""When a clock doesn't count: what its pauses and gaps cut out of each cycle, and how long that is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.backends.columnar.timed.openings import Cte, worked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.backends.columnar.timed.clocks.terms import ClockTerms
    from engine.backends.columnar.timed.patterns import Role


def pause_ctes(clock: ClockTerms) -> Iterator[Cte]:
    """From the relations `turns` and `cycles`.

    `pauses` may still be open (`until` null); `halts` are within a cycle and apart; `summed` are these with what is
    paused before each (`earlier`) and up to its end (`paused`), in microseconds that the target counts.
    """
    yield Cte("pauses", _pauses(clock))
    yield Cte("halts", _halts(clock))
    yield Cte("summed", _summed(clock))


def _pauses(clock: ClockTerms) -> str:
    """From an opening to the next closing; and the gaps until a re-opening."""
    kinds = [_of_kind(clock, *roles) for roles in clock.pauses]
    if clock.gaps:
        kinds.append(_gaps(clock))
    none = f"SELECT {clock.life.columns}, moment AS since, moment AS until FROM turns WHERE FALSE"
    return " UNION ALL ".join(kinds) or none


def _gaps(clock: ClockTerms) -> str:
    order = f"PARTITION BY {clock.life.columns} ORDER BY moment, turn, id"
    return f"""
        SELECT {clock.life.columns}, moment AS since, reopened AS until
        FROM (SELECT *, lead(moment) OVER w AS reopened, lead(turn) OVER w AS next FROM turns WINDOW w AS ({order}))
        WHERE ends AND next IN (0, 4)"""


def _of_kind(clock: ClockTerms, opens: Role, closes: Role) -> str:
    """What opens while it is open, or closes while it isn't, changes nothing; nor do both at one instant."""
    marks = f"{opens.marks('TRUE AS opens')} UNION ALL {closes.marks('FALSE AS opens')}"
    order = f"PARTITION BY {clock.life.columns} ORDER BY moment, opens, id"
    instant = f"PARTITION BY {clock.life.columns}, moment"
    return f"""
        SELECT {clock.life.columns}, moment AS since, until FROM (
            SELECT *, lead(moment) OVER ({order}) AS until FROM (
                SELECT * FROM (
                    SELECT * FROM ({clock.life.about(marks, "opens")})
                    QUALIFY bool_and(opens) OVER ({instant}) = bool_or(opens) OVER ({instant}))
                QUALIFY opens IS DISTINCT FROM coalesce(lag(opens) OVER ({order}), FALSE)))
        WHERE opens"""


def _halts(clock: ClockTerms) -> str:
    """Pauses that overlap or touch are one."""
    order = f"PARTITION BY {clock.cycle} ORDER BY since, until"
    return f"""
        SELECT {clock.cycle}, min(since) AS since, max(until) AS until FROM (
            SELECT *, count(*) FILTER (apart) OVER ({order} ROWS UNBOUNDED PRECEDING) AS island
            FROM (SELECT *, since > coalesce(max(until) OVER (
                      {order} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), since) AS apart
                  FROM (SELECT {clock.life.of("c")}, n, greatest(since, started) AS since,
                               least(coalesce(p.until, c.until), c.until) AS until
                        FROM cycles AS c JOIN pauses AS p ON {clock.life.same("p", "c")})
                  WHERE since < until))
        GROUP BY {clock.cycle}, island"""


def _summed(clock: ClockTerms) -> str:
    counted = "SELECT *, until - since AS counted FROM halts"
    if clock.in_working_time:
        ends = worked("halts", "r.until", "ended", clock.calendar.id)
        counted = (
            f"SELECT *, ended - began AS counted FROM ({worked(f'({ends})', 'r.since', 'began', clock.calendar.id)})"
        )
    return f"""
        SELECT {clock.cycle}, since, until, paused - counted AS earlier, paused FROM (
            SELECT *, CAST(sum(counted) OVER (PARTITION BY {clock.cycle} ORDER BY since) AS BIGINT) AS paused
            FROM ({counted}))"""
