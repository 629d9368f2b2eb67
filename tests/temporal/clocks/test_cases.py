"""Histories of a clock, and what it reads at several moments. For how they are written see `histories`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from engine.feel.spans import canonical_span, parse_span
from engine.temporal.clocks import read_clock, segments
from engine.temporal.clocks.reading import ClockRules
from engine.temporal.timetable import timetable_of
from tests.temporal.clocks.calendars import CALENDARS
from tests.temporal.clocks.histories import instant, marks_of, read_history, rung_point

if TYPE_CHECKING:
    import datetime as dt

    from engine.temporal.clocks.reading import ClockReading
    from engine.temporal.span import TimeSpan

HERE = Path(__file__).parent
CASES = [
    pytest.param(case, id=f"{path.stem}: {case['case']}")
    for path in sorted(HERE.glob("cases/*.yaml"))
    for case in yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - texts, nothing resolved
]


@pytest.mark.parametrize("case", CASES)
def test_readings(case: dict[str, Any]) -> None:
    """At every moment the clock reads what the case says; the history up to then is all that it knows."""
    calendar = CALENDARS.get(case.get("calendar", ""))
    zone = ZoneInfo(calendar.zone if calendar else "Asia/Shanghai")
    table = timetable_of(calendar) if calendar else None
    rungs = case.get("rungs", [])
    rules = ClockRules(
        reopens=case.get("reopens", "new cycle"),
        on_change=case.get("on_change", "keep"),
        rungs=tuple(map(rung_point, rungs)),
    )
    history = read_history(case["history"], zone)
    target = parse_span(case["target"]) if "target" in case else None
    for expected in case["readings"]:
        now = instant(expected["now"], zone)
        marks = marks_of(history, target, now)
        told = _told(read_clock(rules, marks, table, now, zone), rungs)
        if "segments" in expected:
            told["segments"] = [_segment(*found) for found in segments(rules, marks, table, now, zone)]
        assert {"now": expected["now"]} | {name: told[name] for name in expected if name != "now"} == expected


def _told(reading: ClockReading, rungs: list[str]) -> dict[str, Any]:
    """A reading in the words of the cases."""
    return {
        "state": reading.state,
        "due": _moment(reading.due),
        "elapsed": _span(reading.elapsed),
        "remaining": _span(reading.remaining),
        "target": _span(reading.target),
        "started": reading.started.id if reading.started else "",
        "stopped": reading.stopped.id if reading.stopped else "",
        "provisional": str(reading.provisional).lower(),
        "reached": [f"{rungs[rung.rung]} {_moment(rung.at)}" for rung in reading.reached],
        "told": [f"{rungs[rung.rung]} due {_moment(rung.due)}" for rung in reading.reached],
    }


def _moment(at: dt.datetime | None) -> str:
    return at.replace(tzinfo=None).isoformat(" ", "seconds").removesuffix(":00") if at else ""


def _span(span: TimeSpan | None) -> str:
    return canonical_span(span) if span else ""


def _segment(since: dt.datetime, until: dt.datetime, kind: str, name: str) -> str:
    return " ".join(filter(None, (_moment(since), _moment(until), kind, name)))
