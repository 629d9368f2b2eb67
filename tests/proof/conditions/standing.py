"""Where a case stands in a space, and what the space says of a condition there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.backends.proof.coordinates.quantities import position
from engine.backends.scalar.evaluator import evaluator
from engine.feel.values import TimeSpan

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from fractions import Fraction

    from engine.backends.proof.coordinates.axis import Axis, Cut
    from engine.backends.proof.space import Column, Part, Space, Truth
    from engine.feel.values import Value

    Frame = Mapping[str, Any]
    Point = tuple[int, ...]


def point_of(space: Space, frame: Frame) -> Point:
    """The atom of every column; `frame`: the values of all names of a program."""
    names = {**frame, **{_name(column): _value(column, frame) for column in space.columns if _is_told(column)}}
    return tuple(atom_of(column.axis, _standing(column, names)) for column in space.columns)


def _is_told(column: Column) -> bool:
    return column.subject.kind in ("count", "member", "field")


def _name(column: Column) -> str:
    subject = column.subject
    match subject.kind:
        case "count":
            return f"count({subject.name})"
        case "member":
            return f"{subject.name} has {subject.detail!r}"
        case _:
            return f"{subject.name}.{subject.detail}"


def _value(column: Column, frame: Frame) -> Value:
    subject, told = column.subject, frame[column.subject.name]
    if told is None:
        return None
    match subject.kind:
        case "count":
            return len(told)
        case "member":
            return subject.detail in told
        case _:
            value: Value = told[subject.detail]
            return value


def _standing(column: Column, names: Frame) -> Value:
    subject = column.subject
    if subject.expression:
        return evaluator(subject.expression.root)(dict(names))
    value: Value = names[_name(column)] if _is_told(column) else names[subject.name]
    return value


def atom_of(axis: Axis, value: Value) -> int:
    if value is None:
        assert axis.null
        return axis.size - 1
    found = position(value)
    if axis.intervals and found and found[0] == axis.quantity:
        return next(atom for atom in range(axis.intervals) if _within(axis.cuts, atom, found[1]))
    named = [atom for atom, known in enumerate(axis.values) if known == value]
    if named:
        return axis.intervals + named[0]
    assert axis.others
    assert not axis.intervals or isinstance(value, TimeSpan)
    return axis.intervals + len(axis.values)


def _within(cuts: Sequence[Cut], atom: int, at: Fraction) -> bool:
    return _behind(cuts[atom], at) and not _behind(cuts[atom + 1], at)


def _behind(cut: Cut, at: Fraction) -> bool:
    if cut.at is None:
        return not cut.after
    return at > cut.at if cut.after else at >= cut.at


def covers(parts: Sequence[Part], point: Point) -> bool:
    return any(all(_has(cell, point[column]) for column, cell in part.items()) for part in parts)


def _has(cell: tuple[tuple[int, int], ...], atom: int) -> bool:
    return any(low <= atom < high for low, high in cell)


def truth_at(truth: Truth, point: Point) -> bool | None:
    is_true, is_null = covers(truth.true, point), covers(truth.null, point)
    assert not (is_true and is_null)
    return True if is_true else None if is_null else False
