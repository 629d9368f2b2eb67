"""Whether comparisons can hold together somewhere in a box: arithmetic first, z3 on what that leaves open."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from engine.backends.proof.theory.linear.bounds import hulls_of, settled
from engine.backends.proof.theory.linear.narrowing import narrowed
from engine.backends.proof.theory.linear.points import points, somewhere
from engine.backends.proof.theory.linear.solver import solve

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence

    from engine.backends.proof.theory.linear.bounds import Box
    from engine.backends.proof.theory.linear.comparison import Constraint


def satisfiable(box: Box, constraints: Iterable[Constraint], grids: Container[int]) -> bool | None:
    """Whether there is a point where all hold; None: not found out within the solver's steps."""
    hulls = hulls_of(box)
    open_ = []
    for constraint in constraints:
        found = settled(constraint, hulls)
        if found is False:
            return False
        if found is None:
            open_.append(constraint)
    if len(open_) <= 1:
        return _together(box, open_, grids)
    parts = [_together(box, part, grids) for part in _parts(open_)]
    return False if False in parts else None if None in parts else True


def _together(box: Box, constraints: Sequence[Constraint], grids: Container[int]) -> bool | None:
    """Of those that depend. A single one that isn't an equation holds at one of the box's corners or beside it."""
    if not constraints or (len(constraints) == 1 and constraints[0].bound != "="):
        return True
    columns = {column for constraint in constraints for column, _ in constraint.terms}
    left = narrowed({column: box[column] for column in columns}, constraints, grids)
    if left is None:
        return False
    if next(islice(points(left, constraints, grids, somewhere), 1), None) is not None:
        return True
    point = solve(left, constraints, grids)
    return None if point is None else point is not False


def _parts(constraints: Iterable[Constraint]) -> Iterator[list[Constraint]]:
    """Those that share columns, together."""
    parts: list[tuple[set[int], list[Constraint]]] = []
    for constraint in constraints:
        columns, together = {column for column, _ in constraint.terms}, [constraint]
        for touched in [part for part in parts if part[0] & columns]:
            parts.remove(touched)
            columns |= touched[0]
            together = [*touched[1], *together]
        parts.append((columns, together))
    return (part for _, part in parts)
