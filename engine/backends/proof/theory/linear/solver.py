"""z3 on what interval arithmetic leaves open: linear arithmetic over integers and reals, which it decides.

Its resource limit is counted in steps, not in seconds, so that the same question has the same answer everywhere.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal

import z3

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence

    from engine.backends.proof.theory.linear.bounds import Box, Number, Point
    from engine.backends.proof.theory.linear.comparison import Constraint
    from engine.backends.proof.theory.linear.runs import Run

STEPS = 400_000
"""What one question may cost: some tenths of a second."""


def solve(
    box: Box, constraints: Sequence[Constraint], grids: Container[int], steps: int = STEPS
) -> Point | Literal[False] | None:
    """A point of the box where all of them hold; False where there is none; None: not found out within `steps`."""
    names = named(box, grids)
    solver = z3.Solver()
    solver.set("rlimit", steps)
    solver.add(*holding(names, box, constraints))
    found = solver.check()
    if found == z3.sat:
        model = solver.model()
        return {column: _place(model.eval(name, model_completion=True)) for column, name in names.items()}
    return False if found == z3.unsat else None


def named(box: Box, grids: Container[int]) -> dict[int, Any]:
    """A variable for each column: whole on a grid."""
    return {column: (z3.Int if column in grids else z3.Real)(f"c{column}") for column in sorted(box)}


def holding(names: Mapping[int, Any], box: Box, constraints: Iterable[Constraint]) -> Iterator[Any]:
    """What holds: the columns are within the box, the constraints hold."""
    for column, runs in sorted(box.items()):
        yield z3.Or([z3.And([*_within(names[column], run)]) for run in runs])
    for constraint in constraints:
        total = z3.Sum([value_of(factor) * names[column] for column, factor in constraint.terms])
        yield _BOUNDS[constraint.bound](total + constraint.constant)


_BOUNDS: dict[str, Callable[[Any], Any]] = {
    "<": lambda total: total < 0,
    "<=": lambda total: total <= 0,
    "=": lambda total: total == 0,
    "!=": lambda total: total != 0,
}


def _within(name: Any, run: Run) -> Iterator[Any]:
    if run.low is not None:
        yield name > value_of(run.low) if run.low_open else name >= value_of(run.low)
    if run.high is not None:
        yield name < value_of(run.high) if run.high_open else name <= value_of(run.high)


def value_of(number: Number) -> Any:
    """A number as z3 has it."""
    return z3.RealVal(str(number)) if number.denominator != 1 else int(number)


def _place(value: Any) -> Number:
    if z3.is_int_value(value):
        return int(value.as_long())
    return Fraction(value.numerator_as_long(), value.denominator_as_long())
