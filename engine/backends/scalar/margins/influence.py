"""What one fact does to the conditions of a case's rules, to the facts' checks and to what is watched besides."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from engine.backends.scalar.margins.courses import Courses
from engine.backends.scalar.margins.mentions import mentions
from engine.ir.reads import facts_of
from engine.ir.steps import closure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from engine.backends.scalar.margins.mentions import Mentions
    from engine.backends.scalar.margins.situation import Probe, Situation
    from engine.feel.typed import Expr
    from engine.feel.values import Value


class Influence(NamedTuple):
    """`unknown`: the rules (by index) on which the fact has an influence that isn't searched.

    `moving`: what is watched (by index) and changes otherwise than at the places searched: an amount that rises evenly.
    """

    unknown: frozenset[int]
    moving: frozenset[int]


class Asked(NamedTuple):
    """The expressions that read a fact: rules' conditions by index, facts' checks, what is watched by index."""

    conditions: dict[int, Expr]
    checks: tuple[Expr, ...]
    watched: dict[int, Expr]

    def influence(self, searched: Callable[[Expr], bool]) -> Influence:
        """By whether all places are searched where an expression changes; a check that isn't may hide any of them."""
        checked = all(searched(check) for check in self.checks)
        unknown = (index for index, root in self.conditions.items() if not (checked and searched(root)))
        return Influence(frozenset(unknown), frozenset(i for i, root in self.watched.items() if not searched(root)))

    def all(self) -> Iterator[Expr]:
        yield from self.conditions.values()
        yield from self.checks
        yield from self.watched.values()


def asked_of(fact: str, situation: Situation) -> Asked:
    """What reads the fact, directly or through derived values and tables."""

    def reads(root: Expr) -> bool:
        return fact in facts_of(root, situation.behind)

    program = situation.program
    conditions = {index: rule.when.root for index, rule in enumerate(situation.rules) if rule.when}
    checks = tuple(other.check.root for other in program.facts if other.check)
    return Asked(
        {index: root for index, root in conditions.items() if reads(root)},
        tuple(root for root in checks if reads(root)),
        {index: root for index, root in enumerate(situation.watched) if reads(root)},
    )


def along(probe: Probe) -> tuple[frozenset[Fraction], Influence]:
    """The places on the fact's axis where something changes, and what else it does."""
    asked, courses = asked_of(probe.fact, probe.situation), Courses(probe)
    found = {id(root): courses.of(root) for root in asked.all()}
    influence = asked.influence(lambda root: found[id(root)].steady)
    moving = {id(asked.watched[index]) for index in influence.moving}
    cuts = (course.cuts for root, course in found.items() if root not in moving)
    return frozenset[Fraction]().union(*cuts), influence


class Mentioned(NamedTuple):
    """How a fact without an axis is mentioned. `conditions`: by rule; `constants`: all that it is compared with."""

    conditions: dict[int, Mentions]
    constants: tuple[Value, ...]
    influence: Influence


def mentioned(fact: str, situation: Situation) -> Mentioned:
    """What a fact without an axis is compared with, and what else is done to it."""
    asked = asked_of(fact, situation)
    program, frame, behind = situation.program, situation.frame, situation.behind
    found = {id(root): mentions(closure(root, program), fact, frame, behind) for root in asked.all()}
    constants = dict.fromkeys(value for each in found.values() for value in each.constants if value is not None)
    conditions = {index: found[id(root)] for index, root in asked.conditions.items()}
    return Mentioned(conditions, tuple(constants), asked.influence(lambda root: found[id(root)].known))
