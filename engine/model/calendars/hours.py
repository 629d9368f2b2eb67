"""Opening hours as they are written: `09:00-12:00`, a list of such windows, `closed`, `round-the-clock`."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from engine.diagnostics import did_you_mean
from engine.document import full_width
from engine.document.nodes import Scalar, Sequence

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.diagnostics import Report
    from engine.document.nodes import Node
    from engine.temporal.calendar import Hours, Window

CLOSED, ROUND_THE_CLOCK = "closed", "round-the-clock"
MIDNIGHT = 24 * 3600
"""24:00, the end of a day."""
ALL_DAY: Hours = ((0, MIDNIGHT),)

_MINUTE, _HOUR = 60, 3600
_ENDS = 2
_TIME = r"([0-9]{1,2}):([0-9]{2})"
_WINDOW = re.compile(rf"\s*{_TIME}\s*-\s*{_TIME}\s*")
_ALONE = re.compile(rf"\s*{_TIME}\s*")
_JOINED = re.compile(r"[,;、\s]+(?=[0-9])")
_LOOSE = re.compile(r"(?P<hour>[0-9]{1,2})(?:\s*[:.点时h]\s*(?P<minute>[0-9]{2})?分?)?")
_DASHES = re.compile(r"\s*(?:--|[–—−~～至到]|to)\s*")
_WORDS = {
    "休息": CLOSED, "休": CLOSED, "不上班": CLOSED, "关闭": CLOSED, "off": CLOSED, "none": CLOSED, "rest": CLOSED,
    "全天": ROUND_THE_CLOCK, "24小时": ROUND_THE_CLOCK, "24h": ROUND_THE_CLOCK, "always": ROUND_THE_CLOCK,
    "all day": ROUND_THE_CLOCK, "open": ROUND_THE_CLOCK,
}  # fmt: skip
"""What else people say for the two words."""


class _Written(NamedTuple):
    window: Window
    scalar: Scalar


def read_hours(node: Node | None, report: Report) -> Hours | None:
    """A day's openings, ascending and apart; None, and a report, where they can't be told."""
    match node:
        case Scalar(text=text) if text == CLOSED:
            return ()
        case Scalar(text=text) if text == ROUND_THE_CLOCK:
            return ALL_DAY
        case Scalar():
            return _together([node], report)
        case Sequence():
            return _together([item for item in node.items if isinstance(item, Scalar)], report)
        case _:
            return None


def hours_text(hours: Hours) -> str:
    """Hours as one line, as they are written: `09:00-12:00, 13:00-18:00`, `closed`."""
    if hours == ALL_DAY:
        return ROUND_THE_CLOCK
    return ", ".join(f"{_clock(opens)}-{_clock(closes)}" for opens, closes in hours) or CLOSED


def _clock(seconds: int) -> str:
    return f"{seconds // _HOUR:02}:{seconds % _HOUR // _MINUTE:02}"


def _together(scalars: Iterable[Scalar], report: Report) -> Hours | None:
    """The windows of a day; those that touch are one."""
    read = [(_window(scalar, report), scalar) for scalar in scalars]
    known = sorted(_Written(window, scalar) for window, scalar in read if window)
    if len(known) < len(read) or _overlapping(known, report):
        return None
    joined: list[Window] = []
    for opens, closes in (written.window for written in known):
        touching = bool(joined) and joined[-1][1] == opens
        joined.append((joined.pop()[0] if touching else opens, closes))
    return tuple(joined)


def _overlapping(known: list[_Written], report: Report) -> bool:
    doubled = [(one, other) for one, other in pairwise(known) if other.window[0] < one.window[1]]
    for one, other in doubled:
        report.add("GJ266", other.scalar.span, one=one.scalar.text, other=other.scalar.text)
    return bool(doubled)


def _window(scalar: Scalar, report: Report) -> Window | None:
    match = _WINDOW.fullmatch(scalar.text)
    if match is None:
        code = "GJ269" if _ALONE.fullmatch(scalar.text) else "GJ263"
        report.add(code, scalar.span, text=scalar.text, near=_meant(scalar.text))
        return None
    times = (f"{match[1]}:{match[2]}", f"{match[3]}:{match[4]}")
    wrong = next((time for time in times if not _is_time(time)), None)
    if wrong:
        report.add("GJ264", scalar.span, time=wrong)
        return None
    opens, closes = map(_seconds, times)
    if opens >= closes:
        report.add("GJ265", scalar.span, text=scalar.text, **_two_days(opens, closes))
        return None
    return opens, closes


def _two_days(opens: int, closes: int) -> dict[str, str]:
    """What a window that goes past midnight is on each of its days."""
    if not 0 < closes < opens < MIDNIGHT:
        return {}
    return {"late": f"{_clock(opens)}-24:00", "early": f"00:00-{_clock(closes)}"}


def _is_time(text: str) -> bool:
    """Whether a clock shows it; `24:00` is the end of the day."""
    return int(text.partition(":")[2]) < _HOUR // _MINUTE and _seconds(text) <= MIDNIGHT


def _seconds(time: str) -> int:
    hour, _, minute = time.partition(":")
    return int(hour) * _HOUR + int(minute) * _MINUTE


def _meant(text: str) -> str:
    """Hours that the text probably means, as they are written; empty where nobody can tell."""
    words = " ".join(full_width.narrow(text).lower().split())
    if known := _WORDS.get(words) or did_you_mean(words, (CLOSED, ROUND_THE_CLOCK)):
        return known
    windows = [_spelt(part) for part in _JOINED.split(_DASHES.sub("-", words))]
    if not all(windows):
        return ""
    return windows[0] if len(windows) == 1 else "[" + ", ".join(f'"{window}"' for window in windows) + "]"


def _spelt(window: str) -> str:
    """A window as it is written, of one with other marks: `9-18`, `9点-17点30`."""
    times = [_LOOSE.fullmatch(time.strip()) for time in window.split("-")]
    spelt = [f"{int(time['hour']):02}:{time['minute'] or '00'}" for time in times if time]
    return "-".join(spelt) if len(spelt) == len(times) == _ENDS and all(map(_is_time, spelt)) else ""
