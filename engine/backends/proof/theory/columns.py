"""The columns of a space by what expressions call them; a fact that only comparisons read gets one of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.backends.proof.conditions.scales import finite_values, scales_of
from engine.backends.proof.conditions.variables import of_count, of_fact, of_field, of_member
from engine.backends.proof.coordinates.axis import Axis
from engine.backends.proof.coordinates.building import Rest, axis_of
from engine.backends.proof.coordinates.quantities import UNORDERED
from engine.ir.regions import Subject

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from engine.backends.proof.space import Space
    from engine.feel.typed import Ref
    from engine.feel.types import Type


class Columns(NamedTuple):
    """`axes` and `subjects`: those of the space, then those of facts that have no column there, which are free."""

    axes: tuple[Axis, ...]
    subjects: tuple[Subject, ...]
    places: Mapping[str, int]

    def whole(self, box: tuple[int, ...]) -> tuple[int, ...]:
        """A box of the space with the further columns."""
        return (*box, *map(full, self.axes[len(box) :]))

    def alike(self, place: int) -> list[int]:
        """The columns of the same subject: a span may have one for each of several units."""
        own = self.subjects[place]
        return [p for p, each in enumerate(self.subjects) if each.kind == own.kind and name_of(each) == name_of(own)]


def columns_of(space: Space, read: Iterable[Ref]) -> Columns:
    """With a column for every fact among `read`."""
    axes = [column.axis for column in space.columns]
    subjects = [column.subject for column in space.columns]
    for name, kind in {ref.name: ref.type for ref in read}.items():
        if name not in {name_of(subject) for subject in subjects}:
            subjects.append(Subject("fact", name, kind))
            axes.append(axis_of_type(kind))
    named = [(name_of(subject), place) for place, subject in enumerate(subjects) if subject.kind in _NAMED]
    places = dict(reversed(named))
    return Columns(tuple(axes), tuple(subjects), places)


def name_of(subject: Subject) -> str:
    """What expressions call it."""
    match subject.kind:
        case "count":
            return of_count(subject.name, subject.type).name
        case "member":
            return of_member(subject.name, subject.type, subject.detail).name
        case "field":
            return of_field(subject.name, str(subject.detail), subject.type).name
        case _:
            return of_fact(subject.name, subject.type).name


def axis_of_type(kind: Type) -> Axis:
    """All values of a type, uncut; of a span of no known unit, clock time."""
    named = finite_values(kind)
    scales = scales_of(kind)
    if named is not None or not scales:
        return Axis(UNORDERED, values=named or (), others=named is None, null=kind.optional)
    quantity, step, low, high = scales[0]
    return axis_of(quantity, step=step, ends=(low, high), rest=Rest(null=kind.optional))


def full(axis: Axis) -> int:
    """The mask of all atoms."""
    return (1 << axis.size) - 1


_NAMED = frozenset({"fact", "count", "member", "field"})
