"""The cases beside what has boundaries: where each case stands, and from where facts are looked for that none has."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.casebook.coverage.from_program import owners_of
from engine.casebook.coverage.nearby import Stand
from engine.casebook.coverage.search import Found, search

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Sequence

    from engine.backends.scalar.tracing import Tracer
    from engine.casebook.coverage.from_program import Owner
    from engine.casebook.coverage.search import Reached
    from engine.decision import Decision
    from engine.model.text import Text
    from engine.policy import Policy


class Decided(NamedTuple):
    """A case whose facts were not refused."""

    case: Text
    decision: Decision


class Scene(NamedTuple):
    """A rule, row or derived value of one period, and the cases that the period decides.

    `others`: those that other periods decide, as this one would, where it decides none.
    """

    tracer: Tracer
    owner: Owner
    stands: tuple[Stand, ...]
    others: tuple[Stand, ...]

    def find(self, goals: Sequence[Hashable], reached: Reached, deciding: Sequence[Stand] = ()) -> Found:
        """The nearest stands that reach the goals, around those `deciding`, or where there are none around all.

        What earlier rows ask is changed only where nothing else helps.
        """
        around = deciding or self.stands or self.others
        found = search(self.tracer, self.owner.expressions, around, goals, reached)
        left = [goal for goal in goals if goal not in found.nearest]
        if not (left and self.owner.earlier):
            return found
        more = search(self.tracer, (*self.owner.expressions, *self.owner.earlier), around, left, reached)
        return Found({**found.nearest, **more.nearest}, more.certain)


def scenes_of(policy: Policy, decided: Sequence[Decided]) -> list[Scene]:
    """All of a policy; those of periods with cases first."""
    scenes = []
    for program in policy.timeline.programs:
        if program.in_force:
            tracer = policy.tracer(program)
            stands = tuple(_stand(case, tracer) for case in decided if case.decision.program is program)
            others = () if stands else tuple(_borrowed(decided, tracer))
            scenes += [Scene(tracer, owner, stands, others) for owner in owners_of(program)]
    return sorted(scenes, key=lambda scene: not scene.stands)


def _stand(case: Decided, tracer: Tracer) -> Stand:
    facts, history = tuple(case.decision.facts.values()), case.decision.history
    return Stand(case.case, facts, tracer.frame(facts, history), history=history)


def _borrowed(decided: Iterable[Decided], tracer: Tracer) -> Iterator[Stand]:
    """Cases of other periods that have the facts that this one asks for."""
    names = [fact.name for fact in tracer.program.facts]
    for case in decided:
        if list(case.decision.facts) == names:
            yield _stand(case, tracer)._replace(as_of=tracer.program.since)
