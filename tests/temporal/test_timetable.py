"""What is kept of a calendar, and what a day in it is."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from engine.temporal.arithmetic import add
from engine.temporal.calendar import Calendar, round_the_clock
from engine.temporal.civil import midnight
from engine.temporal.span import TimeSpan, Unit
from engine.temporal.timetable import Day, day_of, timetable_of
from engine.temporal.uneven import by_the_clock, uneven_days
from tests.temporal.office import HOUR, HOURS, OFFICE, TABLE, at, span

MICRO = 1_000_000


def test_a_calendar_asked_again_has_the_same_timetable() -> None:
    table = timetable_of(OFFICE)
    assert timetable_of(replace(OFFICE)) is table
    assert timetable_of(replace(OFFICE, zone="Asia/Tokyo")) is not table


def test_many_calendars_are_not_mixed_up() -> None:
    zones = [replace(OFFICE, id=str(number), weekly=(((0, number),),) * 7) for number in range(600)]
    assert [timetable_of(calendar).calendar for calendar in zones] == zones
    assert timetable_of(Calendar("0", "UTC", ((),) * 7)).calendar.zone == "UTC"


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-03-04", Day("open", HOURS, "", provisional=False)),
        ("2026-03-07", Day("rest-day", (), "", provisional=False)),
        ("2026-02-16", Day("holiday", (), "春节", provisional=False)),
        ("2026-02-14", Day("workday", HOURS, "春节调休", provisional=False)),
        ("2026-03-03", Day("override", ((9 * HOUR, 11 * HOUR),), "盘点", provisional=False)),
        ("2026-12-31", Day("open", HOURS, "", provisional=False)),
        ("2027-01-01", Day("open", HOURS, "", provisional=True)),
    ],
)
def test_what_a_day_is(day: str, expected: Day) -> None:
    assert day_of(TABLE, dt.date.fromisoformat(day)) == expected


class TestUnevenDays:
    """Days with a change of clocks, which zones have made at every hour and more than once in a month."""

    @pytest.mark.parametrize(
        ("zone", "year", "days"),
        [
            ("Asia/Shanghai", 2026, []),
            ("Europe/Berlin", 2026, ["2026-03-29", "2026-10-25"]),
            ("America/Recife", 2000, ["2000-02-26", "2000-10-08", "2000-10-14"]),
            ("Pacific/Apia", 2011, ["2011-04-02", "2011-09-24", "2011-12-30"]),
            ("UTC", 9999, []),
        ],
    )
    def test_which_they_are(self, zone: str, year: int, days: list[str]) -> None:
        assert sorted(uneven_days(ZoneInfo(zone), year)) == [dt.date.fromisoformat(day).toordinal() for day in days]

    @pytest.mark.parametrize(
        ("zone", "day", "window", "expected"),
        [
            ("Europe/Berlin", "2026-03-29", (1, 4), [(1, 3)]),
            ("Europe/Berlin", "2026-03-29", (2, 3), []),
            ("Europe/Berlin", "2026-10-25", (1, 4), [(1, 5)]),
            ("Europe/Berlin", "2026-10-25", (2, 3), [(2, 4)]),
            ("Europe/Berlin", "2026-10-25", (1, 2.5), [(1, 2.5), (3, 3.5)]),
            ("America/Sao_Paulo", "2015-10-18", (0, 9), [(0, 8)]),
            ("America/Havana", "2026-11-01", (0, 1), [(0, 2)]),
            ("Pacific/Apia", "2011-12-30", (0, 24), []),
        ],
    )
    def test_open_is_while_the_clock_shows_an_hour_of_opening(
        self, zone: str, day: str, window: tuple[float, float], expected: list[tuple[float, float]]
    ) -> None:
        hours = tuple((int(opens * HOUR * MICRO), int(closes * HOUR * MICRO)) for opens, closes in [window])
        found = by_the_clock(dt.date.fromisoformat(day).toordinal(), hours, ZoneInfo(zone))
        assert [(opens / HOUR / MICRO, closes / HOUR / MICRO) for opens, closes in found] == expected

    def test_a_day_begins_with_what_comes_instead_of_midnight(self) -> None:
        zone = ZoneInfo("America/Sao_Paulo")
        begins = midnight(dt.date(2015, 10, 18).toordinal(), zone).astimezone(zone)
        assert begins.isoformat() == "2015-10-18T01:00:00-02:00"

    def test_a_day_ends_where_the_next_has_no_midnight(self) -> None:
        table = timetable_of(round_the_clock("America/Sao_Paulo"))
        start = dt.datetime(2015, 10, 17, 12, tzinfo=table.zone)
        for length in (span(1, "days"), span(12, "hours"), TimeSpan(Unit.WORKING_SECONDS, span(12, "hours").amount)):
            ends = add(table, start - dt.timedelta(days=length.unit is Unit.DAYS), length).at
            assert ends.isoformat() == "2015-10-18T01:00:00-02:00"


def test_the_years_far_away_cost_no_more_than_looking_at_their_midnights() -> None:
    assert add(TABLE, at("2026-03-04 10:00"), span(10**7, "working hours")).at.year > 6000


def test_arithmetic_needs_the_standard_library_only() -> None:
    loaded = "import sys, engine.temporal.arithmetic, engine.temporal.stretches; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert not {"pendulum", "dateutil", "yaml", "engine.feel", "engine.document"} & set(done.stdout.split())
