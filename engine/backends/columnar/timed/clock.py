"""One clock as common table expressions over the relation `events`: from what turns it to what it reads.

    events ── turns ── cycles ──────┬── halts ── counted ── due ── readings
                 └──── pauses ──────┘

`events` has a case's history, one row an event: "case", "id", "moment" (microseconds since 1970), "key" (a text per
name of `per`, null where the event doesn't say). What a clock does after an event is told by the last event that turned
it: so the state machine is a window function, and nothing is run row by row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.backends.columnar.timed.due import due_ctes
from engine.backends.columnar.timed.openings import Cte
from engine.backends.columnar.timed.terms import CYCLE
from engine.backends.columnar.timed.used import used

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.backends.columnar.timed.terms import ClockTerms


_EACH = 'PARTITION BY "case", "key"'
_STARTS, _REOPENS, _ENDS = "IN (1, 5)", "IN (0, 4)", "BETWEEN 2 AND 3"
"""Turns, by the order in which those of one instant are taken: 0 re-opens, 1 starts, 2 cancels, 3 stops; an event that
ends a clock and begins it, too, begins it last: 4 re-opens, 5 starts."""


def clock_ctes(clock: ClockTerms, now: int) -> Iterator[Cte]:
    """The expressions of a clock; the last, `readings`, has a row per case and key that has started it.

    `now`: microseconds since 1970.
    """
    yield Cte("marks", _marks((clock.reopens, clock.starts, clock.cancels, clock.stops)))
    yield Cte("keys", f'SELECT DISTINCT "case", "key" FROM marks WHERE turn {_STARTS} AND {_whole(clock.parts)}')
    yield Cte("heard", f"{_about('turn', 'marks', clock.parts)} {_NO_REOPENING_BEFORE_A_START}")
    yield Cte("turns", _turns())
    yield Cte("cycles", _cycles(clock, now))
    yield Cte("pauses", _pauses(clock))
    yield Cte("halts", _halts())
    yield from due_ctes(clock)
    yield Cte("readings", _readings(clock))


def _marks(roles: Sequence[str]) -> str:
    """An event in each role that it plays, with its turn."""
    _, _, cancels, stops = roles
    again = f"CASE WHEN ({cancels}) OR ({stops}) THEN 4 ELSE 0 END"
    turns = (again, f"1 + {again}", "2", "3")
    rows = (
        f'SELECT "case", "key", id, moment, {turn} AS turn FROM events WHERE {role}'
        for turn, role in zip(turns, roles, strict=True)
    )
    return " UNION ALL ".join(rows)


def _whole(parts: int) -> str:
    return " AND ".join(f'"key"[{part}] IS NOT NULL' for part in range(1, parts + 1)) or "TRUE"


def _about(column: str, marks: str, parts: int) -> str:
    """Every mark with the keys that it is about: those that agree with what its event says."""
    agree = (f'(m."key"[{part}] IS NULL OR m."key"[{part}] = keys."key"[{part}])' for part in range(1, parts + 1))
    return f"""
        SELECT "case", keys."key", m.id, m.moment, m.{column}
        FROM keys JOIN {marks} AS m USING ("case") WHERE {" AND ".join(agree) or "TRUE"}"""


_NO_REOPENING_BEFORE_A_START = f"""
    QUALIFY NOT m.turn {_REOPENS} OR count(*) FILTER (m.turn {_STARTS}) OVER (
        {_EACH.replace('"key"', 'keys."key"')} ORDER BY m.moment, m.turn, m.id ROWS UNBOUNDED PRECEDING) > 0"""


def _turns() -> str:
    """Those marks that change something: a start of what isn't running, an end of what is."""
    return f"""
        SELECT *, turn {_ENDS} AS ends FROM heard
        QUALIFY ends IS DISTINCT FROM coalesce(
            lag(turn {_ENDS}) OVER ({_EACH} ORDER BY moment, turn, id), TRUE)"""


def _cycles(clock: ClockTerms, now: int) -> str:
    """From each start to its end; `gaps`: what was re-opened goes on. `until`: the end, or now."""
    begins = f"turn {_STARTS}" if clock.gaps else "NOT ends"
    return f"""
        SELECT *, coalesce(stopped, {now}) AS until FROM (
            SELECT {CYCLE}, min(moment) AS started,
                   CASE WHEN arg_max(ends, place) THEN max(moment) END AS stopped,
                   arg_max(turn, place) = 2 AS cancelled
            FROM (SELECT *, row_number() OVER w AS place,
                         count(*) FILTER ({begins}) OVER (w ROWS UNBOUNDED PRECEDING) AS n
                  FROM turns WINDOW w AS ({_EACH} ORDER BY moment, turn, id))
            GROUP BY {CYCLE})"""


def _pauses(clock: ClockTerms) -> str:
    """From an opening to the next closing, null where that hasn't come; and the gaps until a re-opening."""
    kinds = [_of_kind(opens, closes, clock.parts) for opens, closes in clock.pauses]
    if clock.gaps:
        kinds.append(_GAPS)
    return " UNION ALL ".join(kinds) or 'SELECT "case", "key", moment AS since, moment AS until FROM turns WHERE FALSE'


_GAPS = f"""
    SELECT "case", "key", moment AS since, reopened AS until
    FROM (SELECT *, lead(moment) OVER w AS reopened, lead(turn) OVER w AS next
          FROM turns WINDOW w AS ({_EACH} ORDER BY moment, turn, id))
    WHERE ends AND next {_REOPENS}"""


def _of_kind(opens: str, closes: str, parts: int) -> str:
    """What opens while it is open, or closes while it isn't, changes nothing; at one instant the opening prevails."""
    marks = f"""(
        SELECT "case", "key", id, moment, TRUE AS opens FROM events WHERE {opens}
        UNION ALL SELECT "case", "key", id, moment, FALSE AS opens FROM events WHERE {closes})"""
    order = f"{_EACH} ORDER BY moment, opens, id"
    return f"""
        SELECT "case", "key", moment AS since, until FROM (
            SELECT *, lead(moment) OVER ({order}) AS until FROM (
                SELECT * FROM ({_about("opens", marks, parts)})
                QUALIFY opens IS DISTINCT FROM coalesce(lag(opens) OVER ({order}), FALSE)))
        WHERE opens"""


def _halts() -> str:
    """When nothing is counted within a cycle, apart: pauses that overlap or touch are one."""
    order = f"PARTITION BY {CYCLE} ORDER BY since, until"
    return f"""
        SELECT {CYCLE}, min(since) AS since, max(until) AS until FROM (
            SELECT *, count(*) FILTER (apart) OVER ({order} ROWS UNBOUNDED PRECEDING) AS island
            FROM (SELECT *, since > coalesce(max(until) OVER (
                      {order} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), since) AS apart
                  FROM (SELECT c."case", c."key", n, greatest(since, started) AS since,
                               least(coalesce(p.until, c.until), c.until) AS until
                        FROM cycles AS c JOIN pauses AS p USING ("case", "key"))
                  WHERE since < until))
        GROUP BY {CYCLE}, island"""


def _readings(clock: ClockTerms) -> str:
    """The last cycle of each key."""
    elapsed, remaining, doubtful = used(clock)
    return f"""
        SELECT "case", "key", {_STATE} AS state, started, stopped, due,
               {elapsed} AS elapsed, {remaining} AS remaining, coalesce({doubtful}, FALSE) AS provisional
        FROM (SELECT d.*, coalesce(h.until, due) AS freed,
                     EXISTS (SELECT 1 FROM pauses AS p
                             WHERE p."case" = d."case" AND p."key" = d."key" AND p.until IS NULL) AS halted
              FROM due AS d LEFT JOIN halts AS h
              ON h."case" = d."case" AND h."key" = d."key" AND h.n = d.n AND h.since <= due AND due < h.until)
        QUALIFY n = max(n) OVER ({_EACH})"""


_STATE = """
    CASE WHEN cancelled THEN 'cancelled'
         WHEN stopped IS NOT NULL THEN CASE WHEN freed < until THEN 'met-late' ELSE 'met' END
         WHEN freed < until THEN 'breached'
         WHEN halted THEN 'paused'
         ELSE 'running' END"""
