"""A clock as one SELECT of the answer's rows: its state in every life, the rungs that it has reached."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.backends.columnar.files import literal
from engine.backends.columnar.timed.answer import columns
from engine.backends.columnar.timed.clocks.cycles import Period
from engine.backends.columnar.timed.clocks.runs import runs_select
from engine.backends.columnar.timed.lives import Life
from engine.backends.columnar.timed.openings import Cte

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.backends.columnar.timed.clocks.periods import Rules
    from engine.backends.columnar.timed.clocks.terms import ClockTerms
    from engine.ir.program import Clock


def clock_select(clock: Clock, rules: Sequence[Rules], now: int) -> str:
    """Over the relations `history`, `cases` and the calendars'. `now`: microseconds since 1970."""
    life = Life(clock.per)
    ctes = [Cte("lives", _lives(life, rules)), *_run_ctes(life, rules, now)]
    within = ", ".join(f"{cte.name} AS ({cte.select})" for cte in ctes)
    return f"WITH {within} {_states(clock, life)} UNION ALL {_rungs(clock, life)}"


def no_time(clock: Clock, terms: ClockTerms) -> str:
    """The cases that start the clock and have no time at all, as faults."""
    starts = terms.starts.marks()
    spans = f'SELECT "case", {terms.target.amount} AS span FROM cases'
    return f"""
        SELECT DISTINCT "case", NULL AS event, {literal(f"GJ557 {clock.name}")} AS fault
        FROM ({starts}) JOIN ({spans}) USING ("case") WHERE span.amount <= 0"""


def _lives(life: Life, rules: Sequence[Rules]) -> str:
    """Those that a start names in full."""
    if not life.per:
        return 'SELECT "case" FROM cases'
    starts = " UNION ALL ".join(dict.fromkeys(each.terms[0].starts.marks() for each in rules))
    return f"SELECT DISTINCT {life.columns} FROM ({starts}) WHERE {life.named}"


def _run_ctes(life: Life, rules: Sequence[Rules], now: int) -> Iterator[Cte]:
    """The last, `runs`, has the cycles of all periods, each by its own rules; a period goes on where the last ended."""
    so_far = list[str]()
    for place, each in enumerate(rules):
        period = Period(each.begins, each.ends, f"ended_{place - 1}" if place else "")
        runs = " UNION ALL ".join(f"SELECT * FROM ({runs_select(terms, period, now)})" for terms in each.terms)
        yield Cte(f"runs_{place}", f"SELECT *, {place} AS period FROM ({runs})")
        so_far.append(f"SELECT * FROM runs_{place}")
        if each is not rules[-1]:
            last = _last(life, " UNION ALL ".join(so_far))
            yield Cte(f"ended_{place}", f"SELECT {life.columns}, stopped IS NULL AS runs, stopped, ender FROM ({last})")
    yield Cte("runs", " UNION ALL ".join(so_far))


def _last(life: Life, runs: str) -> str:
    """Each life's last cycle."""
    return f"""
        SELECT * FROM ({runs})
        QUALIFY row_number() OVER (PARTITION BY {life.columns} ORDER BY period DESC, n DESC) = 1"""


def _states(clock: Clock, life: Life) -> str:
    told = {name: name for name in ("started", "stopped", "due", "elapsed", "remaining", "unit")}
    row = told | {
        "case": '"case"',
        "kind": "'clock'",
        "step": literal(clock.name),
        "key": life.key,
        "state": "coalesce(state, 'not-started')",
        "provisional": "coalesce(provisional, FALSE)",
    }
    last = _last(life, "SELECT * FROM runs")
    return f"SELECT {columns(row)} FROM lives LEFT JOIN ({last}) AS r USING ({life.columns})"


def _rungs(clock: Clock, life: Life) -> str:
    row = {
        "case": '"case"',
        "kind": "'rung'",
        "step": literal(clock.name),
        "key": life.key,
        "rule": "r.rule",
        "state": "'reached'",
        "due": "r.due",
        "event": "event",
        "at": "r.moment",
    }
    return f"SELECT {columns(row)} FROM (SELECT {life.columns}, event, unnest(reached) AS r FROM runs)"
