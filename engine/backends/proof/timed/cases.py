"""Targets that depend on conditions, compared case by case: those of all sides together."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import reduce
from itertools import islice, product
from typing import TYPE_CHECKING, NamedTuple

from engine.backends.proof.boxes.masks import mask_of
from engine.backends.proof.conditions import lay
from engine.backends.proof.space import Side
from engine.backends.proof.theory.possible import theory_of
from engine.ir.truths import all_of, is_true, negated

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence

    from engine.backends.proof.space import Part
    from engine.backends.proof.timed.points import Condition, Point
    from engine.feel.typed import Expression

    Said = tuple[Point | None, ...]

MOST = 64
"""Cases beyond which what is written is compared as a whole."""


class Together(NamedTuple):
    """A case of all sides, and what each says in it."""

    where: Mapping[Hashable, Condition]
    said: Said


def case_by_case(key: str, said: Said) -> Iterator[tuple[str, Said]]:
    """What the sides say in each case that can be; the point itself where it depends on nothing."""
    found = reduce(_with, said, [Together({}, ())])
    if len(found) <= 1 or len(found) > MOST:
        yield key, said
        return
    for each in found:
        if len({point and point.worth for point in each.said}) > 1 and _can_be(tuple(each.where.values())):
            yield f"{key} if {_text(tuple(each.where.values()))}", each.said


def _with(found: Sequence[Together], point: Point | None) -> list[Together]:
    """The cases so far, told apart by those of one more side."""
    if point is None or not point.cases:
        return [each._replace(said=(*each.said, point)) for each in found]
    pairs = ((each, case) for each in found for case in point.cases if _go_together(each.where, case.where))
    told = (Together({**each.where, **case.where}, (*each.said, case.point)) for each, case in pairs)
    return list(islice(told, MOST + 1))


def _go_together(one: Mapping[Hashable, Condition], other: Mapping[Hashable, Condition]) -> bool:
    return all(one[worth].holds is other[worth].holds for worth in one.keys() & other.keys())


def _text(conditions: Sequence[Condition]) -> str:
    """As they are written; where sides call by one name what isn't the same, what it stands for."""
    times = Counter(condition.text for condition in conditions)
    told = ((each, each.text if times[each.text] == 1 else _spelled_out(each)) for each in conditions)
    return " and ".join(text if each.holds else f"not({text})" for each, text in told)


def _spelled_out(condition: Condition) -> str:
    derived = condition.side.derived.get(condition.text)
    return derived.text if derived else condition.text


def _can_be(conditions: Sequence[Condition]) -> bool:
    """Whether conditions, of several programs perhaps, can hold together."""
    if len(conditions) <= 1:
        return True
    programs = {id(each.side): each.side for each in conditions}
    asked = [_all(each for each in conditions if each.side is side) for side in programs.values()]
    sides = [Side(replace(side.program, rules=()), (one,)) for side, one in zip(programs.values(), asked, strict=True)]
    evaluate = conditions[0].side.evaluate
    space = lay(sides, evaluate)
    theory = theory_of(space, evaluate)
    return any(
        theory.exists(_box(parts, space.sizes)) for parts in product(*(side.asked[0].true for side in space.sides))
    )


def _all(conditions: Iterable[Condition]) -> Expression:
    told = list(conditions)
    roots = ((is_true(each.expression.root), each.holds) for each in told)
    return replace(told[0].expression, root=all_of(root if holds else negated(root) for root, holds in roots))


def _box(parts: Sequence[Part], sizes: Sequence[int]) -> tuple[int, ...]:
    """Where all of the parts are."""
    whole = [(1 << size) - 1 for size in sizes]
    for part in parts:
        for column, cell in part.items():
            whole[column] &= mask_of(cell)
    return tuple(whole)
