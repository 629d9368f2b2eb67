"""The rows of one table, or a policy's rules, as the layer of a grid, with what each brings."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from engine.backends.proof.boxes.grid import Grid, Layer
from engine.backends.proof.coordinates.extents import region_of
from engine.backends.proof.difference.labels import brought_by, given_by
from engine.backends.proof.difference.sheets import HITS
from engine.backends.proof.theory.witnesses import witness
from engine.feel.walk import references
from engine.ir.findings import Concerned
from engine.ir.regions import Unknown

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Hashable, Iterable, Sequence

    from engine.backends.proof.boxes.grid import Box, Hit
    from engine.backends.proof.difference.forms import Forms
    from engine.backends.proof.space import Laid, Part, Space, TableParts
    from engine.backends.proof.theory.possible import Theory
    from engine.diagnostics import Span
    from engine.ir.program import Rule
    from engine.ir.regions import Region

ONLY = 0
"""The grid's one layer."""


class Line(NamedTuple):
    """A row or a rule: where it matches, what it says (equal if it is the same), what it brings besides.

    `written`: what it says as its owner wrote it.
    """

    concerned: Concerned
    parts: tuple[Part, ...]
    gives: Hashable
    brings: Hashable
    cites: tuple[str, ...]
    written: tuple[str, ...] = ()


class Sheet(NamedTuple):
    """`about`: the table, None for rules."""

    about: Concerned | None
    hit: Hit
    lines: tuple[Line, ...]
    grid: Grid
    claimed: bool
    ground: Ground

    @property
    def columns(self) -> frozenset[int]:
        """The columns that the lines hang on."""
        return frozenset(column for line in self.lines for part in line.parts for column in part)

    def possible(self, box: Box) -> bool:
        """Whether it can't be ruled out that a case is in the box."""
        return self.ground.theory.exists(box)

    def region(self, box: Box) -> Region:
        """The box in terms of facts, with a case that shows it, where one is found."""
        case = witness(self.ground.theory, box, self.ground.day)
        return replace(region_of(self.ground.space, box), witness=None if isinstance(case, Unknown) else case)


class Ground(NamedTuple):
    """A program laid out, what is known of its boxes, the day of the cases that are shown."""

    space: Space
    theory: Theory
    day: dt.date

    def facts(self, columns: Iterable[int]) -> frozenset[str]:
        """The facts that columns are about."""
        subjects = [self.space.columns[column].subject for column in columns]
        read = (ref.name for each in subjects if each.expression for ref in references(each.expression.root))
        return frozenset((*(each.name for each in subjects if not each.expression), *read))


def sheet_of_table(ground: Ground, laid: Laid, parts: TableParts, forms: Forms) -> Sheet:
    table = parts.table
    rules = {rule.id: rule for rule in laid.program.rules}
    lines = []
    for row, where in zip(table.rows, parts.rows, strict=True):
        rule = rules[f"{table.id}.{row.id}"]
        written = tuple(output.text for output in row.outputs)
        gives = tuple((given.name, given.form) for given in given_by(row, table.outputs, forms))
        lines.append(
            Line(Concerned(rule.id, table.title, row.span), where, gives, _brings(rule, forms), rule.cites, written)
        )
    hit = HITS.get(table.hit, "all")
    about = Concerned(table.id, table.title, table.span)
    return Sheet(about, hit, tuple(lines), _grid(ground, hit, lines), table.complete, ground)


def sheet_of_rules(ground: Ground, laid: Laid, forms: Forms) -> Sheet:
    lines = [
        Line(
            Concerned(rule.id, rule.title, rule.span, _condition(rule)),
            truth.true,
            rule.each and "each",
            _brings(rule, forms),
            rule.cites,
        )
        for rule, truth in laid.rules
    ]
    return Sheet(None, "all", tuple(lines), _grid(ground, "all", lines), False, ground)


def _condition(rule: Rule) -> Span | None:
    return rule.when.place.span(0, len(rule.when.text)) if rule.when else None


def _brings(rule: Rule, forms: Forms) -> Hashable:
    return frozenset(brought.label for brought in brought_by(rule, forms))


def _grid(ground: Ground, hit: Hit, lines: Sequence[Line]) -> Grid:
    found = [piece for number, line in enumerate(lines) for piece in ground.space.pieces(line.parts, number)]
    return ground.space.grid([Layer(hit, found, range(len(lines)))])
