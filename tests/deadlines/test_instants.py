"""Read as of the very instant at which something happens, is reached or expires: nothing is told early or late."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.deadlines.world import HANDLING, VISITS, short, world_in

if TYPE_CHECKING:
    from pathlib import Path

DATED = HANDLING.replace(
    "clocks:", "params:\n  limit: {title: Limit, type: span, value: {2026-01-01: 8h, 2026-03-03: 4h}}\nclocks:"
).replace('if level = "high" then 2h else 4h', "limit\n    on_change: restart")
FEWER = """\
policy: fewer
title: Fewer
ladders:
  failures:
    title: Failures
    counts: work.failed
    window: 5h
    rungs: [{at: 9, then: [{do: notice, to: foreman}]}]
clocks:
  answer:
    title: Answer
    starts: case.opened
    stops: case.closed
    within: if failures.count >= 2 then 8h else 4h
    escalate: [{at: due, then: [{do: notice, to: manager}]}]
"""


def test_what_is_reached_at_an_instant_has_no_clock_read_after_it(tmp_path: Path) -> None:
    """The strike is reached at eleven, half of the clock's time is over just after."""
    with world_in(tmp_path) as service:
        service.happened("e1", "case.opened", "03-02 09:00")
        service.happened("e2", "work.failed", "03-02 11:00")
        assert short(service.at("03-02 11:00")) == ["reached failures.1 03-02 11:00"]
        service.happened("e3", "case.graded", "03-02 10:00", level="low")
        assert service.at("03-02 11:00") == []
        service.happened("e4", "case.closed", "03-02 11:00")
        assert service.at("03-02 12:00") == []


def test_what_is_missed_is_told_at_the_midnight_that_ends_its_last_day(tmp_path: Path) -> None:
    with world_in(tmp_path, {"visits": VISITS}) as service:
        service.happened("e1", "case.opened", "03-02 09:00")
        assert service.at("03-04 23:59") == []
        assert short(service.at("03-05 00:00")) == ["missed visit.missed 03-05 00:00"]


def test_rules_hold_from_their_first_midnight_on(tmp_path: Path) -> None:
    with world_in(tmp_path, {"handling": DATED}) as service:
        service.happened("e1", "case.opened", "03-02 23:00")
        dues = []
        for now in ("03-02 23:30", "03-03 00:00"):
            service.at(now)
            ((*_, reading),) = service.projection()["clocks"]
            dues.append('"due": "2026-03-03T04:00:00+08:00"' in reading)
        assert dues == [False, True]


def test_a_limit_that_hangs_on_a_count_changes_when_a_strike_expires(tmp_path: Path) -> None:
    """At one the strikes are five hours old: with none the time is four hours, which are over."""
    with world_in(tmp_path, {"fewer": FEWER}) as service:
        service.happened("e1", "work.failed", "03-02 08:00")
        service.happened("e2", "work.failed", "03-02 08:00")
        service.happened("e3", "case.opened", "03-02 09:00")
        assert service.at("03-02 12:59") == []
        assert short(service.at("03-02 13:01")) == [
            "breached answer.breach 03-02 13:00",
            "escalated answer.due 03-02 13:00",
        ]
