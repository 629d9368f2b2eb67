"""A grid's cases and what its layers answer there, as clauses: atoms in order encoding, literals for all that is asked.

Order encoding: Crawford and Baker 1994, named by Tamura et al. 2009; a literal says that an atom stands at a place or
after it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from engine.backends.proof.boxes.masks import bits, cell_of_mask

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence

    from engine.backends.proof.boxes.classes import Pieces
    from engine.backends.proof.boxes.grid import Box, Cell
    from engine.backends.proof.boxes.verdicts import View

Outcome = int | None | Literal["conflict"]
"""The label that a side answers by, None where it doesn't answer, `conflict`."""


@dataclass(slots=True)
class Clauses:
    """Clauses as they are made. `places`: per column the literals for standing at a place or after it."""

    sizes: Sequence[int]
    found: list[list[int]] = field(default_factory=list)
    places: list[dict[int, int]] = field(default_factory=list)
    last: int = 0

    def literal(self) -> int:
        self.last += 1
        return self.last

    def add(self, *clause: int) -> None:
        self.found.append(list(clause))

    def all_of(self, parts: Sequence[int]) -> int:
        """A literal that is true just where all parts are."""
        if len(parts) == 1:
            return parts[0]
        both = self.literal()
        for part in parts:
            self.add(-both, part)
        self.add(both, *(-part for part in parts))
        return both

    def any_of(self, parts: Sequence[int]) -> int:
        return -self.all_of([-part for part in parts])

    def columns(self, pieces: Pieces, box: Box) -> None:
        """The columns, with every place at which a piece or the box begins or ends; no case but those in the box."""
        for size, cells, atoms in zip(pieces.sizes, pieces.cells, box, strict=True):
            known = (*cells, cell_of_mask(atoms))
            ends = {place for cell in known if cell for run in cell for place in run} - {0, size}
            self.places.append({place: self.literal() for place in sorted(ends)})
            for before, after in pairwise(self.places[-1].values()):
                self.add(-after, before)
        for literal in self.in_box(box):
            self.add(literal)

    def case(self, true: Container[int]) -> list[int]:
        """The first atom that is meant in each column, by the literals that are true."""
        return [
            max((place for place, literal in places.items() if literal in true), default=0) for places in self.places
        ]

    def pieces(self, pieces: Pieces, numbers: Iterable[int]) -> list[int]:
        """Per piece a literal that is true just in its cases."""
        inside = [[self.inside(column, cell) for cell in cells] for column, cells in enumerate(pieces.cells)]
        rows = (pieces.rows[number] for number in numbers)
        return [
            self.all_of([literal for own, code in zip(inside, row, strict=True) for literal in own[code]])
            for row in rows
        ]

    def inside(self, column: int, cell: Cell | None) -> list[int]:
        """Literals that are all true just where a column is in a cell; none where it is free."""
        if cell is None:
            return []
        runs = [self._run(column, start, end) for start, end in cell]
        return runs[0] if len(runs) == 1 else [self.any_of([self.all_of(run) for run in runs])]

    def in_box(self, box: Box) -> list[int]:
        """Literals that are all true just inside a box."""
        bounded = ((column, atoms) for column, atoms in enumerate(box) if atoms.bit_count() < self.sizes[column])
        return [literal for column, atoms in bounded for literal in self.inside(column, cell_of_mask(atoms))]

    def lower(self, column: int, other: int) -> None:
        """One column's atom stands before another's, a place of both between them."""
        shared = self.places[column].keys() & self.places[other].keys()
        self.add(*(self.all_of([-self.places[column][place], self.places[other][place]]) for place in shared))

    def _run(self, column: int, start: int, end: int) -> list[int]:
        places = self.places[column]
        after = [places[start]] if start > 0 else []
        return after + ([-places[end]] if end < self.sizes[column] else [])


def outcomes(clauses: Clauses, view: View, pieces: Sequence[int], rule_of: Sequence[int]) -> dict[Outcome, int]:
    """Per outcome of a layer of which one rule answers at most, a literal that is true just where it comes out.

    `pieces`: by bit the literal of a piece; `rule_of`: by bit its rule.
    """
    rules: dict[int, list[int]] = {}
    for bit in bits(view.mask):
        rules.setdefault(rule_of[bit], []).append(pieces[bit])
    matching = {rule: clauses.any_of(own) for rule, own in rules.items()}
    contradicting = _contradiction(clauses, view, matching, rule_of)
    found: dict[Outcome, int] = {None: clauses.all_of([-literal for literal in matching.values()])}
    first = _firsts(clauses, matching)
    for label, mask in view.labels.items():
        own = clauses.any_of([first[rule] for rule in dict.fromkeys(rule_of[bit] for bit in bits(mask))])
        found[label] = own if contradicting is None else clauses.all_of([own, -contradicting])
    return found if contradicting is None else found | {"conflict": contradicting}


def _firsts(clauses: Clauses, matching: dict[int, int]) -> dict[int, int]:
    """Per rule, in order, a literal for being the first that matches."""
    found: dict[int, int] = {}
    none = clauses.all_of([])
    for rule, literal in matching.items():
        found[rule] = clauses.all_of([none, literal])
        none = clauses.all_of([none, -literal])
    return found


def _contradiction(clauses: Clauses, view: View, matching: dict[int, int], rule_of: Sequence[int]) -> int | None:
    """A literal for two that match together and mustn't; None where any may."""
    if view.hit == "first":
        return None
    if view.hit == "unique":
        return _two(clauses, list(matching.values()))
    outputs = [{rule_of[bit] for bit in bits(mask)} for mask in view.outputs.values()]
    return _two(clauses, [clauses.any_of([matching[rule] for rule in sorted(own)]) for own in outputs])


def _two(clauses: Clauses, literals: Sequence[int]) -> int:
    """At least two of them, counted one after the other (Sinz 2005)."""
    one = two = -clauses.all_of([])
    for literal in literals:
        two = clauses.any_of([two, clauses.all_of([one, literal])])
        one = clauses.any_of([one, literal])
    return two
