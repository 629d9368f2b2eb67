"""When the target of a cycle is used up: without pauses, then moved on by those that begin no later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.backends.columnar.timed.openings import Cte, instant_of, local_day
from engine.backends.columnar.timed.terms import CYCLE, IN_WORKING_TIME
from engine.temporal.span import Unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.backends.columnar.timed.terms import ClockTerms


def due_ctes(clock: ClockTerms) -> Iterator[Cte]:
    """The last, `due`, is the cycles with "due", "first" (as if there were no pauses) and "paused" (all of it)."""
    working = clock.unit in IN_WORKING_TIME
    yield Cte("firsts", _FIRSTS[clock.unit](clock))
    yield Cte("counted", _COUNTED_WORK if working else _COUNTED)
    yield Cte("summed", _SUMMED)
    yield Cte("tried", _TRIED_WORK if working else _TRIED)
    yield Cte("settled", _SETTLED)
    yield Cte("due", _DUE_WORK if working else _DUE)


def _seconds(clock: ClockTerms) -> str:
    return f"SELECT *, started + {clock.amount} AS first FROM cycles"


def _days(clock: ClockTerms) -> str:
    day = f"{local_day('started', clock.ahead)} + {clock.amount + 1}"
    return f"SELECT *, {instant_of(day, clock.ahead)} AS first FROM cycles"


def _months(clock: ClockTerms) -> str:
    day = f"({local_day('started', clock.ahead)} + INTERVAL {clock.amount} MONTH)::DATE + 1"
    return f"SELECT *, {instant_of(day, clock.ahead)} AS first FROM cycles"


def _working_seconds(clock: ClockTerms) -> str:
    """`done`: the working time until the first due instant, from the first opening on."""
    return _found(
        f"""SELECT c.*, coalesce(o.before + least(c.started, o.closes) - o.opens, 0) + {clock.amount} AS done
            FROM cycles AS c ASOF LEFT JOIN openings AS o ON c.started >= o.opens""",
        "first",
    )


def _working_days(clock: ClockTerms) -> str:
    numbered = f"""
        SELECT c.*, coalesce(w.nth, 0) + {clock.amount} AS nth
        FROM cycles AS c ASOF LEFT JOIN workdays AS w ON {local_day("c.started", clock.ahead)} >= w.day"""
    return f"""
        SELECT n.* EXCLUDE (nth), w.closes AS first, w.day AS first_day,
               (SELECT max(before + closes - opens) FROM openings WHERE closes <= w.closes) AS done
        FROM ({numbered}) AS n LEFT JOIN workdays AS w USING (nth)"""


_FIRSTS = {
    Unit.SECONDS: _seconds,
    Unit.DAYS: _days,
    Unit.MONTHS: _months,
    Unit.WORKING_SECONDS: _working_seconds,
    Unit.WORKING_DAYS: _working_days,
}


def _found(select: str, name: str) -> str:
    """When the working time "done" has passed: at closing where it is used up there."""
    return f"""
        SELECT f.*, o.opens + f.done - o.before AS {name}, o.day AS {name}_day
        FROM ({select}) AS f ASOF LEFT JOIN openings AS o ON f.done > o.before"""


_COUNTED = "SELECT *, until - since AS counted FROM halts"
_COUNTED_WORK = """
    SELECT h.*, coalesce(b.before + least(h.until, b.closes) - b.opens, 0)
              - coalesce(a.before + least(h.since, a.closes) - a.opens, 0) AS counted
    FROM halts AS h ASOF LEFT JOIN openings AS a ON h.since >= a.opens
                    ASOF LEFT JOIN openings AS b ON h.until >= b.opens"""
_SUMMED = f"""
    SELECT *, CAST(sum(counted) OVER (PARTITION BY {CYCLE} ORDER BY since) AS BIGINT) AS paused FROM counted"""
_TRIED = f"""
    SELECT {CYCLE}, since, paused, first + paused - counted AS due FROM summed JOIN firsts USING ({CYCLE})"""
_EARLIER = f"""
    SELECT {CYCLE}, since, paused, first, paused - counted AS earlier, done + paused - counted AS done
    FROM summed JOIN firsts USING ({CYCLE})"""
_TRIED_WORK = f"""
    SELECT {CYCLE}, since, paused, CASE WHEN earlier = 0 THEN first ELSE moved END AS due
    FROM ({_found(_EARLIER, "moved")})"""
_SETTLED = f"""
    SELECT {CYCLE}, max(paused) FILTER (moves) AS moved, max(paused) AS paused FROM (
        SELECT *, bool_and(since <= due) OVER (PARTITION BY {CYCLE} ORDER BY since ROWS UNBOUNDED PRECEDING) AS moves
        FROM tried)
    GROUP BY {CYCLE}"""
_WITH_PAUSES = f"""
    SELECT f.*, coalesce(s.moved, 0) AS moved, coalesce(s.paused, 0) AS paused
    FROM firsts AS f LEFT JOIN settled AS s USING ({CYCLE})"""
_DUE = f"SELECT *, first + moved AS due, NULL::DATE AS due_day FROM ({_WITH_PAUSES})"
_DUE_WORK = f"""
    SELECT * REPLACE (CASE WHEN moved = 0 THEN first ELSE due END AS due,
                      CASE WHEN moved = 0 THEN first_day ELSE due_day END AS due_day)
    FROM ({_found(f"SELECT * REPLACE (done + moved AS done) FROM ({_WITH_PAUSES})", "due")})"""
