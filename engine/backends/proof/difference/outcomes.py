"""What each side decides in a box of a grid, told apart exactly: what all of them decide alike is left out."""

from __future__ import annotations

from collections import Counter
from functools import reduce
from operator import and_
from typing import TYPE_CHECKING, NamedTuple

from engine.backends.proof.difference.forms import Constant, Several

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence

    from engine.backends.proof.difference.forms import Form
    from engine.backends.proof.difference.labels import Brought, Given, Label
    from engine.backends.proof.theory.polynomials import Formula

    Kind = tuple[str, Form | None]
    Named = tuple[str, Form]


class Effect(NamedTuple):
    """A consequence as a side brings it in a box."""

    brought: Brought
    undecided: bool = False

    @property
    def content(self) -> Hashable:
        return self.brought.label, self.undecided


class Outcome(NamedTuple):
    """What one side decides in a box. `contradiction`: by a table's outputs its rows that contradict each other."""

    effects: tuple[Effect, ...] = ()
    outputs: tuple[Given, ...] = ()
    contradiction: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = ()

    @property
    def content(self) -> Hashable:
        """What makes two sides decide alike."""
        effects = frozenset(Counter(effect.content for effect in self.effects).items())
        outputs = frozenset((given.name, given.form) for given in self.outputs)
        return effects, outputs, frozenset(table for table, _ in self.contradiction)

    @property
    def told(self) -> Hashable:
        """The same, and by which rules and rows."""
        effects = tuple((effect.content, effect.brought.rule.id) for effect in self.effects)
        return effects, self.content, self.contradiction


def kind_of(brought: Brought) -> Kind:
    """What a consequence is and whom it concerns."""
    return brought.label.do, brought.label.to


def apart(sides: Sequence[Outcome]) -> tuple[Outcome, ...]:
    """Per side what isn't the same on all sides; what some bring more often than others is left on all of them."""
    counts = [Counter(effect.content for effect in side.effects) for side in sides]
    effects = {content for content in counts[0] if len({count[content] for count in counts}) == 1}
    outputs = reduce(and_, ({(given.name, given.form) for given in side.outputs} for side in sides))
    tables = reduce(and_, ({table for table, _ in side.contradiction} for side in sides))
    return tuple(_without(side, effects, outputs, tables) for side in sides)


def _without(side: Outcome, effects: set[Hashable], outputs: set[Named], tables: set[tuple[str, ...]]) -> Outcome:
    return Outcome(
        tuple(effect for effect in side.effects if effect.content not in effects),
        tuple(given for given in side.outputs if (given.name, given.form) not in outputs),
        tuple((table, rows) for table, rows in side.contradiction if table not in tables),
    )


def alike(sides: Sequence[Outcome]) -> bool:
    return len({side.content for side in sides}) == 1


def certain(sides: Sequence[Outcome]) -> bool:
    """Whether sides that aren't alike differ whatever their formulas come to."""
    formulas = {name for side in sides for name in _formulas(side)}
    return len({_outline(side, formulas) for side in sides}) > 1


def _formulas(side: Outcome) -> Iterator[tuple[str, str]]:
    """The names of what isn't constant: of amounts by their kind of consequence, of outputs."""
    for label in (effect.brought.label for effect in side.effects):
        named = (*label.amounts, ("to", label.to), ("each", label.each))
        yield from ((label.do, name) for name, form in named if form and not isinstance(form, Constant))
    yield from (("", given.name) for given in side.outputs if not isinstance(given.form, Constant))


def formulas_in(side: Outcome) -> Iterator[Formula]:
    """What isn't constant of its amounts and outputs."""
    forms = (form for effect in side.effects for _, form in effect.brought.label.amounts)
    for form in (*forms, *(given.form for given in side.outputs)):
        if not isinstance(form, Constant | Several):
            yield form


def _outline(side: Outcome, formulas: set[tuple[str, str]]) -> Hashable:
    """What a side decides without the values of what is a formula on any side."""
    effects = Counter((_outlined(effect.brought.label, formulas), effect.undecided) for effect in side.effects)
    outputs = frozenset((given.name, ("", given.name) in formulas or given.form) for given in side.outputs)
    return frozenset(effects.items()), outputs, frozenset(table for table, _ in side.contradiction)


def _outlined(label: Label, formulas: set[tuple[str, str]]) -> Hashable:
    named = (*label.amounts, ("to", label.to), ("each", label.each))
    return label.do, label.awaits, tuple((name, (label.do, name) in formulas or form) for name, form in named)
