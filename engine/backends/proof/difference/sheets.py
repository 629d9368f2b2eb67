"""A side as sheets: its rules, what it can't tell, each of its tables: what answers together, by one hit policy."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from engine.backends.proof.difference.choices import chosen
from engine.backends.proof.difference.forms import outputs_read
from engine.backends.proof.difference.labels import amounts_of, brought_by, computed_in, given_by
from engine.ir.hits import by_priority

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence

    from engine.backends.proof.boxes.grid import Hit
    from engine.backends.proof.difference.choices import Choice
    from engine.backends.proof.difference.forms import Forms
    from engine.backends.proof.difference.labels import Brought, Given
    from engine.backends.proof.space import Laid, Part, RuleParts, TableParts
    from engine.feel.typed import Expr
    from engine.ir.program import HitPolicy, Rule, Table

HITS: Mapping[HitPolicy, Hit] = {"unique": "unique", "any": "any", "first": "first", "priority": "first"}
"""Of the others every row that matches counts."""
NOTHING: Mapping[Expr, bool | None] = {}


class Entry(NamedTuple):
    """What answers where one of its parts holds.

    `row`: its place in its table; `reads`: outputs that amounts hang on; `chosen`: what else they do.
    `undecided`: it can't be told whether it does; all of `brings` would be the same, each where its `owned` parts are.
    """

    parts: tuple[Part, ...]
    brings: tuple[Brought, ...] = ()
    gives: tuple[Given, ...] = ()
    row: int = 0
    reads: frozenset[str] = frozenset()
    undecided: bool = False
    owned: tuple[tuple[Part, ...], ...] = ()
    chosen: Mapping[Expr, bool | None] = NOTHING

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


def sheets_of(side: int, laid: Laid, forms: Forms, choices: Sequence[Choice] = ()) -> tuple[Sheet, ...]:
    """What a side decides, as sheets; what rungs bring is compared as time is, elsewhere.

    `choices`: those that are told apart, a rule or row then being as many as their branches.
    """
    brought = [(brought, parts) for parts in laid.rules for brought in brought_by(parts.rule, forms)]
    fired = (entry for parts in laid.rules for entry in _fired(parts, choices, forms))
    tables = (_of_table(side, parts, choices, forms) for parts in laid.tables)
    return (Sheet(side, "all", tuple(fired)), Sheet(side, "all", _undecided(brought)), *tables)


def _fired(found: RuleParts, choices: Sequence[Choice], forms: Forms) -> Iterator[Entry]:
    """An entry for each consequence, or for each that it is where choices fall otherwise."""
    if not found.truth.true:
        return
    reads = outputs_read(amounts_of(found.rule), forms.program)
    for place, consequence in enumerate(found.rule.then):
        computed = computed_in(consequence)
        yield from _unlike(
            Entry(parts, (tuple(brought_by(found.rule, told))[place],), reads=reads, chosen=told.chosen)
            for parts, told in chosen(found.truth.true, computed, choices, forms)
        )


def _unlike(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Those that answer alike made one."""
    alike: dict[Hashable, list[Entry]] = {}
    for entry in entries:
        alike.setdefault(entry.label, []).append(entry)
    for first, *others in alike.values():
        yield first._replace(parts=tuple(part for entry in (first, *others) for part in entry.parts))


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


def _of_table(side: int, laid: TableParts, choices: Sequence[Choice], forms: Forms) -> Sheet:
    table = laid.table
    rules = {rule.id: rule for rule in forms.program.rules}
    owned = [(index, rules[f"{table.id}.{table.rows[index].id}"], parts) for index, parts in enumerate(laid.rows)]
    entries = (entry for index, rule, parts in owned for entry in _of_row(index, table, rule, parts, choices, forms))
    return Sheet(side, HITS.get(table.hit, "all"), _by_rank(table, tuple(entries)), table)


def _of_row(
    index: int, table: Table, rule: Rule, parts: tuple[Part, ...], choices: Sequence[Choice], forms: Forms
) -> Iterator[Entry]:
    row = table.rows[index]
    computed = (*row.outputs, *amounts_of(rule))
    reads = outputs_read(computed, forms.program)
    yield from _unlike(
        Entry(left, tuple(brought_by(rule, told)), given_by(row, table.outputs, told), index, reads, chosen=told.chosen)
        for left, told in chosen(parts, computed, choices, forms)
    )


def _by_rank(table: Table, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """Where priority has a say, what stands highest comes first."""
    if table.hit not in {"priority", "output order"}:
        return entries
    values = [tuple(given.value for given in entry.gives) for entry in entries]
    return tuple(entries[index] for index in by_priority(table.outputs, values))
