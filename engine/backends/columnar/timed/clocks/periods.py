"""A clock in the periods of its policy: each cycle goes by the rules of the period that it began in."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from engine.backends.columnar.refusal import Refused
from engine.backends.columnar.timed.clocks.from_program import clock_terms
from engine.backends.columnar.timed.wall import FIRST, LAST, micros
from engine.ir.program import Clock

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.backends.columnar.timed.clocks.terms import ClockTerms
    from engine.backends.columnar.timed.patterns import Reader
    from engine.ir.program import Program


class Rules(NamedTuple):
    """What cycles that begin in a period go by, one for each unit of the target; none where there was no such clock.

    `begins` and `ends` in microseconds, half-open.
    """

    terms: tuple[ClockTerms, ...]
    begins: int
    ends: int = LAST


def rules_of(clock: Clock, reader: Reader, earlier: Sequence[Reader]) -> tuple[Rules, ...]:
    """The periods that have the clock, the present one last; `earlier`: readers of those before, the earliest first.

    Raises `Refused` for what SQL can't do exactly.
    """
    present = Rules(clock_terms(clock, reader), _begins(reader.program))
    found = [*(_before(clock, each, reader.program) for each in earlier), present]
    ended = [rules._replace(ends=after.begins) for rules, after in pairwise(found)]
    rules = _merged([*ended, present], even_gaps=clock.on_change != "keep")
    fixed = not any(terms.target.per_case for each in rules for terms in each.terms)
    if len(rules) > 1 and (clock.on_change != "keep" or not fixed):
        raise _changed(reader.program)
    return rules


def _changed(program: Program) -> Refused:
    return Refused("GJ544", since=program.since)


def _begins(program: Program) -> int:
    """What began before the earliest period goes by its rules, too."""
    if program.since is None or program.before is None:
        return FIRST
    return micros(dt.datetime.combine(program.since, dt.time.min, ZoneInfo(program.zone)))


def _before(clock: Clock, reader: Reader, present: Program) -> Rules:
    """What the clock was in an earlier period. Where SQL can't do that it is the present rules that are refused."""
    program = reader.program
    steps = (step for step in program.steps if isinstance(step, Clock) and step.name == clock.name)
    before = next(steps, None)
    if before is None:
        return Rules((), _begins(program))
    try:
        return Rules(clock_terms(before, reader), _begins(program))
    except Refused:
        raise _changed(present) from None


def _merged(found: Sequence[Rules], *, even_gaps: bool) -> tuple[Rules, ...]:
    """Periods that follow one another with the same rules are one, but for gaps, which reach into the next period."""
    merged = list[Rules]()
    for rules in found:
        whole = even_gaps or not any(terms.gaps for terms in rules.terms)
        if merged and merged[-1].terms == rules.terms and merged[-1].ends == rules.begins and whole:
            merged[-1] = merged[-1]._replace(ends=rules.ends)
        else:
            merged.append(rules)
    return tuple(rules for rules in merged if rules.terms)
