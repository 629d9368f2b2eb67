"""`guiju calendar`: the calendars of a library; a month, a day and why, when a span of time is over."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

import click

from adapters.cli import calendar_json, calendar_text, complete, options, streams
from adapters.cli.faults import fault
from engine.diagnostics import did_you_mean
from engine.workshop.calendars import between, read_question, reckon, work_calendars

if TYPE_CHECKING:
    from pathlib import Path

    from engine.workshop.calendars import WorkCalendar

_MONTH = re.compile(r"(?P<year>[0-9]{4})[-/.年](?P<month>[0-9]{1,2})月?")
_DAY = re.compile(r"(?P<year>[0-9]{4})[-/.年](?P<month>[0-9]{1,2})[-/.月](?P<day>[0-9]{1,2})日?")
_ASKED = re.compile(r"[0-9]|(now|today|from)\b|现在|此刻|今天|从", re.IGNORECASE)
"""How a question begins, and no calendar's id."""


@click.command(name="calendar", short_help="工作日历 / Working calendars.")
@click.argument("name", metavar="[CALENDAR]", required=False, shell_complete=complete.calendars)
@click.argument("when", metavar="[MONTH|DAY|QUESTION]", nargs=-1)
@options.policies
@options.format_of("text", "json")
@options.lang
def command(name: str | None, when: tuple[str, ...], folder: Path, form: str, lang: str) -> None:
    """列出日历；看一个月；说明一天为什么上班；算时间，例如 "2026-02-13 17:30 之后 2 个工作日"。不写日历就问默认的。

    List the calendars; show a month (2026-02, by default this one); explain a day (2026-02-15); answer a question such
    as "2 working days after 2026-02-13 17:30", "3h before now", "2026-02-13 to 2026-02-24". Where no calendar is named,
    the library's own is asked.
    """
    calendars = work_calendars(options.folder_at(folder))
    if name is None:
        streams.answer(calendar_json.listed(calendars.values()), calendar_text.listed(calendars.values(), lang), form)
    elif name not in calendars and _ASKED.match(name):
        _answer(next(iter(calendars.values())), " ".join((name, *when)), form, lang)
    else:
        _answer(_known(name, calendars), " ".join(when), form, lang)


def _known(name: str, calendars: dict[str, WorkCalendar]) -> WorkCalendar:
    if name not in calendars:
        raise fault("GJ760", name=name, near=did_you_mean(name, calendars), known=", ".join(calendars))
    return calendars[name]


def _answer(calendar: WorkCalendar, when: str, form: str, lang: str) -> None:
    now = dt.datetime.now(calendar.zone)
    if match := _MONTH.fullmatch(when or f"{now:%Y-%m}"):
        days = calendar.month(_first(match).year, _first(match).month)
        streams.answer(calendar_json.month(calendar, days), calendar_text.month(calendar, days, lang), form)
    elif match := _DAY.fullmatch(when):
        day = calendar.day(_first(match, int(match["day"])))
        streams.answer(calendar_json.day(calendar, day), calendar_text.day(calendar, day, lang), form)
    elif question := read_question(when, calendar.zone, now):
        if question.span:
            reckoning = reckon(calendar, question.start, question.span)
            streams.answer(
                calendar_json.reckoning(calendar, reckoning), calendar_text.reckoning(calendar, reckoning, lang), form
            )
        elif question.end:
            found = between(calendar, question.start, question.end)
            streams.answer(calendar_json.between(calendar, found), calendar_text.between(calendar, found, lang), form)
    else:
        raise fault("GJ761", text=when)


def _first(match: re.Match[str], day: int = 1) -> dt.date:
    try:
        return dt.date(int(match["year"]), int(match["month"]), day)
    except ValueError:
        raise fault("GJ762", text=match.group()) from None
