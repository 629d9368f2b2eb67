"""The cases of one policy beside its rules and boundaries: which are covered, and what would cover the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from engine.backends.scalar.evaluator import evaluator
from engine.casebook.coverage.nearby import Stand
from engine.casebook.coverage.search import UNKNOWN, Found, search
from engine.casebook.coverage.watching import watch

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

    from engine.backends.scalar.evaluator import Frame
    from engine.backends.scalar.tracing import Tracer
    from engine.casebook.coverage.boundaries import Boundary, Side, Sighting
    from engine.casebook.coverage.watching import Watched
    from engine.decision import Decision
    from engine.diagnostics import Span
    from engine.ir.program import Rule
    from engine.library import Policy
    from engine.model.text import Text

SEARCHES = 20
"""For how many rules that no case fires one is looked for: who reads on will have mended some."""


@dataclass(frozen=True, slots=True)
class RuleCoverage:
    """A rule (or a table's row, `<table>.<row>`) and the titles of the cases that fire it.

    `nearby`: where there are none, a case that would with other facts, if one was found.
    """

    branch: str
    policy: str
    rule: str
    span: Span
    cases: tuple[Text, ...]
    nearby: Stand | None = None

    @property
    def covered(self) -> bool:
        return bool(self.cases)


class SideCoverage(NamedTuple):
    """One side of a boundary and the titles of the cases on it; `nearby` as of rules."""

    side: Side
    cases: tuple[Text, ...]
    nearby: Stand | None


@dataclass(frozen=True, slots=True)
class BoundaryCoverage:
    """A boundary and those of its sides that can be reached."""

    branch: str
    policy: str
    boundary: Boundary
    sides: tuple[SideCoverage, ...]

    @property
    def covered(self) -> bool:
        return all(side.cases for side in self.sides)


class Decided(NamedTuple):
    """A case whose facts were not refused."""

    case: Text
    decision: Decision


class Covered(NamedTuple):
    rules: tuple[RuleCoverage, ...]
    boundaries: tuple[BoundaryCoverage, ...]


def measure(policy: Policy, decided: Sequence[Decided]) -> Covered:
    """Every rule and boundary of every period, with the cases that cover them."""
    homes = _homes(policy, decided)
    rules = tuple(_rules(policy, decided, homes))
    unfired = frozenset(rule.rule for rule in rules if not rule.covered)
    return Covered(rules, tuple(_boundaries(policy, homes, unfired)))


def _rules(policy: Policy, decided: Sequence[Decided], homes: Sequence[_Home]) -> Iterator[RuleCoverage]:
    fired = [(case, frozenset(decision.matched)) for case, decision in decided]
    rules = {rule.id: rule for program in policy.timeline.programs for rule in program.rules}
    by_owner = {home.watched.owner: home for home in reversed(homes)}
    searches = 0
    for name, rule in rules.items():
        cases = tuple(case for case, matched in fired if name in matched)
        home = None if cases or searches == SEARCHES else by_owner.get(name)
        searches += home is not None
        yield RuleCoverage(
            policy.branch, policy.id, name, rule.span, cases, _fired_nearby(rule, home) if home else None
        )


def _fired_nearby(rule: Rule, home: _Home) -> Stand | None:
    """A case that would fire the rule with other facts."""
    if rule.when is None:
        return None
    applies = evaluator(rule.when.root)

    def reached(frame: Frame) -> tuple[str, ...]:
        return (rule.id,) if applies(frame) is True else ()

    return search(home.tracer, home.watched.expressions, home.bases, (rule.id,), reached).nearest.get(rule.id)


def _boundaries(policy: Policy, homes: Sequence[_Home], unfired: Container[str]) -> Iterator[BoundaryCoverage]:
    """Nothing is searched for the boundaries of a rule that never fires: first it has to."""
    sightings: dict[Boundary, list[_Seen]] = {b: [] for home in homes for b in home.watched.boundaries}
    for home in homes:
        for stand in home.stands:
            for sighting in home.watched.look(stand.frame):
                sightings[sighting.boundary].append(_Seen(stand, sighting))
    left = dict(sightings)
    for home in homes:
        own = {boundary: left.pop(boundary) for boundary in home.watched.boundaries if boundary in left}
        found = UNKNOWN if home.watched.owner in unfired else _look_around(home, own)
        for boundary, seen in own.items():
            yield BoundaryCoverage(policy.branch, policy.id, boundary, tuple(_sides(boundary, seen, found)))


class _Seen(NamedTuple):
    stand: Stand
    sighting: Sighting


def _cases(side: Side, seen: Iterable[_Seen]) -> tuple[Text, ...]:
    return tuple(dict.fromkeys(stand.case for stand, sighting in seen if side in sighting.sides))


def _look_around(home: _Home, seen: Mapping[Boundary, Sequence[_Seen]]) -> Found:
    """The nearest stands on the sides, `(boundary, side)`, that no case is on."""
    sides = {(boundary, side) for boundary in seen for side in (*boundary.sides, *boundary.instead)}
    goals = {(boundary, side) for boundary, side in sides if not _cases(side, seen[boundary])}
    if not goals:
        return UNKNOWN
    deciding = {id(stand): stand for boundary, _ in goals for stand, _ in seen[boundary]}
    stands = tuple(deciding.values()) or home.bases

    def reached(frame: Frame) -> Iterator[tuple[Boundary, Side]]:
        for sighting in home.watched.look(frame):
            yield from ((sighting.boundary, side) for side in sighting.sides)

    found = search(home.tracer, home.watched.expressions, stands, goals, reached)
    left = goals - set(found.nearest)
    if left and home.watched.earlier:
        more = search(home.tracer, (*home.watched.expressions, *home.watched.earlier), stands, left, reached)
        return Found({**found.nearest, **more.nearest}, more.certain)
    return found


def _sides(boundary: Boundary, seen: Sequence[_Seen], found: Found) -> Iterator[SideCoverage]:
    """The boundary's sides, but for those that certainly can't be reached: for equality what it would give does."""
    for side in boundary.sides:
        first = _side(boundary, side, seen, found)
        second = _side(boundary, boundary.instead[0], seen, found) if side == "on" and first is None else None
        yield from (covered for covered in (first, second) if covered)


def _side(boundary: Boundary, side: Side, seen: Sequence[_Seen], found: Found) -> SideCoverage | None:
    """The cases on a side, or a stand nearby that would be; None where nothing can be."""
    cases, nearby = _cases(side, seen), found.nearest.get((boundary, side))
    unreachable = not cases and nearby is None and found.certain and seen
    return None if unreachable else SideCoverage(side, cases, None if cases else nearby)


class _Home(NamedTuple):
    """A rule, row or derived value of one period, and the cases that the period decides.

    `others`: those that other periods decide, as this one would, where it decides none.
    """

    tracer: Tracer
    watched: Watched
    stands: tuple[Stand, ...]
    others: tuple[Stand, ...]

    @property
    def bases(self) -> tuple[Stand, ...]:
        """Where to look around."""
        return self.stands or self.others


def _homes(policy: Policy, decided: Sequence[Decided]) -> list[_Home]:
    """Those of periods with cases first."""
    homes = []
    for program in policy.timeline.programs:
        if program.in_force:
            tracer = policy.tracer(program)
            stands = tuple(_stand(case, tracer) for case in decided if case.decision.program is program)
            others = () if stands else tuple(_borrowed(decided, tracer))
            homes += [_Home(tracer, watched, stands, others) for watched in watch(program)]
    return sorted(homes, key=lambda home: not home.stands)


def _stand(case: Decided, tracer: Tracer) -> Stand:
    facts = tuple(case.decision.facts.values())
    return Stand(case.case, facts, tracer.frame(facts))


def _borrowed(decided: Iterable[Decided], tracer: Tracer) -> Iterator[Stand]:
    """Cases of other periods that have the facts that this one asks for."""
    names = [fact.name for fact in tracer.program.facts]
    for case in decided:
        if list(case.decision.facts) == names:
            yield _stand(case, tracer)._replace(as_of=tracer.program.since)
