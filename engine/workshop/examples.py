"""Worked examples: the fewest cases that together fire every rule, decided now.

A case that names no date is decided under the rules of every period, so that what is told doesn't depend on today.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from engine.backends.prose.handbook.material import Example, Ruling
from engine.diagnostics import FactError
from engine.instants import day_of, instant_of, read_moment
from engine.ir.trace import result_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.instants import Moment
    from engine.ir.program import Program
    from engine.model.cases import Case
    from engine.policy import Policy

LEAST, MOST = 2, 5
"""How many examples a policy has, where it has as many cases."""
ANY_DAY = dt.date(2000, 1, 1)
"""Of a policy that has always been in force and never changes."""
ONE_DAY = dt.timedelta(days=1)


class Decided(NamedTuple):
    """A case with its decisions, one per period that decides it, and the names of what it shows."""

    place: int
    case: Case
    rulings: tuple[Ruling, ...]
    shows: frozenset[str]
    unknown: int

    @property
    def titled(self) -> bool:
        title = self.case.title
        return title.zh != title.en


def examples_of(policy: Policy, cases: Iterable[Case], day: dt.date | None = None) -> tuple[Example, ...]:
    """The examples of a policy, in the order of its cases. `day`: by its rules undated cases are decided."""
    decided = [found for place, case in enumerate(cases) if (found := _decided(policy, place, case, day))]
    chosen = sorted(_chosen(decided), key=lambda found: found.place)
    return tuple(Example(found.case.title, tuple(found.case.facts), found.rulings) for found in chosen)


def _chosen(decided: list[Decided]) -> list[Decided]:
    """Always the case that shows most of what isn't shown yet.

    Among equals one with fewer unknowns, then one whose title has both languages, then the first.
    """
    chosen: list[Decided] = []
    left = list(decided)
    wanted = frozenset[str]().union(*(found.shows for found in decided))
    while left and len(chosen) < MOST and (wanted or len(chosen) < LEAST):
        best = max(left, key=lambda found: (len(found.shows & wanted), -found.unknown, found.titled, -found.place))
        left.remove(best)
        chosen.append(best)
        wanted -= best.shows
    return chosen


def _decided(policy: Policy, place: int, case: Case, day: dt.date | None) -> Decided | None:
    """None where the policy refuses the facts, or isn't in force."""
    try:
        rulings = tuple(_merged(_rulings(policy, case, day)))
    except FactError:
        return None
    shows = frozenset(name for ruling in rulings for name in _shown(ruling))
    unknown = sum(len(_needs(ruling)) for ruling in rulings)
    return Decided(place, case, rulings, shows, unknown) if rulings else None


def _shown(ruling: Ruling) -> Iterator[str]:
    result = result_of(ruling.trace)
    waiting = {held.outcome.rule for held in result.held}
    yield from (f"{rule} held" if rule in waiting else rule for rule in result.matched)
    if not (result.outcomes or result.held or result.undecided):
        yield "nothing"


def _needs(ruling: Ruling) -> list[str]:
    """The facts that are missing for an answer, or for a part of one."""
    result = result_of(ruling.trace)
    needs = [item.needs for item in result.undecided] + [outcome.needs for outcome in result.outcomes]
    return [name for names in needs for name in names]


def _rulings(policy: Policy, case: Case, day: dt.date | None) -> Iterator[Ruling]:
    own = _own_date(policy, case)
    in_force = [program for program in policy.timeline.programs if program.in_force]
    if own or day:
        decision = policy.decide(case.facts, as_of=own or day, now=case.now if own else _latest(policy, case))
        yield Ruling(decision.trace(), decision.events, as_of=own if len(in_force) > 1 else None)
        return
    for program in in_force:
        decision = policy.decide(case.facts, as_of=_day_in(program), now=_latest(policy, case))
        yield Ruling(decision.trace(), decision.events, None, program.since, program.until)


def _merged(rulings: Iterable[Ruling]) -> Iterator[Ruling]:
    """Periods that follow one another and decide alike, as one."""
    last: Ruling | None = None
    for ruling in rulings:
        if last and last.until and ruling.since == last.until + ONE_DAY and _alike(last, ruling):
            last = ruling._replace(since=last.since)
            continue
        if last:
            yield last
        last = ruling
    if last:
        yield last


def _alike(one: Ruling, other: Ruling) -> bool:
    return result_of(one.trace) == result_of(other.trace)


def _own_date(policy: Policy, case: Case) -> dt.date | None:
    """The day whose rules the case asks for: its own, or that of the fact by which the policy is dated."""
    moment = read_moment(case.as_of, "as_of", policy.zone)
    program = next((program for program in reversed(policy.timeline.programs) if program.in_force), None)
    if moment is None and program and program.dated_by:
        checked = policy.check(case.facts, as_of=_day_in(program), now=_latest(policy, case))
        value = checked.facts[[fact.name for fact in program.facts].index(program.dated_by)]
        moment = value if isinstance(value, dt.date) else None
    return day_of(moment, policy.zone) if moment else None


def _latest(policy: Policy, case: Case) -> Moment:
    """The instant at which the case is read: its own, else that of its last event; None where there is neither."""
    events = case.facts.get("events")
    instants = (
        [read_moment(str(event.get("at")), "at", policy.zone) for event in events] if isinstance(events, list) else []
    )
    return case.now or max((instant_of(at, policy.zone) for at in instants if at), default=None)


def _day_in(program: Program) -> dt.date:
    return program.since or program.until or ANY_DAY
