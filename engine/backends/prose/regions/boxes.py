"""A region as JSON data: what each subject may be, for programs that don't read sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.ir.value_wire import value_json

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from engine.ir.regions import Between, Extent, Region

    Json = dict[str, Any]


def box_json(region: Region, zone: ZoneInfo) -> list[Json]:
    """One object for each subject that matters: it is in one of `ranges`, one of `values`, another value, or null.

    A range's end that is left out is without bound; `low_open`, `high_open`: the end itself is excluded. `kind`: see
    `engine.ir.regions.Subject`; `test` is the expression of a comparison or a test, which is true, false or null.
    """
    return [_extent(extent, zone) for extent in region.extents]


def _extent(extent: Extent, zone: ZoneInfo) -> Json:
    subject = extent.subject
    told: Json = {"kind": subject.kind, "name": subject.name}
    if subject.detail is not None:
        told["detail"] = value_json(subject.detail, subject.type, zone)
    if subject.expression:
        told["test"] = subject.expression.text
    if extent.ranges:
        told["ranges"] = [_range(between, extent, zone) for between in extent.ranges]
    if extent.values:
        told["values"] = [value_json(value, subject.type, zone) for value in extent.values]
    return told | {name: True for name, holds in (("others", extent.others), ("null", extent.null)) if holds}


def _range(between: Between, extent: Extent, zone: ZoneInfo) -> Json:
    ends = (("low", between.low, between.low_open), ("high", between.high, between.high_open))
    told: Json = {}
    for name, value, is_open in ends:
        if value is not None:
            told[name] = value_json(value, extent.subject.type, zone)
            if is_open:
                told[f"{name}_open"] = True
    return told
