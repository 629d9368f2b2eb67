"""Days as they are written: days of the week (`mon-fri`, `周一至周五`), dates and stretches of them."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from engine.diagnostics import did_you_mean
from engine.document import full_width

if TYPE_CHECKING:
    from engine.diagnostics import Report
    from engine.document.nodes import Scalar

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_LONG = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_CHINESE = "一二三四五六日"
_NUMBER = {
    **{name: day for names in (WEEKDAYS, _LONG) for day, name in enumerate(names)},
    **{f"{week}{name}": day for week in ("周", "星期") for day, name in enumerate(_CHINESE)},
    "周天": 6,
    "星期天": 6,
}
"""What a day of the week may be called; 0 is Monday."""
_TO = re.compile(r"\s*(?:\.\.|[-至到])\s*")
_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_DAYS = re.compile(rf"(?P<first>{_DAY})(?:\s*\.\.\s*(?P<last>{_DAY}))?")
_LOOSE = re.compile(r"(?P<year>[0-9]{4})[-/.年](?P<month>[0-9]{1,2})[-/.月](?P<day>[0-9]{1,2})日?")
_LOOSE_TO = re.compile(r"\s*(?:\.{2,3}|--|[–—~～至到]|\sto\s|\s-\s)\s*")
_LONGEST = 366
"""Days in one stretch: a longer one is a slip of the hand."""


def read_weekdays(key: Scalar, report: Report) -> tuple[int, ...]:
    """The days of the week that a key names, 0 for Monday, in their order; none, and a report, where it names none."""
    names = _TO.split(full_width.narrow(key.text).strip().lower())
    if len(names) > 2 or not all(name in _NUMBER for name in names):  # noqa: PLR2004 from one to another
        report.add("GJ267", key.span, text=key.text, near=_near(names), known=", ".join(WEEKDAYS))
        return ()
    first, last = _NUMBER[names[0]], _NUMBER[names[-1]]
    return tuple((first + step) % 7 for step in range((last - first) % 7 + 1))


def _near(names: list[str]) -> str:
    """The days that are probably meant: `mon-fri`."""
    days = [_NUMBER.get(name, _NUMBER.get(did_you_mean(name, _NUMBER))) for name in names]
    known = [WEEKDAYS[day] for day in days if day is not None]
    return "-".join(known) if len(known) == len(names) <= 2 else ""  # noqa: PLR2004 from one to another


def read_days(key: Scalar, report: Report) -> tuple[dt.date, ...]:
    """The days of a date or of a stretch (`2026-02-15..2026-02-23`, both ends included); none, and a report, else."""
    match = _DAYS.fullmatch(key.text.strip())
    if match is None:
        report.add("GJ164", key.span, value=key.text, near=_meant(key.text))
        return ()
    ends = [_date(text) for text in match.groups() if text]
    if None in ends:
        wrong = next(text for text in match.groups() if text and _date(text) is None)
        report.add("GJ165", key.span, value=wrong)
        return ()
    first, last = (end or dt.date.min for end in (ends[0], ends[-1]))
    count = (last - first).days + 1
    if not 0 < count <= _LONGEST:
        report.add("GJ270", key.span, text=key.text, reason="backwards" if count <= 0 else "long", most=_LONGEST)
        return ()
    return tuple(first + dt.timedelta(days=step) for step in range(count))


def _date(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _meant(text: str) -> str:
    """The days that the text probably means, as they are written; empty where nobody can tell."""
    parts = [_LOOSE.fullmatch(part) for part in _LOOSE_TO.split(full_width.narrow(text).strip())]
    days = [f"{part['year']}-{part['month']:0>2}-{part['day']:0>2}" for part in parts if part]
    return "..".join(days) if len(days) == len(parts) <= 2 else ""  # noqa: PLR2004 from one to another
