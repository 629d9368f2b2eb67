"""A side as sheets: its rules, what it can't tell, each of its tables: what answers together, by one hit policy."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from engine.backends.proof.difference.forms import outputs_read
from engine.backends.proof.difference.labels import amounts_of, brought_by, given_by
from engine.ir.hits import by_priority

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence

    from engine.backends.proof.boxes.grid import Hit
    from engine.backends.proof.difference.forms import Forms
    from engine.backends.proof.difference.labels import Brought, Given
    from engine.backends.proof.space import Laid, Part, RuleParts, TableParts
    from engine.ir.program import HitPolicy, Program, Rule, Table

HITS: Mapping[HitPolicy, Hit] = {"unique": "unique", "any": "any", "first": "first", "priority": "first"}
"""Of the others every row that matches counts."""


class Entry(NamedTuple):
    """What answers where one of its parts holds. `row`: its place in its table; `reads`: outputs that amounts hang on.

    `undecided`: it can't be told whether it does; all of `brings` would be the same, each where its `owned` parts are.
    """

    parts: tuple[Part, ...]
    brings: tuple[Brought, ...] = ()
    gives: tuple[Given, ...] = ()
    row: int = 0
    reads: frozenset[str] = frozenset()
    undecided: bool = False
    owned: tuple[tuple[Part, ...], ...] = ()

    @property
    def label(self) -> Hashable:
        told = self.brings[:1] if self.undecided else self.brings
        brings = frozenset(Counter(brought.label for brought in told).items())
        return brings, self.outputs, self.undecided

    @property
    def outputs(self) -> Hashable:
        return tuple((given.name, given.form) for given in self.gives)

    @property
    def content(self) -> Hashable:
        """What makes two entries answer alike everywhere."""
        return self.label, frozenset(frozenset(part.items()) for part in self.parts)


class Sheet(NamedTuple):
    side: int
    hit: Hit
    entries: tuple[Entry, ...]
    table: Table | None = None

    @property
    def content(self) -> Hashable:
        """What makes two tables answer alike everywhere: where no row hides another their order is none of it."""
        rows = tuple(entry.content for entry in self.entries)
        unordered = self.hit in {"unique", "any"}
        return self.hit, self.table and self.table.hit, frozenset(Counter(rows).items()) if unordered else rows


def sheets_of(side: int, laid: Laid, forms: Forms) -> tuple[Sheet, ...]:
    """What a side decides, as sheets; what rungs bring is compared as time is, elsewhere."""
    brought = [(brought, parts) for parts in laid.rules for brought in brought_by(parts.rule, forms)]
    tables = (_of_table(side, parts, laid.program, forms) for parts in laid.tables)
    return (Sheet(side, "all", _fired(brought, laid.program)), Sheet(side, "all", _undecided(brought)), *tables)


def _fired(brought: Iterable[tuple[Brought, RuleParts]], program: Program) -> tuple[Entry, ...]:
    return tuple(
        Entry(parts.truth.true, (one,), reads=outputs_read(amounts_of(parts.rule), program))
        for one, parts in brought
        if parts.truth.true
    )


def _undecided(brought: Iterable[tuple[Brought, RuleParts]]) -> tuple[Entry, ...]:
    """One entry for all that would bring such a consequence: it can't be told whether it comes, by whichever rule."""
    alike: dict[Hashable, list[tuple[Brought, tuple[Part, ...]]]] = {}
    for one, parts in brought:
        if parts.truth.null:
            bare = one._replace(label=one.label.bare)
            alike.setdefault(bare.label, []).append((bare, parts.truth.null))
    return tuple(map(_joined, alike.values()))


def _joined(together: Sequence[tuple[Brought, tuple[Part, ...]]]) -> Entry:
    brings = tuple(one for one, _ in together)
    owned = tuple(parts for _, parts in together)
    return Entry(tuple(part for parts in owned for part in parts), brings, undecided=True, owned=owned)


def _of_table(side: int, laid: TableParts, program: Program, forms: Forms) -> Sheet:
    table = laid.table
    rules = {rule.id: rule for rule in program.rules}
    entries = (
        _of_row(index, table, parts, rules[f"{table.id}.{table.rows[index].id}"], forms)
        for index, parts in enumerate(laid.rows)
    )
    return Sheet(side, HITS.get(table.hit, "all"), _by_rank(table, tuple(entries)), table)


def _of_row(index: int, table: Table, parts: tuple[Part, ...], rule: Rule, forms: Forms) -> Entry:
    row = table.rows[index]
    reads = outputs_read((*row.outputs, *amounts_of(rule)), forms.program)
    return Entry(parts, tuple(brought_by(rule, forms)), given_by(row, table.outputs, forms), index, reads)


def _by_rank(table: Table, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """Where priority has a say, what stands highest comes first."""
    if table.hit not in {"priority", "output order"}:
        return entries
    values = [tuple(given.value for given in entry.gives) for entry in entries]
    return tuple(entries[index] for index in by_priority(table.outputs, values))
