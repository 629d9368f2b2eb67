"""Whether what the next strike brings is ever milder (or stricter) than what the one before brought.

What strikes brought stays, so a strike that brings nothing changes nothing.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from engine.backends.scalar.evaluator import evaluator
from engine.compliance.guardrails.constants import constant_of, known
from engine.feel.typed import Const
from engine.ir.program import Ladder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from engine.ir.program import Consequence, Program, Rule
    from engine.model.guardrails import Monotone

Weight = tuple[int, tuple[Decimal, ...]]
"""How grave a penalty is: its kind's place in the order of severity, then its amounts."""
Strike = tuple[int, "Mapping[str, Weight]"]
"""The so-many-th, and per subject the gravest penalty that it brings."""


def wrong_strikes(claim: Monotone, program: Program) -> tuple[int, int] | None:
    """The first two counts of which the later brings what it never must; None where there are none."""
    rising = (claim.towards == "higher") == (claim.never == "milder")
    for (count, was), (more, then) in pairwise(_strikes(claim.name, program)):
        pairs = [(was[to], then[to]) for to in was.keys() & then.keys()]
        if any(after < before if rising else after > before for before, after in pairs):
            return count, more
    return None


def _strikes(name: str, program: Program) -> Iterator[Strike]:
    """The strikes that bring penalties, up to the last that brings what others didn't."""
    ladder = next(step for step in program.steps if isinstance(step, Ladder) and step.name == name)
    rules = {rule.id: rule for rule in program.rules if rule.rung and not rule.revokes}
    counts = _counts(ladder, program)
    for count in range(1, max(counts.values(), default=0) + 1):
        known_rungs = ((rung, counts[rung.name]) for rung in ladder.rungs if rung.name in counts)
        reached = (rung for rung, threshold in known_rungs if _is_reached(rung.test, threshold, count))
        brings = _gravest((rules[rung.name] for rung in reached), program)
        if brings:
            yield count, brings


def _is_reached(test: str, threshold: int, count: int) -> bool:
    return count == threshold if test == "at" else count >= threshold


def _counts(ladder: Ladder, program: Program) -> dict[str, int]:
    """At which count each rung is, those that go by too few strikes left out."""
    values = known(program)
    told = ((rung.name, evaluator(rung.count.root)(values)) for rung in ladder.rungs if rung.test != "below")
    return {name: int(value) for name, value in told if isinstance(value, int | Decimal)}


def _gravest(rules: Iterable[Rule], program: Program) -> dict[str, Weight]:
    gravest: dict[str, Weight] = {}
    for consequence in (each for rule in rules for each in rule.then if each.do in program.severity):
        weight = program.severity.index(consequence.do), tuple(_amounts(consequence, program))
        to = _subject(consequence)
        gravest[to] = max(gravest.get(to, weight), weight)
    return gravest


def _subject(consequence: Consequence) -> str:
    to = consequence.to
    if to is None:
        return ""
    return str(to.root.value) if isinstance(to.root, Const) else to.text


def _amounts(consequence: Consequence, program: Program) -> Iterator[Decimal]:
    """The attributes that are numbers, whatever the history."""
    for attribute in consequence.attributes:
        value = constant_of(attribute.expression, program)
        if value and isinstance(value[0], int | Decimal):
            yield Decimal(value[0])
