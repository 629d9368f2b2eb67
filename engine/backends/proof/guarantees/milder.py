"""Whether one decision is milder than another: for one of those whom it concerns."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

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
    from engine.ir.differences import Effect
    from engine.ir.program import Program


class Milder(NamedTuple):
    """Whether a decision is milder than another for anybody; `doubts`: what would have to be known to tell."""

    found: bool
    doubts: tuple[Unknown, ...] = ()

    @property
    def may_be(self) -> bool:
        return self.found or bool(self.doubts)


@dataclass(frozen=True, slots=True)
class Scale:
    """Penalties by the order of severity, equal ones by their amounts. `fact`: what the two cases differ in."""

    program: Program
    fact: str

    def milder(self, one: Decided, other: Decided) -> Milder:
        """Whether the first is milder than the second. Of several that may be, one that certainly is decides."""
        static = {effect.to for side in (one, other) for effect in side.effects if not self._computed(effect)}
        told = [self._of_one(_to(one, name), _to(other, name)) for name in sorted(static)]
        found = any(each.found for each in told)
        ours, theirs = (Counter(filter(self._computed, side.effects)) for side in (one, other))
        loose = [*(theirs - ours), *((ours - theirs) if found else ())]
        doubts = (*chain(*(each.doubts for each in told)), *(Unknown(each.to, "other", each.span) for each in loose))
        return Milder(found and not loose, () if found and not loose else tuple(dict.fromkeys(doubts)))

    def _computed(self, effect: Effect) -> bool:
        """Whether it is a penalty of which the facts say whom it concerns: more of these are milder for nobody."""
        return effect.to.startswith("=") and effect.do in self.program.severity

    def _of_one(self, one: Decided, other: Decided) -> Milder:
        """For one subject: by kinds, else by amounts, where all of them can be told."""
        by_kinds = direction(other, one, self.program.severity, (), ())
        if by_kinds != "other":
            return Milder(by_kinds == "milder")
        moves = [self._moves(before, after) for before, after in self._beside(other, one)]
        told = [each for move in moves for each in move if isinstance(each, Moved)]
        found = direction(other, one, self.program.severity, told, ()) == "milder"
        doubts = tuple(each for move in moves for each in move if isinstance(each, Unknown))
        return Milder(found and not doubts, doubts)

    def _beside(self, before: Decided, after: Decided) -> Iterator[tuple[Effect, Effect]]:
        """The penalties that each side brings once."""
        for was in before.effects:
            same = [effect for effect in after.effects if effect.do == was.do]
            once = sum(effect.do == was.do for effect in before.effects) == 1
            if was.do in self.program.severity and once and len(same) == 1:
                yield was, same[0]

    def _moves(self, before: Effect, after: Effect) -> list[Moved | Unknown]:
        """How far each amount goes, or formulas that aren't the same in both cases."""
        amounts = {amount.name: amount for amount in after.amounts}
        pairs = [(was, amounts[was.name]) for was in before.amounts if was.name in amounts and _is_amount(was.type)]
        found: list[Moved | Unknown] = []
        for was, then in pairs:
            by = moved(was.value, then.value) if was.formula is None and then.formula is None else None
            if was.formula != then.formula:
                found += [_doubt(formula) for formula in (was.formula, then.formula) if formula]
            elif by is not None:
                found.append(Moved(before.do, before.to, Change(1, was.name, was.type, by, by)))
        return found

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


def _doubt(formula: Expression) -> Unknown:
    return Unknown(formula.text, "other", formula.place.span(0, len(formula.text)))


def _to(side: Decided, subject: str) -> Decided:
    return Decided(tuple(effect for effect in side.effects if effect.to == subject))
