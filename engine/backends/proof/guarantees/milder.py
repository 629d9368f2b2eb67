"""Whether one decision is milder than another: for one of those whom it concerns."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from engine.backends.proof.difference.strictness import direction
from engine.feel.types import Kind
from engine.ir.differences import Decided
from engine.ir.regions import Unknown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.backends.proof.difference.forms import Form
    from engine.backends.proof.guarantees.amounts import Apart, Between
    from engine.feel.typed import Expression
    from engine.feel.types import Type
    from engine.ir.differences import Amount, Effect
    from engine.ir.program import Program


class Brings(NamedTuple):
    """A consequence as it is told, and what its amounts come to, by name."""

    effect: Effect
    forms: tuple[tuple[str, Form], ...]


Side = tuple[Brings, ...]
"""What is brought where some rules answer."""


class Milder(NamedTuple):
    """Whether a decision is milder than another for anybody; `doubts`: what would have to be known to tell."""

    found: bool
    doubts: tuple[Unknown, ...] = ()

    @property
    def may_be(self) -> bool:
        return self.found or bool(self.doubts)


class Way(NamedTuple):
    """How far an amount is apart, from the graver decision to the one that may be milder, and where it is written."""

    by: Between
    written: Amount


@dataclass(frozen=True, slots=True)
class Scale:
    """Penalties by the order of severity, equal ones by their amounts. `apart`: how far these are."""

    program: Program
    apart: Apart

    def milder(self, one: Side, other: Side) -> Milder:
        """Whether the first is milder than the second. Of several that may be, one that certainly is decides."""
        static = {each.effect.to for side in (one, other) for each in side if not self._computed(each)}
        told = [self._of_one(_to(one, name), _to(other, name)) for name in sorted(static)]
        found = any(each.found for each in told)
        doubts = (*chain(*(each.doubts for each in told)), *self._loose(one, other, found=found))
        return Milder(found and not doubts, tuple(dict.fromkeys(doubts)))

    def _loose(self, one: Side, other: Side, *, found: bool) -> Iterator[Unknown]:
        """Penalties of which the facts say whom they concern, where they may tell. `found`: somebody fares better.

        More of these are milder for nobody, but they may make up for what somebody else is spared.
        """
        ours, theirs = ([each for each in side if self._computed(each)] for side in (one, other))
        more, fewer = Counter(map(_kind, ours)), Counter(map(_kind, theirs))
        apart = {*(fewer - more), *((more - fewer) if found else ())}
        for name in dict.fromkeys(map(_kind, (*ours, *theirs))):
            sides = [tuple(each for each in side if _kind(each) == name) for side in (theirs, ours)]
            ways = [way for pair in self._beside(*sides) for way in self._ways(*pair)]
            moving = any(way.by.low != 0 or way.by.high != 0 for way in ways)
            if name in apart or _by_amounts(ways).may_be or (found and moving):
                effect = (sides[0] or sides[1])[0].effect
                yield Unknown(effect.to, "other", effect.span)

    def _computed(self, brings: Brings) -> bool:
        """Whether it is a penalty of which the facts say whom it concerns."""
        return brings.effect.to.startswith("=") and brings.effect.do in self.program.severity

    def _of_one(self, one: Side, other: Side) -> Milder:
        """For one subject: by kinds, else by amounts, where all of them can be told."""
        by_kinds = direction(_decided(other), _decided(one), self.program.severity, (), ())
        if by_kinds != "other":
            return Milder(by_kinds == "milder")
        return _by_amounts([way for pair in self._beside(other, one) for way in self._ways(*pair)])

    def _beside(self, before: Side, after: Side) -> Iterator[tuple[Brings, Brings]]:
        """The penalties that each side brings once."""
        for was in before:
            do = was.effect.do
            same = [each for each in after if each.effect.do == do]
            once = sum(each.effect.do == do for each in before) == 1
            if do in self.program.severity and once and len(same) == 1:
                yield was, same[0]

    def _ways(self, before: Brings, after: Brings) -> Iterator[Way]:
        """Of the amounts that both have."""
        was, written = dict(before.forms), {amount.name: amount for amount in after.effect.amounts}
        for name, form in after.forms:
            if name in was and name in written and is_amount(written[name].type):
                yield Way(self.apart(was[name], form, written[name].type), written[name])


def is_amount(type_: Type) -> bool:
    """Whether more of it is graver."""
    return type_.is_numeric or type_.kind is Kind.SPAN


def _by_amounts(ways: Iterable[Way]) -> Milder:
    """Milder where one is less, and none is more."""
    told = list(ways)
    ends = [way.by for way in told]
    if all(low is not None and low >= 0 for low, _ in ends) or any(low is not None and low > 0 for low, _ in ends):
        return Milder(False)
    if any(high is not None and high < 0 for _, high in ends) and all(h is not None and h <= 0 for _, h in ends):
        return Milder(True)
    unsure = (way.written.formula for way in told if way.by.low != way.by.high or way.by.low is None)
    return Milder(False, tuple(doubt_of(formula) for formula in unsure if formula) or (Unknown("", "other"),))


def doubt_of(formula: Expression) -> Unknown:
    return Unknown(formula.text, "other", formula.place.span(0, len(formula.text)))


def _kind(brings: Brings) -> tuple[str, str, bool]:
    return brings.effect.do, brings.effect.to, brings.effect.undecided


def _decided(side: Side) -> Decided:
    return Decided(tuple(each.effect for each in side))


def _to(side: Side, subject: str) -> Side:
    return tuple(each for each in side if each.effect.to == subject)
