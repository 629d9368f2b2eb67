"""Policies with a clock and a ladder of every make, and histories for them: few instants, so that ties are common."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from tests.columnar.timed.side_by_side import Case
from tests.timed.building import ORDINARY
from tests.timed.building import policy as built

if TYPE_CHECKING:
    from engine import Policy

ZONE = ZoneInfo("Asia/Shanghai")
FIRST = dt.datetime(2026, 4, 27, 8, tzinfo=ZONE)
CALENDAR = f"""{ORDINARY}valid_through: 2026-05-12
holidays: {{2026-05-01..2026-05-05: Labour Day}}
workdays: {{2026-05-09: Labour Day}}
"""
"""Lunch, a weekend, five days of holiday and the Saturday that makes up for one."""

TARGETS = (
    "5h",
    "6 working hours",
    "2 working days",
    "3 calendar days",
    "1 month",
    "if vip then 4 working hours else 2 working days",
    'if tier = "high" then slow else if tier = "low" then 3h else null',
)
SHARES = ("50%", "80%", "due", "150%")
HOURS = ("-1h", "+2h", "-2 working hours", "+3 working hours")
DAYS = ("-1 working day", "+1 working day", "-1 calendar day", "+2 calendar days", "+1 month")
PAUSES = ("case.waiting until case.resumed", "visit.done until work.failed where event.severe")
STARTS = ("case.opened", "work.failed where event.severe and event.date != skipped", "[work.failed, case.opened]")
STOPS = ("[work.ended, work.failed where event.severe]", "[case.closed, work.ended]", "[case.closed, work.failed]")
"""Some stop what they start: they end a cycle, and begin the next."""
REOPENS = ("", "reopens: {event: case.reopened, as: new cycle}", "reopens: {event: case.reopened, as: pause}")
WINDOWS = (
    "all",
    "3 calendar days",
    "30h",
    "1 month",
    "since case.opened",
    "case.opened until case.closed",
    "consecutive months of event.month",
    "consecutive days of event.date",
)
LADDER = ("removes: work.appealed", "resets: work.ended", "excuses: [case.waiting until case.resumed]")
STRIKES = ("work.failed", "work.failed where event.severe", "[work.failed, visit.done]")
HEADER = """
facts:
  vip: {type: boolean, default: false}
  tier: {type: enum, values: {high: High, low: Low}, optional: true}
  skipped: {type: date, optional: true}
params:
  slow: {type: span, value: 2 calendar days}
"""


def _chosen(choices: tuple[str, ...]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(choices), unique=True, max_size=3)


@st.composite
def clocks(draw: st.DrawFn) -> str:
    """A clock as YAML. Whatever turns a project's names the project; a pause may be everybody's."""
    per = draw(st.booleans())
    rungs = draw(_chosen((*SHARES, *HOURS, *DAYS)))
    pauses = draw(_chosen(PAUSES[1:] if per else PAUSES))
    lines = [
        f"starts: {STARTS[1] if per else draw(st.sampled_from(STARTS))}",
        f"stops: {STOPS[0] if per else draw(st.sampled_from(STOPS[1:]))}",
        "per: project" if per else draw(st.sampled_from(("", "cancels: case.dropped"))),
        f"within: '{draw(st.sampled_from(TARGETS))}'",
        f"pauses: [{', '.join(pauses)}]" if pauses else "",
        "" if per else draw(st.sampled_from(REOPENS)),
        "escalate:" if rungs else "",
        *(f"  - {{at: {at}, then: [{{do: notice, to: manager}}]}}" for at in rungs),
    ]
    return "clocks:\n  clock:\n" + "".join(f"    {line}\n" for line in lines if line)


@st.composite
def ladders(draw: st.DrawFn) -> str:
    """A ladder as YAML."""
    per = draw(st.booleans())
    window = draw(st.sampled_from([each for each in WINDOWS if not (per and "case." in each)]))
    strikes = draw(st.sampled_from(STRIKES[:2] if "month" in window else STRIKES))
    thresholds = draw(st.sampled_from((["at: 1"], ["from: 1"], ["at: 1", "at: 2", "from: 3"], ["at: 2", "from: 3"])))
    more = draw(_chosen(LADDER[:2] if per else LADDER))
    lines = [
        f"counts: {strikes}",
        f"window: {window}",
        "per: project" if per else "",
        *more,
        "rungs:",
        *(f"  - {{{one}, then: [{{do: notice, to: manager}}]}}" for one in [*thresholds, *_below(window)]),
    ]
    return "ladders:\n  ladder:\n" + "".join(f"    {line}\n" for line in lines if line)


def _below(window: str) -> list[str]:
    return ["below: 2"] if "until" in window else []


@cache
def policy(sections: str) -> Policy:
    return built(f"{HEADER}{sections}", CALENDAR)


INSTANTS = st.builds(
    lambda hours, halves: FIRST + dt.timedelta(hours=hours, minutes=halves * 30),
    st.integers(0, 24 * 18),
    st.integers(0, 1),
)
OF_CASES = ("case.opened", "case.closed", "case.waiting", "case.resumed", "case.reopened", "case.dropped")
OF_WORKS = ("work.failed", "work.failed", "work.failed", "work.appealed", "work.ended", "visit.done")


@st.composite
def _events(draw: st.DrawFn) -> list[dict[str, Any]]:
    found = draw(st.lists(st.tuples(st.sampled_from((*OF_CASES, *OF_WORKS)), INSTANTS), min_size=1, max_size=10))
    return [draw(_event(f"e{number}", kind, at)) for number, (kind, at) in enumerate(found)]


@st.composite
def _event(draw: st.DrawFn, name: str, kind: str, at: dt.datetime) -> dict[str, Any]:
    event: dict[str, Any] = {"id": name, "type": kind, "at": at.isoformat()}
    match kind:
        case "work.appealed":
            return event | {"of": draw(st.sampled_from([f"e{number}" for number in range(10)]))}
        case "work.failed":
            severe, month = draw(st.booleans()), draw(st.sampled_from(["2026-03", "2026-04", "2026-05", "2026-06"]))
            return event | {"project": draw(_PROJECTS), "severe": severe, "month": month}
        case "work.ended" | "visit.done":
            return event | {"project": draw(_PROJECTS)}
        case _:
            return event


_PROJECTS = st.sampled_from(["a", "b"])
CASES = st.builds(
    lambda events, vip, tier, skipped: Case(
        events,
        **{name: value for name, value in (("vip", vip), ("tier", tier), ("skipped", skipped)) if value is not None},
    ),
    _events(),
    st.booleans() | st.none(),
    st.sampled_from(["high", "low", None]),
    st.sampled_from(["2026-04-28", "2026-05-06", None]),
)
"""Cases of all kinds."""
