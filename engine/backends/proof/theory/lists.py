"""Lists and sets by how many elements they have and which: the shortest one of a box, if there is any."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import chain, combinations, count, islice, product
from typing import TYPE_CHECKING, NamedTuple

from engine.backends.proof.conditions.common import common_types
from engine.backends.proof.coordinates.samples import OTHER
from engine.backends.proof.theory.linear.runs import Run, places
from engine.backends.proof.theory.samples import plain_value
from engine.feel.types import ANY, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from engine.backends.proof.boxes.grid import Box
    from engine.backends.proof.coordinates.axis import Axis
    from engine.backends.proof.space import Space
    from engine.feel.types import Type
    from engine.feel.values import Value

LONGEST = 1_000
"""Longer lists than that are no examples."""
FEW = 6
ONE = Fraction(1)


class Elements(NamedTuple):
    """What a box says of a list. `counts`: how many there may be, None: any number; `null`: it may be null.

    `needed` are in it, `barred` aren't, `named` may be.
    """

    counts: tuple[Run, ...] | None
    needed: tuple[Value, ...]
    barred: tuple[Value, ...]
    named: tuple[Value, ...]
    there: bool
    null: bool


class ListColumns(NamedTuple):
    """The columns of one list: of how many elements it has (None: there is none), of its members."""

    kind: Type
    counted: int | None
    members: tuple[int, ...]

    @property
    def all(self) -> tuple[int, ...]:
        return (*((self.counted,) if self.counted is not None else ()), *self.members)


def lists_of(space: Space) -> dict[str, ListColumns]:
    """By name, the lists that have columns."""
    kinds = common_types([side.program for side in space.sides])
    found: dict[str, ListColumns] = {}
    for place, (subject, _) in enumerate(space.columns):
        if subject.kind in ("count", "member") and subject.name in kinds:
            known = found.get(subject.name, ListColumns(kinds[subject.name], None, ()))
            counted = known._replace(counted=place)
            found[subject.name] = (
                counted if subject.kind == "count" else known._replace(members=(*known.members, place))
            )
    return found


def elements(space: Space, columns: ListColumns, box: Box) -> Elements:
    """What the box says of a list."""
    members = [
        (space.columns[place].subject.detail, _truths(space.columns[place].axis, box[place]))
        for place in columns.members
    ]
    counts = (
        None if columns.counted is None else places(space.columns[columns.counted].axis, box[columns.counted], ONE).runs
    )
    return Elements(
        counts,
        tuple(value for value, truths in members if False not in truths),
        tuple(value for value, truths in members if True not in truths),
        tuple(value for value, truths in members if {True, False} <= truths),
        there=all(truths - {None} for _, truths in members) and counts != (),
        null=columns.kind.optional
        and all(_may_be_null(space.columns[place].axis, box[place]) for place in columns.all),
    )


def narrowed_to(found: Elements, columns: ListColumns, space: Space, case: Mapping[int, Value]) -> Elements:
    """With what a case says of how many elements it has, and of which."""
    said = {place: case[place] for place in columns.all if place in case}
    if None in said.values():
        return found._replace(there=False)
    there = found._replace(null=found.null and not said)
    for place, value in said.items():
        if place == columns.counted:
            length = int(str(value))
            there = there._replace(counts=(Run(length, False, length, False),))
        elif value is True:
            there = there._replace(needed=tuple(dict.fromkeys((*there.needed, space.columns[place].subject.detail))))
        else:
            there = there._replace(barred=tuple(dict.fromkeys((*there.barred, space.columns[place].subject.detail))))
    return there


def is_one(found: Elements, value: tuple[Value, ...] | None) -> bool:
    """Whether a list is as the box says."""
    if value is None:
        return found.null
    wanted = all(each in value for each in found.needed) and not any(each in value for each in found.barred)
    return found.there and wanted and _counts(found.counts, len(value))


def shortest(found: Elements, kind: Type) -> tuple[Value, ...] | None:
    """The shortest list of the kind, plain elements first; None where there is none (a null list apart)."""
    if not found.there:
        return None
    others = _others(found, kind)
    room = len(found.needed) + len(others) if kind.unique or not others else LONGEST
    length = next((n for n in range(len(found.needed), min(room, LONGEST) + 1) if _counts(found.counts, n)), None)
    if length is None:
        return None
    filling = (others[min(place, len(others) - 1)] for place in count())
    return (*found.needed, *(next(filling) for _ in range(length - len(found.needed))))


def fits_list(found: Elements, kind: Type) -> bool:
    """Whether there is a list as the box says, or it may be null."""
    return found.null or shortest(found, kind) is not None


def some_lists(kind: Type) -> Sequence[tuple[Value, ...]]:
    """Lists of a type that tests may tell apart: none, one element of several, two."""
    few = [*islice(_several(kind.element or ANY), FEW)]
    return [(), *((one,) for one in few), *combinations(few, 2)]


def _several(element: Type) -> Iterable[Value]:
    """Elements of a type; of a context some combinations of what its fields may be."""
    if element.kind is not Kind.CONTEXT:
        return _plain(element)
    names = [name for name, _ in element.fields]
    fields = product(*(_of_field(field) for _, field in element.fields))
    return (dict(zip(names, values, strict=True)) for values in fields)


def _of_field(field: Type) -> Sequence[Value]:
    """The first values of a field's type, and where it is a part of a whole, the whole."""
    whole = (Decimal(1), Decimal("0.5")) if field.kind is Kind.PERCENT else ()
    return (*whole, *islice(_plain(field), 2))


def _others(found: Elements, kind: Type) -> Sequence[Value]:
    """Elements that may be in it besides those that must."""
    known = (*found.needed, *found.barred)
    possible = chain(found.named, _plain(kind.element or ANY))
    return [value for value in dict.fromkeys(possible) if value not in known] if _hashable(kind) else [*possible]


def _plain(element: Type) -> Iterable[Value]:
    """Elements of a type: all of an enum, some of a type without end."""
    match element.kind:
        case Kind.ENUM:
            return element.values
        case Kind.BOOLEAN:
            return (False, True)
        case Kind.STRING | Kind.ANY:
            return (OTHER, *(f"{OTHER} {number}" for number in range(2, LONGEST)))
        case _ if element.is_numeric:
            return _numbers(element)
        case _:
            return (plain_value(element),)


def _numbers(element: Type) -> Iterator[Value]:
    low = element.low or (Decimal(0) if element.high is None else element.high - LONGEST)
    return (low + n for n in range(LONGEST) if element.high is None or low + n <= element.high)


def _hashable(kind: Type) -> bool:
    return (kind.element or ANY).kind not in (Kind.CONTEXT, Kind.LIST)


def _counts(counts: tuple[Run, ...] | None, length: int) -> bool:
    return counts is None or any(
        (run.low or 0) <= length and (run.high is None or length <= run.high) for run in counts
    )


def _truths(axis: Axis, mask: int) -> set[Value]:
    return {truth for place, truth in enumerate((*axis.values, None)) if mask >> place & 1}


def _may_be_null(axis: Axis, mask: int) -> bool:
    return axis.null and bool(mask >> axis.size - 1 & 1)
