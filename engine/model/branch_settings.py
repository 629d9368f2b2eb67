"""What holds in all policies of a branch: the calendar where none is named, and the zone."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from engine.diagnostics import Report, did_you_mean
from engine.document.nodes import Scalar
from engine.model.calendars import read_calendars
from engine.model.read_vocabulary import SET_BY_BRANCHES, read_set_by
from engine.model.reading import read_zone

if TYPE_CHECKING:
    from engine.document.nodes import Document
    from engine.model.branches import Branch
    from engine.model.overlays.plans import Reading
    from engine.model.vocabulary import Settings


def branch_settings(branch: Branch, above: Settings, calendars: tuple[Document, ...], reading: Reading) -> Settings:
    """The settings of a branch; those of the branch that it extends themselves, where it says nothing else."""
    document = branch.document
    if document is None or not any(document.root.get(key) for key in SET_BY_BRANCHES):
        return above
    read = partial(_read, branch.id, document, above, calendars)
    return reading.kept.reported(("settings", branch.id), (document, above, *calendars), reading.report, read)


def _read(
    branch: str, document: Document, above: Settings, calendars: tuple[Document, ...], report: Report
) -> Settings:
    own = {key: node for key in SET_BY_BRANCHES if isinstance(node := document.root.get(key), Scalar)}
    for key, node in own.items():
        _check(key, node, document, above, report)
    zone = read_zone(own.get("zone"), above.zone, report)
    known = above.calendars
    if zone != above.zone:
        known = {name: each.calendar for name, each in read_calendars(calendars, zone, Report()).items()}
    calendar = own.get("calendar")
    default = calendar.text if calendar and calendar.text in known else above.calendar
    set_by = read_set_by(branch, document, above.set_by)
    return replace(above, zone=zone, calendars=known, calendar=default, set_by=set_by)


def _check(key: str, node: Scalar, document: Document, above: Settings, report: Report) -> None:
    """A reason, a calendar that there is, and another one than above."""
    name = document.root.key(key)
    if document.root.get("reason") is None and name:
        report.add("GJ290", name.span, name=key)
    known = above.calendars
    if key == "calendar" and node.text not in known:
        near = did_you_mean(node.text, known)
        report.add("GJ277", node.span, name=node.text, near=near, known=", ".join(known))
    if node.text == (above.calendar if key == "calendar" else above.zone):
        stated = above.set_by.get(key)
        place = f"{stated.span.path}:{stated.span.line}" if stated else "library.yaml"
        report.add("GJ295", node.span, name=key, place=place)
