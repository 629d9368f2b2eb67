"""All calendars of a library, those built in among them, and which one holds where none is named."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.diagnostics import did_you_mean
from engine.document.nodes import Scalar
from engine.model.calendars.declared import declare, usual_hours, week
from engine.model.calendars.stated import BUILT_IN, read_stated

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from engine.diagnostics import Report
    from engine.document.nodes import Document
    from engine.model.calendars.declared import DeclaredCalendar
    from engine.model.calendars.stated import StatedCalendar
    from engine.model.vocabulary import Settings


def read_calendars(documents: Iterable[Document], zone: str, report: Report) -> dict[str, DeclaredCalendar]:
    """The calendars by id, in the order of their files, the built-in one first; `zone`: the library's."""
    stated = {BUILT_IN.id: BUILT_IN}
    for document in documents:
        one = read_stated(document, report)
        stated[one.id] = one
    _check_lines(stated, report)
    declared = {name: declare(_line(stated, name), zone) for name in stated}
    for each in declared.values():
        _check_whole(each, report)
    return declared


def with_calendars(
    settings: Settings, library: Document | None, declared: Mapping[str, DeclaredCalendar], report: Report
) -> Settings:
    """The settings, with the calendars and the default that `library.yaml` names."""
    calendars = {name: each.calendar for name, each in declared.items()}
    known = replace(settings, calendars=calendars)
    default = library.root.get("calendar") if library else None
    named = isinstance(default, Scalar) and _is_known(default, known, report)
    return replace(known, calendar=default.text if named and isinstance(default, Scalar) else "")


def _is_known(name: Scalar, settings: Settings, report: Report) -> bool:
    """Whether a calendar of that id is known; an unknown one is reported."""
    known = settings.calendars
    if name.text not in known:
        report.add("GJ277", name.span, name=name.text, near=did_you_mean(name.text, known), known=", ".join(known))
    return name.text in known


def _line(stated: Mapping[str, StatedCalendar], name: str) -> tuple[StatedCalendar, ...]:
    """A calendar and those that it extends, the nearest first; it ends where it would come round again."""
    line = [stated[name]]
    while (above := line[-1].extends) and above.text in stated and stated[above.text] not in line:
        line.append(stated[above.text])
    return tuple(line)


def _check_lines(stated: Mapping[str, StatedCalendar], report: Report) -> None:
    for name, each in stated.items():
        if each.extends is None:
            continue
        others = [other for other in stated if other != name]
        if each.extends.text not in stated:
            near = did_you_mean(each.extends.text, others)
            report.add("GJ277", each.extends.span, name=each.extends.text, near=near, known=", ".join(others))
        elif (last := _line(stated, name)[-1].extends) and last.text == name:
            circle = " → ".join((*(one.id for one in _line(stated, name)), name))
            report.add("GJ273", each.extends.span, circle=circle)


def _check_whole(declared: DeclaredCalendar, report: Report) -> None:
    """What a calendar as a whole must have. Where a part of it couldn't be read, nothing is missed."""
    own, line, calendar = declared.line[0], declared.line, declared.calendar
    if line[-1].extends or not all(each.whole for each in line):
        return
    if not any(week(line)) and not any(day.hours for day in (*calendar.workdays, *calendar.overrides)):
        report.add("GJ272", own.span, name=own.id)
    elif any(not day.hours for day in calendar.workdays) and usual_hours(line) is None:
        report.add("GJ275", own.span, name=own.id)
    if (calendar.holidays or calendar.workdays) and calendar.valid_through is None:
        last = max(day.day for day in (*calendar.holidays, *calendar.workdays))
        report.add("GJ278", own.span, name=own.id, last=last.replace(month=12, day=31))
