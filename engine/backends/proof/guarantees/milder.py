"""Whether one decision is milder than another: for one of those whom it concerns."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.backends.proof.difference.amounts import moved
from engine.backends.proof.difference.strictness import Moved, direction
from engine.feel.walk import references
from engine.ir.differences import Change, Decided
from engine.ir.regions import Unknown
from engine.ir.steps import closure

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from engine.ir.differences import Amount, Effect
    from engine.ir.program import Program


@dataclass(frozen=True, slots=True)
class Scale:
    """Penalties by the order of severity, equal ones by their amounts.

    `fact`: what the two cases differ in. `doubts`: amounts that would tell, and whose change isn't known.
    """

    program: Program
    fact: str
    doubts: dict[str, Unknown] = field(default_factory=dict)

    def milder(self, one: Decided, other: Decided) -> bool:
        """Whether the first is milder than the second for anybody."""
        computed = [Counter(filter(None, map(self._computed, side.effects))) for side in (one, other)]
        if computed[0] != computed[1]:
            self.doubts.update({text: Unknown(text, "other") for text in computed[0].keys() ^ computed[1].keys()})
            return False
        subjects = sorted({effect.to for side in (one, other) for effect in side.effects})
        return any(self._milder(_to(one, name), _to(other, name)) for name in subjects)

    def _computed(self, effect: Effect) -> str:
        """Whom a penalty concerns, where the facts say so."""
        return effect.to if effect.to.startswith("=") and effect.do in self.program.severity else ""

    def _milder(self, one: Decided, other: Decided) -> bool:
        """For one subject: by kinds, else by amounts."""
        severity = self.program.severity
        return direction(other, one, severity, tuple(self._moved(other, one)), ()) == "milder"

    def _moved(self, before: Decided, after: Decided) -> Iterator[Moved]:
        """The amounts of penalties that each side brings once."""
        for was in before.effects:
            same = [effect for effect in after.effects if effect.do == was.do]
            once = sum(effect.do == was.do for effect in before.effects) == 1
            if was.do in self.program.severity and once and len(same) == 1:
                yield from self._changes(was, same[0])

    def _changes(self, before: Effect, after: Effect) -> Iterator[Moved]:
        amounts = {amount.name: amount for amount in after.amounts}
        pairs = [(was, amounts[was.name]) for was in before.amounts if was.name in amounts]
        told = [(was, by) for was, then in pairs if (by := _by(was, then)) is not None]
        for was, by in told:
            yield Moved(before.do, before.to, Change(1, was.name, was.type, by, by))
        if not any(by for _, by in told):
            self.doubts.update({doubt.text: doubt for was, then in pairs for doubt in self._untold(was, then)})

    def _untold(self, was: Amount, then: Amount) -> Iterator[Unknown]:
        """Formulas that aren't the same in both cases."""
        for formula in (was.formula, then.formula):
            parts = closure(formula.root, self.program) if formula else ()
            reads = any(ref.name == self.fact for part in parts for ref in references(part))
            if formula and (reads or was.formula != then.formula):
                yield Unknown(formula.text, "other", formula.place.span(0, len(formula.text)))


def _by(was: Amount, then: Amount) -> Decimal | None:
    return moved(was.value, then.value) if was.formula is None and then.formula is None else None


def _to(side: Decided, subject: str) -> Decided:
    return Decided(tuple(effect for effect in side.effects if effect.to == subject))
