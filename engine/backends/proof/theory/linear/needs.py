"""What a comparison asks of the places of its columns, by the truths that a box leaves it and by what is null."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Literal, NamedTuple

from engine.backends.proof.theory.linear.comparison import Constraint

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.backends.proof.boxes.grid import Box
    from engine.backends.proof.theory.linear.comparison import Bounded, Comparison, Sides
    from engine.backends.proof.theory.linear.runs import Places


class Truths(NamedTuple):
    """The masks of a comparison's atoms: where it is true, false, null."""

    true: int
    false: int
    null: int


class Asked(NamedTuple):
    """A comparison ready to be asked for: what holds where it is true and false, which atoms say so."""

    comparison: Comparison
    sides: Sides
    truths: Truths
    columns: tuple[int, ...]
    windows: tuple[Bounded, ...] = ()


State = Literal["on", "null", "elsewhere"]
States = dict[int, State]
Needed = tuple[Constraint, ...]
"""What a comparison asks of the places of its columns."""


def is_free(asked: Asked, box: Box) -> bool:
    """Whether the box takes all of a comparison's atoms, so that it says nothing."""
    true, false, null = asked.truths
    return box[asked.comparison.column] == true | false | null


def states_of(found: Places) -> tuple[State, ...]:
    there: tuple[tuple[object, State], ...] = ((found.runs, "on"), (found.null, "null"), (found.elsewhere, "elsewhere"))
    return tuple(state for is_there, state in there if is_there)


def needed(asked: Asked, mask: int, states: States) -> Iterator[Needed]:
    """What of the places will do; none: that is impossible."""
    if "elsewhere" in [states[column] for column in asked.columns]:
        yield ()
        return
    there = [each for each in asked.windows if all(states[column] == "on" for column in each.columns)]
    absent = frozenset(column for column in asked.columns if states[column] == "null")
    for sides in _SIDES:
        within = [constraint for each in there if each.right not in sides for constraint in each.within]
        beyond = ([one for each in there if each.right is side for one in each.beyond] for side in sides)
        for chosen in product(*beyond):
            yield from ((*within, *chosen, *found) for found in _told(asked, mask, absent, sides))


_SIDES: tuple[tuple[bool, ...], ...] = ((), (False,), (True,), (False, True))
"""Of a comparison whose windows some case may be beyond: left of the sign, right of it."""


def _told(asked: Asked, mask: int, absent: frozenset[int], beyond: Sequence[bool]) -> Iterator[Needed]:
    """What else has to hold where these columns are null, and what stands on these sides is beyond its window."""
    true, false, null = (bool(mask & atom) for atom in asked.truths)
    sides = asked.comparison.sides
    if not absent and not beyond:
        if true and false:
            yield ()
        elif true or false:
            yield (asked.sides.true if true else asked.sides.false,)
    elif sides is None:
        yield from [()] * null
    else:
        left, right = (bool(side & absent) or turn in beyond for side, turn in zip(sides, (False, True), strict=True))
        yield from [()] * (true if left and right else false)
