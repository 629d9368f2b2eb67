"""Writes policies/calendars/china.yaml: China's public holidays and make-up working days, from chinesecalendar (MIT).

    python scripts/china_calendar.py

Run it when a release of chinesecalendar knows another year; tests/calendars/test_china.py compares the file with what
this would write, and its days with those of another library.
"""

from __future__ import annotations

import datetime as dt
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from chinese_calendar.constants import Holiday, holidays, workdays  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FILE = Path(__file__).parents[1] / "policies" / "calendars" / "china.yaml"
MISSED = {dt.date(2005, 12, 31): Holiday.new_years_day}
"""Working days that chinesecalendar 1.11 lacks; for this one see the State Council's notice 国办发明电〔2005〕35号."""

_HEAD = """\
# yaml-language-server: $schema=../.schemas/calendar.schema.json

# 由 scripts/china_calendar.py 生成，请不要手改；公司自己的安排写在另一个日历里，用 extends: china 以它为基础。
# Written by scripts/china_calendar.py, not by hand; the company's own days belong in a calendar that builds on it by
# extends: china.
calendar: china
title: {zh: 中国工作日, en: China's working days}
source:
  zh: 国务院办公厅历年关于部分节假日安排的通知，据 chinesecalendar（https://github.com/LKI/chinese-calendar）
  en: The State Council's yearly notices on public holidays, as in chinesecalendar (https://github.com/LKI/chinese-calendar)
"""
_WEEK = """
# 这里只分工作日和休息日，不规定几点上班：一个工作日到 24:00 为止。有办公时间的日历改写 weekly 即可。
# Working days and days of rest only, no office hours: a working day ends at 24:00. A calendar that has hours states the
# week anew.
weekly:
  mon-fri: round-the-clock
  sat-sun: closed
"""


def text() -> str:
    """The file as it should be."""
    made_up = MISSED | workdays
    last = dt.date(max(holidays).year, 12, 31)
    return "".join(
        (
            _HEAD,
            f"valid_through: {last}\n",
            _WEEK,
            "\n# 放假的日子\n# Days off\nholidays:\n",
            *_years(holidays),
            "\n# 调休上班的日子，以及为哪个节日\n# Days of rest that are worked, and for which holiday\nworkdays:\n",
            *_years(made_up),
        )
    )


def _years(days: Mapping[dt.date, str]) -> Iterator[str]:
    """The lines of a section, year by year."""
    for year, of_year in groupby(sorted(days), key=lambda day: day.year):
        yield f"  # {year}\n"
        for first, last in _stretches(list(of_year), days):
            name = Holiday(days[first])
            yield f"  {first}{f'..{last}' if last > first else ''}: {{zh: {name.chinese}, en: {name.value}}}\n"


def _stretches(ascending: list[dt.date], days: Mapping[dt.date, str]) -> Iterator[tuple[dt.date, dt.date]]:
    """The first and the last of days that follow one another for the same reason."""
    for _, run in groupby(enumerate(ascending), key=lambda item: (item[1].toordinal() - item[0], days[item[1]])):
        stretch = [day for _, day in run]
        yield stretch[0], stretch[-1]


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
