"""Recurrences as owners write them: `Thursday`, `4th Wednesday of the month`, `每月25日`, `1 month`.

A day that a month hasn't got is its last day, as everywhere where months are counted: the 31st of April is the 30th,
29 February of a common year the 28th. RFC 5545 would leave it out; so the rules say `BYMONTHDAY=-1`, and
`BYMONTHDAY=28,29,30;BYSETPOS=-1`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.diagnostics import did_you_mean
from engine.temporal.schedules.speech import DAYS, MONTHS, NUMERALS_ZH, STEPS, WEEKDAYS, WEEKDAYS_ZH, spoken

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@dataclass(frozen=True, slots=True)
class Recurrence:
    """`rule`: an RRULE of RFC 5545, 3.3.10, without its start; `months` or `days` > 0: a step from the anchor instead.

    `working`: the step's days that are rest days of the calendar are left out.
    """

    rule: str = ""
    months: int = 0
    days: int = 0
    working: bool = False


class UnknownRecurrence(Exception):
    """A text that is no recurrence: the offsets of what isn't understood; what was probably meant, else ""."""

    def __init__(self, text: str, start: int, end: int, near: str) -> None:
        super().__init__(text)
        self.text = text
        self.start = start
        self.end = end
        self.near = near


def parse_recurrence(text: str) -> Recurrence:
    """The recurrence that `text` says, in English or Chinese. Raises UnknownRecurrence with offsets in `text`."""
    found = _recognise(_plain(text))
    if found is None:
        raise _unknown(text)
    return found


_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1, "最后一": -1, "末": -1, "底": -1}
_STEPS = {word: step for step in STEPS for word in (step.en, step.zh)}
_STEPS |= {"星期": _STEPS["周"], "日": _STEPS["天"]}
_DAYS_AT_MOST = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_LEAP = 29
_IN_EVERY_MONTH = 28
"""The last day, and four times seven days, that every month has."""
_LONGEST_MONTH = 31
_SHORT = 3
"""Letters by which an English weekday or month is known: `Thu`, `Sept`."""


def _plain(text: str) -> str:
    """Lower case, ASCII digits and signs, single spaces; without `every`."""
    narrow = " ".join(unicodedata.normalize("NFKC", text).lower().split())
    return re.sub(r"^(?:(?:every|each|on) (?:the )?|the |每 ?个?)", "", narrow)


def _recognise(plain: str) -> Recurrence | None:
    matches = ((re.fullmatch(pattern, plain), make) for pattern, make in _FORMS)
    return next((made for match, make in matches if match and (made := make(match))), None)


def _number(text: str) -> int:
    """`4`, `4th`, `fourth`, `第四个`, `二十五日`; -1 for the last; 0 where it is none."""
    bare = text.strip("第个日号天")
    if bare in _ORDINALS:
        return _ORDINALS[bare]
    if bare[:1].isdigit():
        return int(bare.rstrip("stndrh"))
    tens, ten, ones = bare.replace("两", "二").rpartition("十")
    digits = [NUMERALS_ZH.find(digit) for digit in (tens or "一", ones or "零")]
    return digits[0] * 10 * len(ten) + digits[1] if min(digits) >= 0 else 0


def _items(text: str) -> list[str]:
    return [item for item in re.split(_AND, text) if item]


def _numbers(text: str) -> list[int]:
    """Of a list, each once, the last of the month after the others."""
    return sorted({_number(item) for item in _items(text)}, key=lambda number: (number < 0, number))


def _abbreviates(name: str, full: str) -> bool:
    return len(name) >= _SHORT and full.lower().startswith(name)


def _weekday(name: str) -> str:
    """`TH` for `thursday`, `thu`, `周四`; "" where it is none."""
    known = (day for day, full in zip(DAYS, WEEKDAYS, strict=True) if _abbreviates(name.removesuffix("s"), full))
    zh = WEEKDAYS_ZH.find(name[-1].replace("天", "日"))
    return DAYS[zh] if zh >= 0 else next(known, "")


def _month(name: str) -> int:
    """3 for `march`, `mar`, `3`, `三`; 0 where it is none."""
    known = (number for number, full in enumerate(MONTHS, 1) if _number(name) == number or _abbreviates(name, full))
    return next(known, 0)


def _step(number: str | None, unit: str) -> Recurrence | None:
    count, step = _number(number or "1"), _STEPS[unit]
    return Recurrence(months=count * step.months, days=count * step.days) if count > 0 else None


def _weekdays(names: str) -> Recurrence | None:
    days = {_weekday(item) for item in _items(names)}
    return None if "" in days else Recurrence("FREQ=WEEKLY;BYDAY=" + ",".join(sorted(days, key=DAYS.index)))


def _weekdays_of_month(nth: str, name: str) -> Recurrence | None:
    day, which = _weekday(name), _numbers(nth)
    if not day or not all(number == -1 or 0 < number <= _IN_EVERY_MONTH // 7 for number in which):
        return None
    return Recurrence("FREQ=MONTHLY;BYDAY=" + ",".join(f"{number}{day}" for number in which))


def _days_of_month(nth: str) -> Recurrence | None:
    days = _numbers(nth)
    if days == [_LONGEST_MONTH]:
        return Recurrence("FREQ=MONTHLY;BYMONTHDAY=-1")
    if len(days) == 1 and _IN_EVERY_MONTH < days[0] < _LONGEST_MONTH:
        candidates = ",".join(map(str, range(_IN_EVERY_MONTH, days[0] + 1)))
        return Recurrence(f"FREQ=MONTHLY;BYMONTHDAY={candidates};BYSETPOS=-1")
    if not all(day == -1 or 0 < day <= _IN_EVERY_MONTH for day in days):
        return None
    return Recurrence("FREQ=MONTHLY;BYMONTHDAY=" + ",".join(map(str, days)))


def _day_of_year(month: str, day: str) -> Recurrence | None:
    number, wanted = _month(month), _number(day)
    if not number:
        return None
    longest = _DAYS_AT_MOST[number - 1]
    last = -1 if longest == _LEAP else longest
    of_month = last if wanted in {-1, longest} else wanted
    return Recurrence(f"FREQ=YEARLY;BYMONTH={number};BYMONTHDAY={of_month}") if 0 != of_month <= longest else None


_AND = r"\s*(?:, *and\b|,|、|\band\b|和)\s*"
_ORDINAL = r"(?:\d{1,2}(?:st|nd|rd|th)|first|second|third|fourth|last)"
_OF_MONTH = r" (?:of|in) (?:the |each |every |a )?month"
_NAME = r"[a-z]{3,10}"
_COUNT_ZH = rf"(?:\d{{1,3}}|[{NUMERALS_ZH}十两]{{1,3}})"
_NTH_ZH = rf"(?:第?{_COUNT_ZH}个?|最后一个?)"
_DAY_ZH = rf"(?:{_COUNT_ZH}[日号]|最后一天|末|底)"
_WEEK_ZH = "(?:周|星期|礼拜)"
_WEEKDAY_ZH = rf"{_WEEK_ZH}[{WEEKDAYS_ZH}天]"
_STEP = "|".join(step.en for step in STEPS)


def _list(item: str) -> str:
    return f"{item}(?:{_AND}{item})*"


_FORMS: tuple[tuple[str, Callable[[re.Match[str]], Recurrence | None]], ...] = (
    (r"(?:1 )?working day|工作日", lambda _: Recurrence(days=1, working=True)),
    (rf"(?:(\d{{1,3}}) )?(?:calendar )?({_STEP})s?", lambda match: _step(match[1], match[2])),
    (rf"(?:({_COUNT_ZH})个?)?(年|半年|季度|周|星期|天)", lambda match: _step(match[1], match[2])),
    (rf"(?:({_COUNT_ZH})个)?(月|日)", lambda match: _step(match[1], match[2])),
    (_list(_NAME), lambda match: _weekdays(match[0])),
    (rf"{_WEEKDAY_ZH}(?:{_AND}{_WEEK_ZH}?[{WEEKDAYS_ZH}天])*", lambda match: _weekdays(match[0])),
    (rf"({_list(_ORDINAL)}) ({_NAME}){_OF_MONTH}", lambda match: _weekdays_of_month(match[1], match[2])),
    (rf"月的?({_list(_NTH_ZH)})({_WEEKDAY_ZH})", lambda match: _weekdays_of_month(match[1], match[2])),
    (rf"({_list(_ORDINAL)})(?: day)?{_OF_MONTH}(?: or its last day)?", lambda match: _days_of_month(match[1])),
    (rf"月的?({_list(_DAY_ZH)})(?: ?\(短月为月末\))?", lambda match: _days_of_month(match[1])),
    (rf"({_NAME}) (\d{{1,2}}(?:st|nd|rd|th)?)", lambda match: _day_of_year(match[1], match[2])),
    (rf"(\d{{1,2}}|{_ORDINAL})(?: day)?(?: of)? ({_NAME})", lambda match: _day_of_year(match[2], match[1])),
    (rf"年?的?({_COUNT_ZH})月({_DAY_ZH})", lambda match: _day_of_year(match[1], match[2])),
)

_MEANT = {
    "daily": "day",
    "weekly": "week",
    "monthly": "month",
    "quarterly": "quarter",
    "yearly": "year",
    "annually": "year",
    "other day": "2 days",
    "other week": "2 weeks",
    "fortnight": "2 weeks",
    "biweekly": "2 weeks",
    "other month": "2 months",
    "weekday": "working day",
    "business day": "working day",
    "workday": "working day",
    "month end": "last day of the month",
    "end of month": "last day of the month",
    "end of the month": "last day of the month",
    "last working day of the month": "last day of the month",
    "last day of the quarter": "quarter",
    "quarter end": "quarter",
    "end of the quarter": "quarter",
    "季": "季度",
    "季末": "季度",
    "季度末": "季度",
    "季度最后一天": "季度",
    "季最后一天": "季度",
    "隔天": "2天",
    "隔周": "2周",
    "隔一周": "2周",
    "双周": "2周",
    "隔月": "2个月",
    "周末": "周六、周日",
    "周一至周五": "工作日",
    "周一到周五": "工作日",
    "月初": "月1日",
    "月最后一个工作日": "月最后一天",
    "年初": "1月1日",
    "年底": "12月31日",
    "年末": "12月31日",
}
"""What can be read in two ways, or is a word of another trade."""
_WORDS = tuple(word.lower() for word in (*WEEKDAYS, *MONTHS, *_STEPS, *_ORDINALS, "working", "and", "the", "of"))
_EXAMPLES_ZH = ("天", "工作日", "周", "周四", "月", "月25日", "月最后一天", "月第四个星期三", "季度", "半年", "年")


def _unknown(text: str) -> UnknownRecurrence:
    plain = _plain(text)
    lang = "en" if plain.isascii() else "zh"
    near = next((spoken(found, lang) for guess in _guesses(plain) if (found := _recognise(guess))), "")
    stripped = text.strip()
    start = text.find(stripped)
    return UnknownRecurrence(text, start, start + len(stripped), near)


def _guesses(plain: str) -> Iterator[str]:
    """What the text may be a slip of, the likeliest first."""
    yield _MEANT.get(plain, "") or _MEANT.get(plain.removesuffix("s"), "")
    yield f"{plain} of the month"
    yield re.sub(r"^(?:5th|fifth)", "last", re.sub("第?(?:5|五)个", "最后一个", plain))
    yield re.sub(r"^[1-9]\d?(?:st|nd|rd|th)?(?: of)?(?= )", "last day of", plain)
    yield re.sub(r"\b[a-z]+", lambda word: did_you_mean(word[0], _WORDS) or word[0], plain)
    yield did_you_mean(plain, _EXAMPLES_ZH)
