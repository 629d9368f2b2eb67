"""Calendars and what is asked of them in words: a list, a month as a grid, a day and why, what was counted."""

from __future__ import annotations

import datetime as dt
from itertools import groupby
from typing import TYPE_CHECKING

from adapters.cli.columns import aligned
from engine.diagnostics.phrases import phrase
from engine.diagnostics.width import width
from engine.workshop.calendars import format_span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from adapters.cli.columns import Row
    from engine.workshop.calendars import Between, Day, DayRun, Reckoning, Statement, TimeRun, WorkCalendar

_CELL = 7
"""The columns of a day in the grid."""
_SHOWN = 24
"""Rows of what was counted; of more those in the middle are left out."""
_SPECIAL = ("holiday", "workday", "override")
_MIDNIGHT = dt.time()


def listed(calendars: Iterable[WorkCalendar], lang: str) -> list[str]:
    """One calendar a line."""
    return list(aligned([_row(calendar, lang) for calendar in calendars]))


def month(calendar: WorkCalendar, days: tuple[Day, ...], lang: str) -> list[str]:
    """A grid, and below it what its marks stand for."""
    count = _word("working_days", lang, count=sum(day.working for day in days))
    head = f"{_title(calendar, lang)}  {days[0].date:%Y-%m}  {count}"
    legend, provisional = list(_legend(calendar, days, lang)), any(day.provisional for day in days)
    notes = [f"  ?  {note}" for note in _provisional(calendar, provisional, lang)]
    return [head, "", *_grid(days, lang), "", *aligned(legend), *notes]


def day(calendar: WorkCalendar, found: Day, lang: str) -> list[str]:
    """What the day is, then all that is said of it: what decides has an arrow."""
    what = _kind(found, lang)
    lines = [_word("day", lang, day=_date(found.date, lang), what=what, hours=_hours(found.hours, lang))]
    stated = calendar.statements(found.date)
    lines += aligned([_stated(each, "→" if number == 0 else "", lang) for number, each in enumerate(stated)])
    opening = calendar.next_opening(found.date)
    if opening and not found.working:
        lines.append(_word("next_opening", lang, at=_instant(opening, lang)))
    return [*lines, *_provisional(calendar, found.provisional, lang)]


def reckoning(calendar: WorkCalendar, found: Reckoning, lang: str) -> list[str]:
    """The answer, then what was counted."""
    counted_in_days = not found.times and found.length.amount != 0
    start, at = _instant(found.start, lang), _instant(found.at, lang, ends=counted_in_days)
    span = format_span(found.length, lang)
    head = _word("before" if found.is_back else "after", lang, span=span, start=start, at=at)
    rows = [_days_row(run, lang) for run in found.days] + [_times_row(run, lang) for run in found.times]
    return [head, *_shortened(list(aligned(rows)), lang), *_provisional(calendar, found.provisional, lang)]


def between(calendar: WorkCalendar, found: Between, lang: str) -> list[str]:
    """One unit a line."""
    head = _word("between", lang, start=_instant(found.start, lang), end=_instant(found.end, lang))
    spans = [f"  {format_span(span, lang)}" for span in found.amounts]
    return [head, *spans, *_provisional(calendar, found.provisional, lang)]


def _row(calendar: WorkCalendar, lang: str) -> Row:
    through = calendar.calendar.valid_through
    notes = (
        _word("default", lang) if calendar.is_default else "",
        _word("built_on", lang, names=", ".join(calendar.extends)) if calendar.extends else "",
        _word("through", lang, day=through) if through else "",
    )
    hours = "; ".join(map(" ".join, _week(calendar, lang)))
    return (calendar.id, calendar.title.in_language(lang), hours, _listing(filter(None, notes), lang))


def _grid(days: tuple[Day, ...], lang: str) -> Iterator[str]:
    """The month, Monday first; each day with its mark."""
    cells = [""] * days[0].date.weekday() + [_cell(day, lang) for day in days]
    weeks = [cells[start : start + 7] for start in range(0, len(cells), 7)]
    for week in (_weekdays(lang), *weeks):
        yield "".join(cell + " " * (_CELL - width(cell)) for cell in week).rstrip()


def _cell(day: Day, lang: str) -> str:
    return f"{day.date.day:>3}{_word(f'mark_{day.kind}', lang)}{'?' if day.provisional else ''}"


def _legend(calendar: WorkCalendar, days: tuple[Day, ...], lang: str) -> Iterator[Row]:
    """The marks of the special days with their names and dates, then the hours and where they come from."""
    for (kind, _, hours), run in groupby(days, key=lambda day: (day.kind, day.name, day.hours)):
        if kind in _SPECIAL:
            of_these = list(run)
            ends = (of_these[0].date, of_these[-1].date)
            shown = "" if kind == "holiday" else _hours(hours, lang)
            yield (_word(f"mark_{kind}", lang), _stretch(*ends), _kind(of_these[0], lang), shown)
    if any(day.kind == "rest-day" for day in days):
        yield (_word("mark_rest-day", lang), _word("rest-day", lang))
    for named, hours in _week(calendar, lang):
        yield ("", named, _word("open", lang), hours)


def _week(calendar: WorkCalendar, lang: str) -> Iterator[tuple[str, str]]:
    """The hours of the week, days that are alike together; days of rest are left out."""
    names = _weekdays(lang)
    for hours, run in groupby(range(7), key=lambda number: calendar.week[number]):
        of_these = list(run)
        if hours != "closed":
            first, last = names[of_these[0]], names[of_these[-1]]
            days = _word("stretch", lang, first=first, last=last) if first != last else first
            yield days, _hours(hours, lang)


def _stated(stated: Statement, arrow: str, lang: str) -> Row:
    name = stated.name.in_language(lang)
    place = f"{stated.span.path}:{stated.span.line}" if stated.span else stated.calendar
    return (arrow, stated.section, stated.hours, name, place)


def _days_row(run: DayRun, lang: str) -> Row:
    counted = _word("days", lang, count=run.counted) if run.counted else ""
    first, last = _weekdays(lang)[run.first.weekday()], _weekdays(lang)[run.last.weekday()]
    days = _word("stretch", lang, first=first, last=last) if run.first != run.last else first
    return (
        _stretch(run.first, run.last),
        days,
        _named(run.kind, run.name.in_language(lang), lang),
        _counted(counted, lang),
    )


def _times_row(run: TimeRun, lang: str) -> Row:
    kind = "before-and-after" if run.kind == "closed" else run.kind
    counted = format_span(run.counted, lang) if run.counted.amount else ""
    what = _named(kind, run.name.in_language(lang), lang)
    return (_instant(run.since, lang), _instant(run.until, lang, ends=True), what, _counted(counted, lang))


def _counted(amount: str, lang: str) -> str:
    return _word("counted", lang, amount=amount) if amount else _word("not_counted", lang)


def _shortened(lines: list[str], lang: str) -> list[str]:
    left_out = len(lines) - _SHOWN
    if left_out <= 1:
        return lines
    half = _SHOWN // 2
    return [*lines[:half], f"  {_word('left_out', lang, count=left_out)}", *lines[-half:]]


def _provisional(calendar: WorkCalendar, provisional: bool, lang: str) -> list[str]:
    return [_word("provisional", lang, day=calendar.calendar.valid_through)] if provisional else []


def _title(calendar: WorkCalendar, lang: str) -> str:
    return _word("named", lang, kind=calendar.title.in_language(lang), name=calendar.id)


def _kind(day: Day, lang: str) -> str:
    return _named(day.kind, day.name.in_language(lang), lang)


def _named(kind: str, name: str, lang: str) -> str:
    word = _word(kind, lang)
    return _word("named", lang, kind=word, name=name) if name else word


def _hours(hours: str, lang: str) -> str:
    """Hours as people read them; `closed` and `round-the-clock` are words of the language."""
    return _word(hours, lang) if hours.isalpha() or hours == "round-the-clock" else hours


def _stretch(first: dt.date, last: dt.date) -> str:
    return f"{first}..{last}" if last > first else str(first)


def _date(date: dt.date, lang: str) -> str:
    return f"{date} {_weekdays(lang)[date.weekday()]}"


def _instant(at: dt.datetime, lang: str, *, ends: bool = False) -> str:
    """To the minute, or to the second where it has any; `ends`: midnight is the 24:00 of the day before."""
    if ends and at.time() == _MIDNIGHT:
        return f"{_date(at.date() - dt.timedelta(days=1), lang)} 24:00"
    return f"{_date(at.date(), lang)} {at:%H:%M:%S}".removesuffix(":00")


def _weekdays(lang: str) -> list[str]:
    return _word("weekdays", lang).split()


def _listing(words: Iterable[str], lang: str) -> str:
    return ("，" if lang == "zh" else ", ").join(words)


def _word(name: str, lang: str, /, **fields: object) -> str:
    return phrase("calendar", name, lang, **fields)
