"""Rules that change under an open clock: applied as the policy says, and told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.service.deadlines.sweeper import PASSED_OVER
from tests.deadlines.world import FAILING, HANDLING, POLICIES, VOCABULARY, short, world_in

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

OTHER_HAPPENED = "  other.happened: {title: Other, data: {}}\n"
SHORTER = HANDLING.replace("else 4h", "else 3h")
DATED = HANDLING.replace(
    "clocks:", "params:\n  limit: {title: Limit, type: span, value: {2026-01-01: 4h, 2026-03-03: 1h}}\nclocks:"
).replace('if level = "high" then 2h else 4h', "limit")


def test_another_library_is_told_once_for_each_open_clock(tmp_path: Path) -> None:
    with world_in(tmp_path) as service:
        service.happened("e1", "case.opened", "03-02 09:00")
        service.happened("e2", "case.opened", "03-02 09:00", case="closed")
        service.happened("e3", "case.closed", "03-02 09:30", case="closed")
        service.at("03-02 09:45")
        service.serve(POLICIES | {"handling": SHORTER})
        (changed,) = service.at("03-02 10:00")
        assert changed["type"] == "guiju.clock.changed"
        data = changed["data"]
        assert (data["timer"], data["title"]["en"]) == ("answer", "Answer")
        assert (data["old"]["due"], data["new"]["due"]) == ("2026-03-02T13:00:00+08:00", "2026-03-02T12:00:00+08:00")
        assert data["old"]["revision"] != data["new"]["revision"] == data["revision"]
        assert service.at("03-02 10:00") == []
        assert short(service.at("03-02 10:31")) == ["warning answer.50% 03-02 10:30"]


def test_who_is_passed_over_settles_nothing_and_says_so_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with world_in(tmp_path) as service:
        service.happened("e1", "case.opened", "03-02 09:00")
        before = service.served
        service.serve(POLICIES | {"handling": SHORTER})
        service.served = before
        for _ in range(2 * PASSED_OVER):
            assert service.at("03-02 12:00") == []
        assert [record.message for record in caplog.records] == [
            f"sweep: another library is in force, not {before.bundle}: nothing is settled here"
        ]


def test_what_the_new_rules_do_not_reach_is_withdrawn(tmp_path: Path) -> None:
    with world_in(tmp_path, {"handling": SHORTER}) as service:
        service.happened("e1", "case.opened", "03-02 09:00")
        service.at("03-02 12:30")
        service.serve({"handling": HANDLING})
        assert short(service.at("03-02 12:31")) == [
            "changed answer",
            "withdrawn answer.breach 03-02 12:00",
            "withdrawn answer.due 03-02 12:00",
        ]


def test_a_library_that_says_the_same_is_not_told(tmp_path: Path) -> None:
    with world_in(tmp_path) as service:
        service.happened("e1", "case.opened", "03-02 09:00")
        service.at("03-02 11:30")
        service.serve(POLICIES | {"handling": HANDLING.replace("答复", "回复")})
        assert service.at("03-02 12:00") == []
        assert short(service.at("03-02 14:00")) == [
            "breached answer.breach 03-02 13:00",
            "escalated answer.due 03-02 13:00",
        ]


def test_what_nobody_asks_about_any_more_stays_as_it_was_told(tmp_path: Path) -> None:
    """A policy that is given up withdraws nothing: nobody says that it wasn't so. Its open clock is told."""
    with world_in(tmp_path, {"handling": HANDLING, "failing": FAILING}) as service:
        service.happened("e1", "case.opened", "03-02 09:00")
        service.at("03-02 14:00")
        service.serve({"failing": FAILING})
        (changed,) = service.at("03-02 14:30")
        assert (changed["type"], changed["data"]["new"]) == ("guiju.clock.changed", None)
        assert len(service.standing()) == 3


def test_a_running_clock_keeps_the_rules_of_its_start(tmp_path: Path) -> None:
    with world_in(tmp_path, {"handling": DATED}) as service:
        service.happened("e1", "case.opened", "03-02 23:00")
        assert service.at("03-02 23:30") == []
        assert service.at("03-03 00:30") == []
        assert short(service.at("03-03 01:30")) == ["warning answer.50% 03-03 01:00"]
        service.happened("e2", "case.opened", "03-03 02:00", case="later")
        assert short(service.at("03-03 02:45")) == ["warning answer.50% 03-03 02:30"]


def test_rungs_that_were_told_before_the_rules_changed_stay(tmp_path: Path) -> None:
    """A rung that the rules of the new year haven't got is no less reached; strikes are judged by their own time."""
    harder = FAILING.replace("- {from: 2,", "- {from: limit,").replace(
        "ladders:", "params:\n  limit: {title: L, type: number, value: {2026-01-01: 2, 2026-03-03: 3}}\nladders:"
    )
    with world_in(tmp_path, {"failing": harder}) as service:
        service.happened("f1", "work.failed", "03-02 09:00")
        service.happened("f2", "work.failed", "03-02 10:00")
        assert len(service.at("03-02 11:00")) == 2
        assert service.at("03-04 09:00") == []
        service.happened("f3", "work.failed", "03-04 10:00")
        (third,) = service.at("03-04 11:00")
        assert third["data"]["cycle"] == "f3"


def test_what_the_words_no_longer_have_holds_up_no_case(tmp_path: Path) -> None:
    """An event whose type is gone, and data that are: both were recorded, no policy reads them."""
    fewer = VOCABULARY.replace(OTHER_HAPPENED, "").replace("{part: string, level", "{level")
    assert len(fewer) < len(VOCABULARY) - len(OTHER_HAPPENED)
    with world_in(tmp_path) as service:
        service.happened("e1", "case.opened", "03-02 09:00", part="roof")
        service.happened("e2", "other.happened", "03-02 09:30")
        service.at("03-02 10:00")
        service.serve(POLICIES, fewer)
        assert short(service.at("03-02 11:01")) == ["warning answer.50% 03-02 11:00"]
        (case,) = service.projection()["cases"]
        assert case[-1] == "{}"
