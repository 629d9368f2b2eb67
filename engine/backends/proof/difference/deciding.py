"""What each side decides in a box, by the answers of its component's grid."""

from __future__ import annotations

from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from engine.backends.proof.boxes.masks import mask_of
from engine.backends.proof.difference.grids import topic_of
from engine.backends.proof.difference.labels import brought_by, given_by
from engine.backends.proof.difference.outcomes import Effect, Outcome, alike, apart, kind_of
from engine.backends.proof.difference.outputs import given_where

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from engine.backends.proof.boxes.found import Answer
    from engine.backends.proof.boxes.grid import Box
    from engine.backends.proof.difference.forms import Forms
    from engine.backends.proof.difference.grids import Drawn
    from engine.backends.proof.difference.labels import Brought, Given
    from engine.backends.proof.difference.outcomes import Kind
    from engine.backends.proof.difference.sheets import Entry, Sheet
    from engine.backends.proof.space import Part

Met = tuple["Sheet", "list[Entry]"]
"""A sheet, and those of its entries that answer."""


class Differently(NamedTuple):
    """What each side decides in a box of that in which they aren't alike.

    `roughly`: what hangs on the outputs of tables is told by the rows that are hit only where several sides bring it.
    `exactly`: all of it is.
    """

    roughly: tuple[Outcome, ...]
    exactly: tuple[Outcome, ...]


def decided_by(drawn: Drawn, answers: Sequence[Answer], box: Box, forms: Sequence[Forms]) -> Differently | None:
    """What isn't the same on all sides in a box of the whole space; None where all is.

    `forms`: of each side, where nothing is known of its tables.
    """
    sides = [_Side(drawn, side, answer, box) for side, answer in enumerate(answers)]
    found = apart([side.outcome() for side in sides])
    if alike(found):
        return None
    kinds = Counter(kind for outcome in found for kind in {kind_of(effect.brought) for effect in outcome.effects})
    several = {kind for kind, count in kinds.items() if count > 1}
    roughly = apart([side.outcome(forms[number], several) for number, side in enumerate(sides)])
    if alike(roughly):
        return None
    if len(several) == len(kinds):
        return Differently(roughly, roughly)
    return Differently(roughly, apart([side.outcome(forms[number], kinds) for number, side in enumerate(sides)]))


def decided_exactly(drawn: Drawn, answer: Answer, box: Box, forms: Forms) -> Outcome:
    """All that the only side decides in a box of the whole space, told by the rows that are hit there."""
    side = _Side(drawn, 0, answer, box)
    return side.outcome(forms, {kind_of(effect.brought) for effect in side.outcome().effects})


class _Side:
    """One side in a box."""

    def __init__(self, drawn: Drawn, side: int, answer: Answer, box: Box) -> None:
        hit, clashing = _by_layer(answer.rules), _by_layer(answer.conflict)
        own = [(layer, sheet) for layer, sheet in enumerate(drawn.component) if sheet.side == side]
        self._met = [(sheet, [sheet.entries[rule] for rule in hit.get(layer, ())]) for layer, sheet in own]
        self._clashes = tuple(_clash(sheet, clashing[layer]) for layer, sheet in own if layer in clashing)
        self._box = box

    def outcome(self, forms: Forms | None = None, exactly: Collection[Kind] = ()) -> Outcome:
        """What it decides. With `forms`, outputs are told by the rows that are hit, and so are these kinds."""
        outputs = _outputs(self._met, forms)
        told = forms and forms.knowing({given.name: given.form for given in outputs})
        effects = (effect for _, entries in self._met for entry in entries for effect in self._effects(entry))
        if told:
            effects = (_anew(effect, told) if kind_of(effect.brought) in exactly else effect for effect in effects)
        return Outcome(tuple(effects), outputs, self._clashes)

    def _effects(self, entry: Entry) -> Iterator[Effect]:
        if entry.undecided:
            yield Effect(_owner(entry, self._box), undecided=True)
        else:
            yield from map(Effect, entry.brings)


def _by_layer(rules: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for layer, rule in rules:
        found.setdefault(layer, []).append(rule)
    return found


def _outputs(met: Sequence[Met], forms: Forms | None) -> tuple[Given, ...]:
    """What the tables give, one after the other: a later one may repeat what an earlier one gives."""
    found: dict[str, Given] = {}
    for sheet, entries in met:
        if sheet.table:
            told = forms and forms.knowing({name: given.form for name, given in found.items()})
            rows = [_given_anew(entry, sheet, told) if told and entry.reads else entry for entry in entries]
            found |= {given.name: given for given in given_where(sheet.table, rows)}
    return tuple(found.values())


def _given_anew(entry: Entry, sheet: Sheet, forms: Forms) -> Entry:
    assert sheet.table  # noqa: S101  only rows give
    told = forms.choosing(entry.chosen)
    return entry._replace(gives=given_by(sheet.table.rows[entry.row], sheet.table.outputs, told))


def _clash(sheet: Sheet, rules: Iterable[int]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """A table and its rows that contradict each other."""
    assert sheet.table  # noqa: S101  rules never do
    ids = [row.id for row in sheet.table.rows]
    return topic_of(sheet), tuple(ids[sheet.entries[rule].row] for rule in sorted(rules))


def _anew(effect: Effect, forms: Forms) -> Effect:
    """The effect with its amounts as they are where the forms hold."""
    brought = effect.brought
    told = (
        one
        for one in brought_by(brought.rule, forms.choosing(brought.chosen))
        if one.consequence is brought.consequence
    )
    return effect if effect.undecided else Effect(next(told))


def _owner(entry: Entry, box: Box) -> Brought:
    """Whoever it is that can't tell in the box; of several the first."""
    meeting = (
        brought
        for brought, parts in zip(entry.brings, entry.owned, strict=True)
        if any(_meets(part, box) for part in parts)
    )
    return next(chain(meeting, entry.brings))


def _meets(part: Part, box: Box) -> bool:
    return all(mask_of(cell) & box[column] for column, cell in part.items())
