"""What a table gives where certain rows of it are hit, as far as that can be told without the facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.backends.proof.difference.forms import Constant, Several, constant
from engine.backends.proof.difference.labels import Given
from engine.ir.hits import SINGLE_HIT, select
from engine.ir.regions import Unknown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.backends.proof.difference.sheets import Entry
    from engine.ir.program import HitPolicy, Table

LISTED: frozenset[HitPolicy] = frozenset({"collect", "rule order", "output order"})
"""Those that list the outputs, in an order of their rows."""


def given_where(table: Table, hit: Sequence[Entry]) -> Iterator[Given]:
    """The table's outputs where the entries of `hit` are those that count."""
    ordered = sorted(hit, key=lambda entry: entry.row)
    for index, output in enumerate(table.outputs):
        given = [entry.gives[index] for entry in ordered]
        if all(isinstance(each.form, Constant) for each in given):
            values = [tuple(each.value for each in entry.gives) for entry in ordered]
            value = select(table, [entry.row for entry in ordered], values).outputs[index]
            yield Given(output.name, output.result, constant(output.result.kind, value))
        elif table.hit in SINGLE_HIT:
            yield given[0]._replace(type=output.result)
        else:
            yield Given(output.name, output.result, Several(table.hit, tuple(each.form for each in given)))


def untold(table: Table, entries: Sequence[Entry]) -> Iterator[Unknown]:
    """What the table gives and can't be compared: what is ranked, summed or held against each other as formulas."""
    formulas = any(not isinstance(given.form, Constant) for entry in entries for given in entry.gives)
    if formulas and table.hit not in {"unique", "first", "collect", "rule order"}:
        yield Unknown(table.id, "other", table.span)
