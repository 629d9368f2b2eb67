"""Questions about time as people put them: `2 working days after 2026-02-13 17:30`, `2026-02-13 之后 2 个工作日`."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from engine.diagnostics import Diagnostic, GuijuError
from engine.document import full_width
from engine.feel.problem import SyntaxProblem
from engine.feel.spans import parse_span
from engine.temporal.span import TimeSpan

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

_DATE = r"[0-9]{4}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}日?"
_TIME = r"[0-9]{1,2}[:点时][0-9]{0,2}分?(?::[0-9]{2})?"
_ZONE = r"Z|[+-][0-9]{2}:?[0-9]{2}"
_MOMENT = rf"(?:{_DATE}(?:(?:T|\s*){_TIME}(?:{_ZONE})?)?|now|today|现在|此刻|今天)"
_AFTER = re.compile(rf"(?P<span>.+?)\s+(?P<way>after|before|from)\s+(?P<moment>{_MOMENT})", re.IGNORECASE)
_ZH_AFTER = re.compile(
    rf"(?P<moment>{_MOMENT})\s*(?:的\s*)?(?P<way>之后|以后|往后|后|起|之前|以前|往前|前)\s*(?:的\s*)?(?P<span>.+)",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    rf"(?:from\s+|从\s*)?(?P<since>{_MOMENT})\s*(?:to|until|till|and|至|到|\.\.)\s*(?P<until>{_MOMENT})", re.IGNORECASE
)
_PARTS = re.compile(
    r"(?P<year>[0-9]{4})[-/.年](?P<month>[0-9]{1,2})[-/.月](?P<day>[0-9]{1,2})日?"
    rf"(?:T|\s)*(?:(?P<hour>[0-9]{{1,2}})[:点时](?P<minute>[0-9]{{0,2}})分?(?::(?P<second>[0-9]{{2}}))?(?P<zone>{_ZONE})?)?",
    re.IGNORECASE,
)
_BACK = ("before", "之前", "以前", "往前", "前")
_CLOCK = ("year", "month", "day", "hour", "minute", "second")
_NOW = ("now", "现在", "此刻")


class QuestionProblem(GuijuError):
    """A question that can't be read: no question at all, a day that there isn't, a span that is none."""


class Question(NamedTuple):
    """From `start` a span (negative: back from it), or up to `end`; one of the two is None."""

    start: dt.datetime
    span: TimeSpan | None
    end: dt.datetime | None


def read_question(text: str, zone: ZoneInfo, now: dt.datetime) -> Question | None:
    """The question that a text puts; None where it puts none. Raises `QuestionProblem`.

    `zone`: of instants without an offset. `now`: what `now` and `today` are.
    """
    words = " ".join(full_width.narrow(text).split())
    if match := _AFTER.fullmatch(words) or _ZH_AFTER.fullmatch(words):
        span = _span(match["span"])
        back = match["way"].lower() in _BACK
        return Question(_moment(match["moment"], zone, now), _reverse(span) if back else span, None)
    if match := _BETWEEN.fullmatch(words):
        return Question(_moment(match["since"], zone, now), None, _moment(match["until"], zone, now))
    return None


def _span(text: str) -> TimeSpan:
    try:
        span = parse_span(text)
    except SyntaxProblem as problem:
        raise QuestionProblem([Diagnostic(problem.code, None, tuple(problem.args.items()))]) from None
    return span


def _reverse(span: TimeSpan) -> TimeSpan:
    return TimeSpan(span.unit, span.amount * Decimal(-1))


def _moment(text: str, zone: ZoneInfo, now: dt.datetime) -> dt.datetime:
    match = _PARTS.fullmatch(text)
    if match is None:
        local = now.astimezone(zone)
        return local if text.lower() in _NOW else dt.datetime.combine(local.date(), dt.time(), zone)
    year, month, day, hour, minute, second = (int(match[name] or 0) for name in _CLOCK)
    try:
        clock = dt.datetime(year, month, day, hour, minute, second, tzinfo=zone)
    except ValueError:
        raise QuestionProblem([Diagnostic("GJ762", None, (("text", text),))]) from None
    offset = match["zone"]
    return clock.replace(tzinfo=dt.datetime.strptime(offset, "%z").tzinfo) if offset else clock
