"""What one calendar file states, before those that it builds on are known."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Literal, NamedTuple

from engine.document.nodes import Mapping, Scalar
from engine.model.calendars.days import WEEKDAYS, read_days, read_weekdays
from engine.model.calendars.hours import ALL_DAY, ROUND_THE_CLOCK, read_hours
from engine.model.reading import entries, read_date, read_strings, read_text, read_zone
from engine.model.text import Text

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping as MappingOf

    from engine.diagnostics import Report, Span
    from engine.document.nodes import Document, Node
    from engine.temporal.calendar import Hours

DayKind = Literal["holiday", "workday", "override"]
NO_TEXT = Text("", "")
SECTIONS: dict[DayKind, str] = {"holiday": "holidays", "workday": "workdays", "override": "overrides"}
"""Where each kind of day stands; what stands last wins."""


class StatedHours(NamedTuple):
    """The hours of a day of the week; `span` is None for what is built in."""

    hours: Hours
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class StatedDay:
    """A day that isn't like its weekday. `hours` None: a make-up day with the usual hours."""

    kind: DayKind
    hours: Hours | None
    name: Text
    span: Span


@dataclass(frozen=True, slots=True)
class StatedCalendar:
    """What a file says itself; what it doesn't say comes from the calendar that it extends.

    `id`: the name of the file, by which others know it. `weekly`: by the day of the week, 0 for Monday. `usual`: the
    hours of make-up days. `whole`: nothing of the file was lost to an error. `span`: where things are said that concern
    all of it; None for what is built in.
    """

    id: str
    title: Text
    weekly: MappingOf[int, StatedHours]
    days: MappingOf[dt.date, StatedDay]
    extends: Scalar | None = None
    zone: str = ""
    usual: Hours | None = None
    valid_through: dt.date | None = None
    source: Text = NO_TEXT
    cites: tuple[str, ...] = ()
    whole: bool = True
    span: Span | None = None


BUILT_IN = StatedCalendar(
    ROUND_THE_CLOCK, Text("全天候", "Round the clock"), dict.fromkeys(range(7), StatedHours(ALL_DAY)), {}
)
"""Always open, every day a working day."""


def read_stated(document: Document, report: Report) -> StatedCalendar:
    """The calendar of a document, as far as it can be used."""
    root, before = document.root, len(report.found)
    stem, name, extends = PurePosixPath(document.source.path).stem, root.get("calendar"), root.get("extends")
    valid_through = read_date(root.get("valid_through"), report)
    read = StatedCalendar(
        id=stem,
        title=read_text(root.get("title"), stem),
        weekly=_weekly(root.get("weekly"), report),
        days=_days(root, valid_through, report),
        extends=extends if isinstance(extends, Scalar) else None,
        zone=read_zone(root.get("zone"), "", report),
        usual=_usual(root.get("workday_hours"), report),
        valid_through=valid_through,
        source=read_text(root.get("source")),
        cites=read_strings(root.get("cites")),
        span=name.span if isinstance(name, Scalar) else root.span,
    )
    _check_name(name, stem, report)
    return replace(read, whole=not document.broken and not report.has_errors_since(before))


def _check_name(name: Node | None, stem: str, report: Report) -> None:
    if not isinstance(name, Scalar):
        return
    if BUILT_IN.id in (name.text, stem):
        report.add("GJ274", name.span, name=BUILT_IN.id)
    elif name.text != stem:
        report.add("GJ324", name.span, name=name.text, file=stem)


def _weekly(node: Node | None, report: Report) -> dict[int, StatedHours]:
    """The hours of the days of the week that are stated; the same day twice is a mistake."""
    found: dict[int, tuple[Hours, Scalar]] = {}
    for key, value in entries(node):
        hours = read_hours(value, report)
        named = read_weekdays(key, report)
        doubled = next((day for day in named if day in found), None)
        if doubled is not None:
            earlier = found[doubled][1]
            report.add("GJ268", key.span, name=WEEKDAYS[doubled], other=earlier.text, line=earlier.span.line)
        found |= {day: (hours or (), key) for day in named if day not in found}
    return {day: StatedHours(hours, key.span) for day, (hours, key) in found.items()}


def _usual(node: Node | None, report: Report) -> Hours | None:
    hours = read_hours(node, report)
    if hours == () and node:
        report.add("GJ279", node.span)
        return None
    return hours


def _days(root: Mapping, valid_through: dt.date | None, report: Report) -> dict[dt.date, StatedDay]:
    """Every special day; an override may stand on a holiday or a make-up day, those two not on one another."""
    found: dict[dt.date, StatedDay] = {}
    for kind, section in SECTIONS.items():
        for key, value in entries(root.get(section)):
            stated = _day(kind, key, value, report)
            days = read_days(key, report)
            taken = next((day for day in days if _clash(found.get(day), kind)), None)
            if taken:
                earlier = found[taken]
                code = "GJ268" if earlier.kind == kind else "GJ271"
                report.add(code, key.span, name=taken, other=SECTIONS[earlier.kind], line=earlier.span.line)
            elif valid_through and days and days[-1] > valid_through:
                report.add("GJ276", key.span, day=days[-1], last=valid_through)
            found |= {day: stated for day in days if not _clash(found.get(day), kind)}
    return found


def _clash(earlier: StatedDay | None, kind: DayKind) -> bool:
    return earlier is not None and (kind != "override" or earlier.kind == kind)


def _day(kind: DayKind, key: Scalar, value: Node, report: Report) -> StatedDay:
    """A day by its section: a name, hours, or both as `{zh: …, en: …, hours: …}`."""
    both = isinstance(value, Mapping)
    written = value.get("hours") if isinstance(value, Mapping) else value if kind == "override" else None
    name = read_text(value) if both or kind != "override" else NO_TEXT
    if kind == "workday":
        return StatedDay(kind, _usual(written, report), name, key.span)
    return StatedDay(kind, (read_hours(written, report) or ()) if kind == "override" else (), name, key.span)
