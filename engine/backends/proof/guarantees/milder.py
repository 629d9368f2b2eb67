"""Whether one decision is milder than another: for one of those whom it concerns."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.backends.proof.difference.amounts import moved
from engine.backends.proof.difference.strictness import Moved, direction
from engine.feel.types import Kind
from engine.feel.walk import references
from engine.ir.differences import Change, Decided
from engine.ir.regions import Unknown
from engine.ir.steps import closure

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.backends.proof.difference.sheets import Sheet
    from engine.feel.typed import Expression
    from engine.feel.types import Type
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
        static = {effect.to for side in (one, other) for effect in side.effects if not self._computed(effect)}
        found = any(self._milder(_to(one, name), _to(other, name)) for name in sorted(static))
        ours, theirs = (Counter(filter(self._computed, side.effects)) for side in (one, other))
        open_ones = [*(theirs - ours), *((ours - theirs) if found else ())]
        self.doubts.update({effect.to: Unknown(effect.to, "other", effect.span) for effect in open_ones})
        return found and not open_ones

    def _computed(self, effect: Effect) -> bool:
        """Whether it is a penalty of which the facts say whom it concerns: more of these are milder for nobody."""
        return effect.to.startswith("=") and effect.do in self.program.severity

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
        """Nothing is said by amounts of which some can't be told."""
        amounts = {amount.name: amount for amount in after.amounts}
        pairs = [(was, amounts[was.name]) for was in before.amounts if was.name in amounts and _is_amount(was.type)]
        untold = [formula for was, then in pairs if was.formula != then.formula for formula in _formulas(was, then)]
        if untold:
            self.doubts.update({formula.text: _doubt(formula) for formula in untold})
            return
        for was, then in pairs:
            by = moved(was.value, then.value)
            if by is not None:
                yield Moved(before.do, before.to, Change(1, was.name, was.type, by, by))

    def moving(self, sheets: Iterable[Sheet]) -> Iterator[Unknown]:
        """Amounts and subjects of penalties that go with the fact, so that one rule alone may break the order."""
        brought = (each for sheet in sheets for entry in sheet.entries for each in entry.brings)
        for consequence in (each.consequence for each in brought if each.label.do in self.program.severity):
            amounts = (each.expression for each in consequence.attributes if _is_amount(each.expression.type))
            for expression in (*((consequence.to,) if consequence.to else ()), *amounts):
                if self._reads_fact(expression):
                    yield _doubt(expression)

    def _reads_fact(self, expression: Expression) -> bool:
        parts = closure(expression.root, self.program)
        return any(ref.name == self.fact for part in parts for ref in references(part))


def _is_amount(type_: Type) -> bool:
    return type_.is_numeric or type_.kind is Kind.SPAN


def _formulas(was: Amount, then: Amount) -> Iterator[Expression]:
    return (formula for formula in (was.formula, then.formula) if formula)


def _doubt(formula: Expression) -> Unknown:
    return Unknown(formula.text, "other", formula.place.span(0, len(formula.text)))


def _to(side: Decided, subject: str) -> Decided:
    return Decided(tuple(effect for effect in side.effects if effect.to == subject))
