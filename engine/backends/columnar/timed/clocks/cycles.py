"""A clock's cycles: what an event does is told by the last one that turned the clock, so windows find them.

    marks ── heard ── turns ── cycles

No row is computed from the row before it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.backends.columnar.timed.clocks.terms import IN_SECONDS
from engine.backends.columnar.timed.openings import Cte
from engine.backends.columnar.timed.patterns import NEVER
from engine.backends.columnar.timed.wall import FIRST, LAST, SECOND

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.backends.columnar.timed.clocks.terms import ClockTerms, Target

_REOPEN, _START, _CANCEL, _STOP, _REOPEN_AGAIN, _START_AGAIN = range(6)
"""What an event does to a clock, in the order in which turns of one instant are taken.

One that ends the clock and begins it, too, begins it last.
"""
_REOPENS, _STARTS = f"IN ({_REOPEN}, {_REOPEN_AGAIN})", f"IN ({_START}, {_START_AGAIN})"
_ENDS = f"IN ({_CANCEL}, {_STOP})"


class Period(NamedTuple):
    """When a clock's cycles begin, half-open, in microseconds. `after`: what came of it in the periods before.

    That relation has a row per life: whether it still `runs`, else when and by which event it last stopped (`stopped`,
    `ender`), which may begin the next cycle.
    """

    begins: int = FIRST
    ends: int = LAST
    after: str = ""


def cycle_ctes(clock: ClockTerms, period: Period, now: int) -> Iterator[Cte]:
    """The last, `cycles`, has a row per cycle: `event`, `started`, `stopped` (or null), `until` (or now), `target`."""
    yield Cte("heard", _heard(clock, period))
    yield Cte("turns", _turns(clock))
    yield Cte("cycles", _cycles(clock, now))


def _heard(clock: ClockTerms, period: Period) -> str:
    marks = " UNION ALL ".join(_marks(clock, period))
    heard = _in_turn(clock, clock.life.about(marks, "turn", "again"))
    if period.after:
        later = "(h.moment > e.stopped OR (h.moment = e.stopped AND h.id = e.ender))"
        begins = f'(e."case" IS NULL AND NOT h.again OR NOT e.runs AND {later})'
        heard = f"""
            SELECT h.* FROM ({heard}) AS h LEFT JOIN {period.after} AS e ON {clock.life.same("e", "h")}
            WHERE NOT h.turn {_STARTS} OR {begins}"""
    if clock.reopens.condition == NEVER:
        return heard
    before = f"PARTITION BY {clock.life.columns} ORDER BY moment, turn, id ROWS UNBOUNDED PRECEDING"
    return (
        f"SELECT * FROM ({heard}) QUALIFY NOT turn {_REOPENS} OR count(*) FILTER (turn {_STARTS}) OVER ({before}) > 0"
    )


def _in_turn(clock: ClockTerms, heard: str) -> str:
    """The marks, what an event begins after what it ends."""
    ends = f"bool_or(turn {_ENDS}) OVER (PARTITION BY {clock.life.columns}, id)"
    turn = f"CASE WHEN turn {_ENDS} OR NOT {ends} THEN turn ELSE turn + {_REOPEN_AGAIN} END"
    return f"SELECT * REPLACE ({turn} AS turn) FROM ({heard})"


def _marks(clock: ClockTerms, period: Period) -> Iterator[str]:
    """An event in each role that it plays. Cycles begin within the period."""
    within = [f"moment >= {period.begins}"] if period.begins != FIRST else []
    within += [f"moment < {period.ends}"] if period.ends != LAST else []
    bounds = " AND ".join(within) or "TRUE"
    reopens = clock.reopens if clock.gaps else clock.reopens.only(bounds)
    yield reopens.marks(f"{_REOPEN} AS turn", "FALSE AS again")
    yield clock.starts.only(bounds).marks(f"{_START} AS turn", "FALSE AS again")
    if period.after and not clock.gaps:
        yield clock.reopens.only(bounds).marks(f"{_START} AS turn", "TRUE AS again")
    yield clock.cancels.marks(f"{_CANCEL} AS turn", "FALSE AS again")
    yield clock.stops.marks(f"{_STOP} AS turn", "FALSE AS again")


def _turns(clock: ClockTerms) -> str:
    """Those marks that change something: a start of what isn't running, an end of what is."""
    ends = f"turn {_ENDS}"
    before = f"lag({ends}) OVER (PARTITION BY {clock.life.columns} ORDER BY moment, turn, id)"
    return f"SELECT *, {ends} AS ends FROM heard QUALIFY ends IS DISTINCT FROM coalesce({before}, TRUE)"


def _cycles(clock: ClockTerms, now: int) -> str:
    """From each start to its end; with `gaps`, what was re-opened goes on."""
    begins = f"turn {_STARTS}" if clock.gaps else "NOT ends"
    cycles = f"""
        SELECT {clock.cycle}, arg_min(id, place) AS event, min(moment) AS started,
               CASE WHEN arg_max(ends, place) THEN max(moment) END AS stopped,
               arg_max(turn, place) = {_CANCEL} AS cancelled, arg_max(id, place) AS ender
        FROM (SELECT *, row_number() OVER w AS place,
                     count(*) FILTER ({begins}) OVER (w ROWS UNBOUNDED PRECEDING) AS n
              FROM turns WINDOW w AS (PARTITION BY {clock.life.columns} ORDER BY moment, turn, id))
        GROUP BY {clock.cycle}"""
    if not clock.target.per_case:
        return f"SELECT *, coalesce(stopped, {now}) AS until, {clock.target.amount} AS target FROM ({cycles})"
    return f"""
        SELECT c.*, coalesce(stopped, {now}) AS until, t.target
        FROM ({cycles}) AS c JOIN ({_targets(clock.target)}) AS t USING ("case")"""


def _targets(target: Target) -> str:
    """The cases whose target is in this unit."""
    amount = f"span.amount * {SECOND}" if target.unit in IN_SECONDS else "span.amount"
    whole = f"CASE WHEN {amount} = floor({amount}) THEN CAST({amount} AS BIGINT) ELSE error('a part of a day') END"
    return f"""
        SELECT "case", {whole} AS target FROM (SELECT "case", {target.amount} AS span FROM cases)
        WHERE span.unit = '{target.unit}' AND span.amount > 0"""
