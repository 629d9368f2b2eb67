"""Every region by a SAT solver, where a partition would take too many nodes: find a case, grow it, block it, repeat."""

from __future__ import annotations

from functools import reduce
from itertools import product
from operator import or_
from typing import TYPE_CHECKING

from pysat.solvers import Solver

from engine.backends.proof.boxes.classes import Pieces
from engine.backends.proof.boxes.encoding import Clauses, outcomes
from engine.backends.proof.boxes.found import Answer, Found
from engine.backends.proof.boxes.growing import Terrain
from engine.backends.proof.boxes.masks import bits, cell_of_mask, full
from engine.backends.proof.boxes.merging import merge
from engine.backends.proof.boxes.verdicts import agrees

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.backends.proof.boxes.encoding import Outcome
    from engine.backends.proof.boxes.grid import Box
    from engine.backends.proof.boxes.searching import Answers, Boxes, Search
    from engine.backends.proof.boxes.verdicts import Bench, View

FINDINGS, MANY_PIECES = 2_000, 1_000
"""After how many boxes a search with a solver stops, wanted or not; after fewer where there are so many pieces."""
_COMBINATIONS = 4_096


def solved(
    search: Search,
    box: Box,
    known: Boxes = (),
    *,
    rising: tuple[int, int] | None = None,
    most: int | None = None,
) -> Found[Answers]:
    """What a search finds in a box, by a solver, with what is `known` already.

    `rising`: the atom of one column must stand before that of another.
    """
    count = len(search.near)
    most = FINDINGS * MANY_PIECES // max(count, MANY_PIECES) if most is None else most
    if len(known) >= most:
        return Found(known, len(known))
    bench = search.bench(range(count))
    done = [[cell_of_mask(mask) for mask in each] for each, _ in known]
    pieces = Pieces.of(search.grid.sizes, [*(piece.cells for piece in bench.owned), *done])
    clauses = Clauses(search.grid.sizes)
    clauses.columns(pieces, box)
    literals = clauses.pieces(pieces, range(len(pieces.rows)))
    for bit in (*bits(bench.beyond), *range(count, len(literals))):
        clauses.add(-literals[bit])
    if rising:
        clauses.lower(*rising)
    _aim(clauses, search, bench, literals)
    terrain = Terrain.of(pieces, range(len(pieces.rows)), box)
    return _enumerated(search, bench, clauses, terrain, known, most)


def _enumerated(
    search: Search, bench: Bench, clauses: Clauses, terrain: Terrain, known: Boxes, most: int
) -> Found[Answers]:
    everything = full(len(search.near))
    found = [*known]
    blocked = len(known)
    with Solver(name="cadical195", bootstrap_with=clauses.found) as solver:
        while solver.solve():
            if blocked == most:
                return Found(merge(found), most)
            point, taken = terrain.at(clauses.case(set(solver.get_model())))
            _, cover = bench.pruned(taken & everything, taken & everything)
            holding, avoiding = _bounds(bench, cover)
            grown = terrain.grown(point, holding, avoiding | (1 << blocked) - 1 << len(search.near))
            sides = search.sides(bench, cover, cover)
            if sides is not None and search.question.wanted(sides) and search.budget.allows(grown):
                found.append((grown, sides))
            terrain.take(grown, 1 << len(search.near) + blocked)
            blocked += 1
            before = len(clauses.found)
            clauses.add(*(-literal for literal in clauses.in_box(grown)))
            solver.append_formula(clauses.found[before:])
    return Found(merge(found))


def _bounds(bench: Bench, cover: int) -> tuple[int, int]:
    """The pieces that a box with a case must lie in, and those that it mustn't meet, for the answers to stay."""
    holding, avoiding = 0, bench.beyond
    for view in bench.views:
        here = cover & view.mask
        first = here & -here
        if view.hit == "first" or (view.hit == "any" and agrees(view, here)):
            ahead = view.mask & (first - 1 if first else -1)
            holding |= first
            avoiding |= (ahead | _contrary(view, first)) & ~_families(bench, first)
        else:
            holding |= here
            avoiding |= view.mask & ~_families(bench, here)
    return holding, avoiding


def _contrary(view: View, first: int) -> int:
    """The pieces that contradict one."""
    if view.hit != "any" or not first:
        return 0
    return reduce(or_, (mask for mask in view.outputs.values() if not mask & first), 0)


def _families(bench: Bench, pieces: int) -> int:
    """The pieces of the same rules."""
    return reduce(or_, (bench.families.get(bit, 1 << bit) for bit in bits(pieces)), 0)


def _aim(clauses: Clauses, search: Search, bench: Bench, literals: Sequence[int]) -> None:
    """Clauses that leave out what isn't wanted, as far as they can tell."""
    rules = [piece.rule for piece in bench.owned]
    sides = 1 + max(layer.side for layer in search.grid.layers)
    single = [[view for view in bench.views if view.side == side] for side in range(sides)]
    if bench.asked:
        clauses.add(*(literals[bit] for bit in bits(bench.asked)))
    layers = search.grid.layers
    if search.question.reads == "rules" or len(layers) > sides or any(layer.hit == "all" for layer in layers):
        return
    nothing: dict[Outcome, int] = {None: clauses.all_of([])}
    found = [outcomes(clauses, views[0], literals, rules) if views else nothing for views in single]
    if search.question.reads == "difference":
        _unequal(clauses, found)
    elif reduce(lambda count, own: count * len(own), found, 1) <= _COMBINATIONS:
        combinations = (
            clauses.all_of([own[outcome] for own, outcome in zip(found, said, strict=True)])
            for said in product(*found)
            if search.question.wanted(tuple(map(_as_answer, said)))
        )
        clauses.add(*combinations)


def _unequal(clauses: Clauses, found: Sequence[dict[Outcome, int]]) -> None:
    """Some side doesn't answer what the first one does."""
    never = -clauses.all_of([])
    unlike = []
    for own in found[1:]:
        for outcome in {**found[0], **own}:
            one, other = found[0].get(outcome, never), own.get(outcome, never)
            unlike += [clauses.all_of([one, -other]), clauses.all_of([-one, other])]
    clauses.add(*unlike)


def _as_answer(outcome: Outcome) -> Answer:
    match outcome:
        case None:
            return Answer()
        case "conflict":
            return Answer(conflict=((0, 0),))
        case label:
            return Answer((label,))
