"""The cases of one policy beside its rules and boundaries: which are covered, and what would cover the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from engine.backends.scalar.evaluator import evaluator
from engine.casebook.coverage.own import is_own, is_own_rule
from engine.casebook.coverage.scenes import scenes_of
from engine.casebook.coverage.search import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

    from engine.backends.scalar.evaluator import Frame
    from engine.casebook.coverage.boundaries import Boundary, Side, Sighting
    from engine.casebook.coverage.nearby import Stand
    from engine.casebook.coverage.scenes import Decided, Scene
    from engine.casebook.coverage.search import Found
    from engine.diagnostics import Span
    from engine.ir.program import Rule
    from engine.model.text import Text
    from engine.policy import Policy

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


class Covered(NamedTuple):
    rules: tuple[RuleCoverage, ...]
    boundaries: tuple[BoundaryCoverage, ...]


def measure(policy: Policy, decided: Sequence[Decided]) -> Covered:
    """Every rule and boundary of every period, with the cases that cover them; of a branch those that are its own."""
    scenes = [scene for scene in scenes_of(policy, decided) if is_own(scene.owner.expressions, scene.tracer.program)]
    rules = tuple(_rules(policy, decided, scenes))
    unfired = frozenset(rule.rule for rule in rules if not rule.covered)
    return Covered(rules, tuple(_boundaries(policy, scenes, unfired)))


def _rules(policy: Policy, decided: Sequence[Decided], scenes: Sequence[Scene]) -> Iterator[RuleCoverage]:
    rules = {
        rule.id: rule
        for program in policy.timeline.programs
        for rule in program.rules
        if not rule.revokes and is_own_rule(rule, program)
    }
    matched = [(case, frozenset(decision.matched)) for case, decision in decided]
    fired = {name: tuple(case for case, names in matched if name in names) for name in rules}
    by_owner = {scene.owner.name: scene for scene in reversed(scenes)}
    sought = [name for name, cases in fired.items() if not cases and name in by_owner][:SEARCHES]
    nearby = {name: _fired_nearby(rules[name], by_owner[name]) for name in sought}
    for name, rule in rules.items():
        yield RuleCoverage(policy.branch, policy.id, name, rule.span, fired[name], nearby.get(name))


def _fired_nearby(rule: Rule, scene: Scene) -> Stand | None:
    """A case that would fire the rule with other facts."""
    if rule.when is None:
        return None
    applies = evaluator(rule.when.root)

    def reached(frame: Frame) -> tuple[str, ...]:
        return (rule.id,) if applies(frame) is True else ()

    return scene.find((rule.id,), reached).nearest.get(rule.id)


def _boundaries(policy: Policy, scenes: Sequence[Scene], unfired: Container[str]) -> Iterator[BoundaryCoverage]:
    """Nothing is searched for the boundaries of a rule that never fires: first it has to."""
    seen: dict[Boundary, list[_Seen]] = {boundary: [] for scene in scenes for boundary in scene.owner.look.boundaries}
    for scene in scenes:
        for stand in scene.stands:
            for sighting in scene.owner.look.see(stand.frame):
                seen[sighting.boundary].append(_Seen(stand, sighting))
    for scene in scenes:
        own = {boundary: seen.pop(boundary) for boundary in scene.owner.look.boundaries if boundary in seen}
        found = UNKNOWN if scene.owner.name in unfired else _look_around(scene, own)
        for boundary, sightings in own.items():
            yield BoundaryCoverage(policy.branch, policy.id, boundary, tuple(_sides(boundary, sightings, found)))


class _Seen(NamedTuple):
    stand: Stand
    sighting: Sighting


def _cases(side: Side, seen: Iterable[_Seen]) -> tuple[Text, ...]:
    return tuple(dict.fromkeys(stand.case for stand, sighting in seen if side in sighting.sides))


def _look_around(scene: Scene, seen: Mapping[Boundary, Sequence[_Seen]]) -> Found:
    """The nearest stands on the sides, `(boundary, side)`, that no case is on."""
    sides = ((boundary, side) for boundary in seen for side in (*boundary.sides, boundary.instead))
    goals = [(boundary, side) for boundary, side in sides if side and not _cases(side, seen[boundary])]
    if not goals:
        return UNKNOWN
    deciding = {id(stand): stand for boundary, _ in goals for stand, _ in seen[boundary]}

    def reached(frame: Frame) -> Iterator[tuple[Boundary, Side]]:
        for sighting in scene.owner.look.see(frame):
            yield from ((sighting.boundary, side) for side in sighting.sides)

    return scene.find(goals, reached, tuple(deciding.values()))


def _sides(boundary: Boundary, seen: Sequence[_Seen], found: Found) -> Iterator[SideCoverage]:
    """The boundary's sides, but for those that certainly can't be reached.

    Where equality can't, the side of the truth that it would give stands in for it.
    """
    for side in boundary.sides:
        covered = _side(boundary, side, seen, found)
        if covered is None and side == "on" and boundary.instead:
            covered = _side(boundary, boundary.instead, seen, found)
        if covered:
            yield covered


def _side(boundary: Boundary, side: Side, seen: Sequence[_Seen], found: Found) -> SideCoverage | None:
    """The cases on a side, or a stand nearby that would be; None where nothing can be."""
    cases, nearby = _cases(side, seen), found.nearest.get((boundary, side))
    unreachable = not cases and nearby is None and found.certain and seen
    return None if unreachable else SideCoverage(side, cases, None if cases else nearby)
