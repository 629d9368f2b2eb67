"""Recurrences in words, as owners write them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.temporal.schedules.recurrence import Recurrence

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
"""As RFC 5545 writes them."""
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WEEKDAYS_ZH = "一二三四五六日"
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
NUMERALS_ZH = "零一二三四五六七八九"


class Step(NamedTuple):
    """A unit in which recurrences step: its size in months or days, its words; told only as one, or with a number."""

    months: int
    days: int
    en: str
    zh: str
    several_zh: str = ""


STEPS = (
    Step(12, 0, "year", "年", "年"),
    Step(6, 0, "half year", "半年"),
    Step(3, 0, "quarter", "季度"),
    Step(1, 0, "month", "月", "个月"),
    Step(0, 7, "week", "周", "周"),
    Step(0, 1, "day", "天", "天"),
)
"""The greatest first."""


def spoken(recurrence: Recurrence, lang: str) -> str:
    """The recurrence in words, in `lang` ("zh" or "en"); `parse_recurrence` reads both back as the same."""
    return _chinese(recurrence) if lang == "zh" else _english(recurrence)


def _parts(rule: str) -> dict[str, str]:
    return dict(part.split("=", 1) for part in rule.split(";") if part)


def _english(recurrence: Recurrence) -> str:
    match _parts(recurrence.rule):
        case {"FREQ": "WEEKLY", "BYDAY": days}:
            return f"every {_listed([WEEKDAYS[DAYS.index(day)] for day in days.split(',')])}"
        case {"BYDAY": days}:
            return f"{_nths(_ordinals(days))} {WEEKDAYS[DAYS.index(days[-2:])]} of the month"
        case {"BYMONTH": month, "BYMONTHDAY": day}:
            return f"{'last day of' if day == '-1' else day} {MONTHS[int(month) - 1]}"
        case {"BYSETPOS": _, "BYMONTHDAY": days}:
            return f"{_nths(_ordinals(days)[-1:])} of the month or its last day"
        case {"BYMONTHDAY": days}:
            return f"{_nths(_ordinals(days))}{' day' * days.endswith('-1')} of the month"
        case _ if recurrence.working:
            return "every working day"
        case _:
            number, step = _largest(recurrence)
            return f"every {step.en}" if number == 1 else f"every {number} {step.en}s"


def _chinese(recurrence: Recurrence) -> str:
    match _parts(recurrence.rule):
        case {"FREQ": "WEEKLY", "BYDAY": days}:
            return "每" + "、".join(f"周{WEEKDAYS_ZH[DAYS.index(day)]}" for day in days.split(","))
        case {"BYDAY": days}:
            return f"每月{'和'.join(map(_nth_zh, _ordinals(days)))}星期{WEEKDAYS_ZH[DAYS.index(days[-2:])]}"
        case {"BYMONTH": month, "BYMONTHDAY": day}:
            return f"每年{month}月{_day_zh(int(day))}"
        case {"BYSETPOS": _, "BYMONTHDAY": days}:
            return f"每月{_day_zh(_ordinals(days)[-1])}（短月为月末）"
        case {"BYMONTHDAY": days}:
            return f"每月{'、'.join(map(_day_zh, _ordinals(days)))}"
        case _ if recurrence.working:
            return "每个工作日"
        case _:
            number, step = _largest(recurrence)
            return f"每{step.zh}" if number == 1 else f"每{number}{step.several_zh}"


def _largest(recurrence: Recurrence) -> tuple[int, Step]:
    """The number of steps of the greatest unit that a step can be told in."""
    for step in STEPS:
        number, rest = divmod(
            recurrence.months or recurrence.days, (step.months if recurrence.months else step.days) or 1
        )
        if (step.months > 0) == (recurrence.months > 0) and not rest and (number == 1 or step.several_zh):
            return number, step
    raise ValueError(recurrence)


def _ordinals(days: str) -> list[int]:
    """The numbers of `2WE,-1WE`, of `1,15`."""
    return [int(day.strip("MOTUWEHFRSA")) for day in days.split(",")]


def _nths(numbers: Sequence[int]) -> str:
    return _listed([_nth(number) for number in numbers])


def _nth(number: int) -> str:
    if number < 0:
        return "last"
    teens = 10 < number % 100 < 20  # noqa: PLR2004 - 11th, 12th, 13th
    return f"{number}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def _listed(words: Sequence[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last


def _nth_zh(number: int) -> str:
    return "最后一个" if number < 0 else f"第{NUMERALS_ZH[number]}个"


def _day_zh(day: int) -> str:
    return "最后一天" if day < 0 else f"{day}日"
