"""What each side decides in a box, by the answers of its component's grid."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from engine.backends.proof.boxes.classes import mask_of
from engine.backends.proof.difference.grids import topic_of
from engine.backends.proof.difference.labels import brought_by, given_by
from engine.backends.proof.difference.outcomes import Effect, Outcome
from engine.backends.proof.difference.outputs import given_where

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from engine.backends.proof.boxes.found import Answer
    from engine.backends.proof.boxes.grid import Box
    from engine.backends.proof.difference.forms import Forms
    from engine.backends.proof.difference.grids import Drawn
    from engine.backends.proof.difference.labels import Brought, Given
    from engine.backends.proof.difference.sheets import Entry, Sheet
    from engine.backends.proof.space import Part

Met = tuple["Sheet", "list[Entry]"]
"""A sheet, and those of its entries that answer."""


def decided_by(drawn: Drawn, side: int, answer: Answer, box: Box, forms: Forms | None = None) -> Outcome:
    """What a side decides in a box of the whole space.

    With the side's `forms`, amounts that hang on the outputs of its tables are those of the rows that are hit.
    """
    hit, clashing = _by_layer(answer.rules), _by_layer(answer.conflict)
    own = [(layer, sheet) for layer, sheet in enumerate(drawn.component) if sheet.side == side]
    met = [(sheet, [sheet.entries[rule] for rule in hit.get(layer, ())]) for layer, sheet in own]
    outputs = _outputs(met, forms)
    told = forms and forms.knowing({given.name: given.form for given in outputs})
    return Outcome(
        tuple(e for _, entries in met for entry in entries for e in _effects(entry, told, box, drawn.sizes)),
        outputs,
        tuple(_clash(sheet, clashing[layer]) for layer, sheet in own if layer in clashing),
    )


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
    return entry._replace(gives=given_by(sheet.table.rows[entry.row], sheet.table.outputs, forms))


def _clash(sheet: Sheet, rules: Iterable[int]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """A table and its rows that contradict each other."""
    assert sheet.table  # noqa: S101  rules never do
    ids = [row.id for row in sheet.table.rows]
    return topic_of(sheet), tuple(ids[sheet.entries[rule].row] for rule in sorted(rules))


def _effects(entry: Entry, forms: Forms | None, box: Box, sizes: Sequence[int]) -> Iterator[Effect]:
    if entry.undecided:
        yield Effect(_owner(entry, box, sizes), undecided=True)
    else:
        yield from (
            Effect(_brought_anew(brought, forms) if forms and entry.reads else brought) for brought in entry.brings
        )


def _brought_anew(brought: Brought, forms: Forms) -> Brought:
    return next(one for one in brought_by(brought.rule, forms) if one.consequence is brought.consequence)


def _owner(entry: Entry, box: Box, sizes: Sequence[int]) -> Brought:
    """Whoever it is that can't tell in the box; of several the first."""
    meeting = (
        brought
        for brought, parts in zip(entry.brings, entry.owned, strict=True)
        if any(_meets(part, box, sizes) for part in parts)
    )
    return next(chain(meeting, entry.brings))


def _meets(part: Part, box: Box, sizes: Sequence[int]) -> bool:
    return all(mask_of(cell, sizes[column]) & box[column] for column, cell in part.items())
