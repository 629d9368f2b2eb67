"""Calendars and what is asked of them as JSON. Spans are texts that policies may have too: `3 working days`, `PT3H`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.workshop.calendars import canonical_span

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.workshop.calendars import Between, Day, Reckoning, Statement, WorkCalendar

Object = dict[str, Any]


def listed(calendars: Iterable[WorkCalendar]) -> list[Object]:
    return [_calendar(calendar) for calendar in calendars]


def month(calendar: WorkCalendar, days: tuple[Day, ...]) -> Object:
    return {
        "calendar": calendar.id,
        "month": f"{days[0].date:%Y-%m}",
        "working_days": sum(day.working for day in days),
        "days": [_day(day) for day in days],
    }


def day(calendar: WorkCalendar, found: Day) -> Object:
    opening = calendar.next_opening(found.date)
    return {
        "calendar": calendar.id,
        **_day(found),
        "stated": [_statement(each) for each in calendar.statements(found.date)],
        "next_opening": opening.isoformat() if opening else None,
    }


def reckoning(calendar: WorkCalendar, found: Reckoning) -> Object:
    days = [
        {
            "first": str(run.first),
            "last": str(run.last),
            "kind": run.kind,
            "name": _text(run.name),
            "counted": run.counted,
        }
        for run in found.days
    ]
    times = [
        {
            "since": run.since.isoformat(),
            "until": run.until.isoformat(),
            "kind": run.kind,
            "name": _text(run.name),
            "counted": canonical_span(run.counted),
        }
        for run in found.times
    ]
    return {
        "calendar": calendar.id,
        "start": found.start.isoformat(),
        "span": canonical_span(found.span),
        "at": found.at.isoformat(),
        "provisional": found.provisional,
        **({"days": days} if days else {}),
        **({"times": times} if times else {}),
    }


def between(calendar: WorkCalendar, found: Between) -> Object:
    return {
        "calendar": calendar.id,
        "start": found.start.isoformat(),
        "end": found.end.isoformat(),
        "amounts": [canonical_span(span) for span in found.amounts],
        "provisional": found.provisional,
    }


def _calendar(calendar: WorkCalendar) -> Object:
    through = calendar.calendar.valid_through
    return {
        "calendar": calendar.id,
        "title": _text(calendar.title),
        "default": calendar.is_default,
        "extends": list(calendar.extends),
        "zone": calendar.calendar.zone,
        "weekly": [_windows(hours) for hours in calendar.week],
        "valid_through": str(through) if through else None,
        "source": _text(calendar.source),
        "cites": list(calendar.calendar.cites),
    }


def _day(found: Day) -> Object:
    return {
        "date": str(found.date),
        "kind": found.kind,
        "working": found.working,
        "hours": _windows(found.hours),
        "name": _text(found.name),
        "provisional": found.provisional,
    }


def _statement(stated: Statement) -> Object:
    return {
        "calendar": stated.calendar,
        "section": stated.section,
        "hours": _windows(stated.hours),
        "name": _text(stated.name),
        "path": stated.span.path if stated.span else None,
        "line": stated.span.line if stated.span else None,
    }


def _windows(hours: str) -> list[str]:
    """The windows of a day: none where it is closed."""
    return {"closed": [], "round-the-clock": ["00:00-24:00"]}.get(hours, hours.split(", "))


def _text(text: Any) -> dict[str, str] | None:
    """A text in both languages; None where there is none."""
    return {"zh": text.zh, "en": text.en} if text.zh else None
