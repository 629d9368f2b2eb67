"""A clock's cycles read: their state, and every rung that they have reached.

    cycles ── pauses ── firsts ── points ── runs

A point is an instant that pauses move on: the due instant, and a rung's. Each pause that begins no later than the point
and the due instant, as they stand after the pauses before it, moves both.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from engine.backends.columnar.files import literal
from engine.backends.columnar.timed.clocks.cycles import cycle_ctes
from engine.backends.columnar.timed.clocks.due import firsts, moved_on
from engine.backends.columnar.timed.clocks.pauses import pause_ctes
from engine.backends.columnar.timed.clocks.rungs import placed
from engine.backends.columnar.timed.clocks.terms import IN_SECONDS
from engine.backends.columnar.timed.clocks.used import used
from engine.backends.columnar.timed.openings import Cte
from engine.backends.columnar.timed.wall import SECOND
from engine.temporal.clocks.reading import Share
from engine.temporal.span import Unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.backends.columnar.timed.clocks.cycles import Period
    from engine.backends.columnar.timed.clocks.terms import ClockTerms
    from engine.temporal.clocks.reading import RungPoint


DUE = Share(Decimal(1))


def runs_select(clock: ClockTerms, period: Period, now: int) -> str:
    """A row per cycle that has a target, over the relations `history`, `cases`, `lives` and the calendar's.

    `reached`: a list of STRUCT(rule, moment, due), for each rung that the cycle has reached; instants are microseconds.
    """
    ctes = [*cycle_ctes(clock, period, now), *pause_ctes(clock), Cte("firsts", firsts(clock)), *_point_ctes(clock)]
    within = ", ".join(f"{cte.name} AS ({cte.select})" for cte in ctes)
    return f"WITH {within} {_runs(clock)}"


def _points(clock: ClockTerms) -> list[RungPoint]:
    """The due instant's first, then those of rungs that lie elsewhere."""
    return list(dict.fromkeys((DUE, *(point for _, point in clock.rungs))))


def _point_ctes(clock: ClockTerms) -> Iterator[Cte]:
    """Per point the relations `tries`, `moves` and `point`: firsts with `due`, `moment` and all that is `paused`."""
    for place, point in enumerate(_points(clock)):
        tried = f"""(SELECT f.*, s.since, s.earlier, s.paused FROM firsts AS f
                     JOIN summed AS s ON {clock.life.same("s", "f")} AND s.n = f.n)"""
        yield Cte(f"tries_{place}", _settled(clock, point, tried, "earlier"))
        yield Cte(f"moves_{place}", _moves(clock, f"tries_{place}"))
        final = f"""(SELECT f.*, coalesce(m.moved, 0) AS moved, coalesce(m.paused, 0) AS paused FROM firsts AS f
                     LEFT JOIN moves_{place} AS m ON {clock.life.same("m", "f")} AND m.n = f.n)"""
        yield Cte(f"point_{place}", _settled(clock, point, final, "moved"))


def _settled(clock: ClockTerms, point: RungPoint, relation: str, paused: str) -> str:
    return placed(clock, point, f"({moved_on(clock, relation, paused)})", paused)


def _moves(clock: ClockTerms, tries: str) -> str:
    so_far = f"OVER (PARTITION BY {clock.cycle} ORDER BY since ROWS UNBOUNDED PRECEDING)"
    return f"""
        SELECT {clock.cycle}, max(paused) FILTER (moves) AS moved, max(paused) AS paused
        FROM (SELECT *, bool_and(since <= least(moment, due)) {so_far} AS moves FROM {tries})
        GROUP BY {clock.cycle}"""


def _runs(clock: ClockTerms) -> str:
    points = _points(clock)
    told = used(clock, "point_0")
    joined = "".join(_freed(clock, place) for place, _ in enumerate(points))
    halted = f"SELECT DISTINCT {clock.life.columns} FROM pauses WHERE until IS NULL"
    size = SECOND if clock.target.unit in IN_SECONDS else 1
    return f"""
        SELECT {clock.life.of("p")}, p.n, p.event, p.started, p.stopped, p.ender, p.due, {_STATE} AS state,
               {_amount("p.elapsed", size)} AS elapsed, {_amount("p.remaining", size)} AS remaining,
               {literal(_unit(clock))} AS unit, coalesce(p.provisional, FALSE) AS provisional,
               {_reached(clock)} AS reached
        FROM (SELECT *, {told.elapsed} AS elapsed, {told.remaining} AS remaining, {told.provisional} AS provisional
              FROM {told.relation}) AS p
        LEFT JOIN ({halted}) AS halted ON {clock.life.same("halted", "p")}{joined}"""


def _freed(clock: ClockTerms, place: int) -> str:
    """What lies in a pause takes effect at its end."""
    point = f"p_{place}"
    same = f"{clock.life.same(point, 'p')} AND {point}.n = p.n"
    held = f"""SELECT q.*, coalesce(h.until, q.moment) AS freed FROM point_{place} AS q LEFT JOIN halts AS h
               ON {clock.life.same("h", "q")} AND h.n = q.n AND h.since <= q.moment AND q.moment < h.until"""
    return f" JOIN ({held}) AS {point} ON {same}"


def _reached(clock: ClockTerms) -> str:
    """The rungs whose instant has passed; one that lies before the start is reached there."""
    points = _points(clock)
    found = (_passed(rule, f"p_{points.index(point)}") for rule, point in clock.rungs)
    listed = f"list_filter([{', '.join(found)}], lambda one: one IS NOT NULL)" if clock.rungs else "[]"
    return f'CAST({listed} AS STRUCT("rule" VARCHAR, moment BIGINT, due BIGINT)[])'


def _passed(rule: str, point: str) -> str:
    reached = f"greatest({point}.freed, p.started)"
    told = f"{{'rule': {literal(rule)}, 'moment': {reached}, 'due': {point}.due}}"
    return f"CASE WHEN {point}.freed < p.until THEN {told} END"


def _unit(clock: ClockTerms) -> Unit:
    """What elapsed and remaining are told in."""
    return Unit.DAYS if clock.target.unit is Unit.MONTHS else clock.target.unit


def _amount(micros: str, size: int) -> str:
    """Exact: whole days, or seconds with microseconds."""
    if size == 1:
        return f"CAST({micros} AS DECIMAL(18, 6))"
    return f"CAST(CAST({micros} AS DECIMAL(18, 0)) * 0.000001 AS DECIMAL(18, 6))"


_STATE = """
    CASE WHEN p.cancelled THEN 'cancelled'
         WHEN p.stopped IS NOT NULL THEN CASE WHEN p_0.freed < p.until THEN 'met-late' ELSE 'met' END
         WHEN p_0.freed < p.until THEN 'breached'
         WHEN halted."case" IS NOT NULL THEN 'paused'
         ELSE 'running' END"""
