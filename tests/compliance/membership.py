"""Whether a case lies in a region, by the region's data alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.backends.scalar.evaluator import evaluator
from engine.feel.values import TimeSpan
from engine.feel.walk import references

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.ir.regions import Between, Extent, Region


def lies_in(region: Region, frame: Mapping[str, Any]) -> bool:
    """`frame`: every name's value."""
    return all(_is_one_of(extent, _value(extent, frame)) for extent in region.extents)


def _value(extent: Extent, frame: Mapping[str, Any]) -> Any:
    subject = extent.subject
    match subject.kind:
        case "fact":
            return frame[subject.name]
        case "count":
            return None if frame[subject.name] is None else len(frame[subject.name])
        case "member":
            return None if frame[subject.name] is None else subject.detail in frame[subject.name]
        case _:
            assert subject.expression
            root = subject.expression.root
            return evaluator(root)({ref.name: _named(ref.name, frame) for ref in references(root)})


def _named(name: str, frame: Mapping[str, Any]) -> Any:
    """Comparisons call what they read by names of their own: `count(scores)`, `scores has 80`."""
    if name in frame:
        return frame[name]
    if name.startswith("count("):
        counted = frame[name.removeprefix("count(").removesuffix(")")]
        return None if counted is None else len(counted)
    listed, _, element = name.partition(" has ")
    return None if frame[listed] is None else element in map(repr, frame[listed])


def _is_one_of(extent: Extent, value: Any) -> bool:
    if value is None:
        return extent.null
    if any(value == one for one in extent.values):
        return True
    if extent.others:
        return not extent.ranges
    return any(_within(between, value) for between in extent.ranges)


def _within(between: Between, value: Any) -> bool:
    ends = [end for end in (between.low, between.high) if end is not None]
    if isinstance(value, TimeSpan) and any(end.unit != value.unit for end in ends):  # type: ignore[union-attr]
        return False
    low, high, here = _place(between.low), _place(between.high), _place(value)
    above = low is None or here > low or (here == low and not between.low_open)
    below = high is None or here < high or (here == high and not between.high_open)
    return bool(above and below)


def _place(value: Any) -> Any:
    return value.amount if isinstance(value, TimeSpan) else value
