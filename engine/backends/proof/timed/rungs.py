"""Rungs beside one another: the same one elsewhere, and which of two brings what is graver."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.backends.proof.difference.amounts import moved
from engine.backends.proof.difference.strictness import Moved, direction
from engine.backends.proof.timed.worth import value_of
from engine.feel.typed import Const
from engine.ir.differences import Change, Decided, Effect
from engine.ir.program import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.backends.proof.timed.points import Point, Told
    from engine.ir.differences import Direction
    from engine.ir.program import Consequence

    Points = Mapping[str, Point]


def beside(baseline: Points, other: Points) -> dict[str, Point]:
    """The other side's points, a rung that brings the same at another place under the key that it has in the baseline.

    Such a point's text says where it is.
    """
    left = {key: point for key, point in other.items() if key not in baseline}
    placed: dict[str, Point] = {}
    for key, point in baseline.items():
        if key not in other and point.place:
            alike = (name for name, found in left.items() if _is_moved(point, found))
            name = next(alike, None)
            if name is not None:
                found = left.pop(name)
                placed[key] = found._replace(key=key, text=f"{name}: {found.text}", worth=(name, found.worth))
    kept = {key: point for key, point in other.items() if key in baseline or key in left}
    return kept | placed


def _is_moved(one: Point, other: Point) -> bool:
    return bool(one.place and other.place and one.place[0] == other.place[0] and one.worth == other.worth)


def graver(baseline: Point, other: Point, before: Told, after: Told) -> Direction:
    """By where a rung is, if it brings a penalty: sooner is stricter; by what it brings, where that isn't the same."""
    severity = after.program.severity
    if baseline.place and other.place and baseline.place != other.place:
        if not any(each.do in severity for each in other.brings):
            return "other"
        return "stricter" if other.place[1] < baseline.place[1] else "milder"
    amounts = tuple(_moves(baseline, other, before, after))
    return direction(_decided(baseline), _decided(other), severity, amounts, ())


def _decided(point: Point) -> Decided:
    nobody = Text("", "")
    return Decided(tuple(Effect(each.do, _to(each), (), "", nobody, (), each.span) for each in point.brings))


def _to(consequence: Consequence) -> str:
    to = consequence.to
    if to is None:
        return ""
    return str(to.root.value) if isinstance(to.root, Const) else f"= {to.text}"


def _moves(baseline: Point, other: Point, before: Told, after: Told) -> Iterator[Moved]:
    """How far the amounts are apart of what both bring once."""
    for one in baseline.brings:
        alike = [each for each in other.brings if (each.do, _to(each)) == (one.do, _to(one))]
        if len(alike) == 1 and sum((each.do, _to(each)) == (one.do, _to(one)) for each in baseline.brings) == 1:
            was = {each.name: each.expression for each in one.attributes}
            for attribute in (each for each in alike[0].attributes if each.name in was):
                then = value_of(attribute.expression.root, after.values, after.evaluate)
                far = moved(value_of(was[attribute.name].root, before.values, before.evaluate), then)
                if far is not None:
                    change = Change(1, attribute.name, attribute.expression.type, far, far)
                    yield Moved(one.do, _to(one), change)
