"""What two versions of the shipped policies say differently in time, and what that comes to on a calendar."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from engine import Library
from engine.backends.proof.timed import WHOLE, timed_differences
from engine.backends.scalar.evaluator import evaluator

if TYPE_CHECKING:
    from engine.ir.differences import TimedDifference

POLICIES = Path("policies")
DAY = dt.date(2026, 11, 22)
"""A Sunday."""


@pytest.fixture
def differences(tmp_path: Path) -> Differences:
    shutil.copytree(POLICIES, tmp_path / "lib", ignore=shutil.ignore_patterns("*.cases.yaml", ".*", "branches"))
    (tmp_path / "lib" / "guardrails.yaml").unlink(missing_ok=True)
    return Differences(tmp_path / "lib")


class Differences:
    """The shipped library as the baseline, and a copy of which one text is changed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, policy: str, old: str, new: str) -> tuple[TimedDifference, ...]:
        path = self.folder / "base" / f"{policy}.yaml"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")
        libraries = (Library.load(POLICIES), Library.load(self.folder))
        programs = [library.branch("base").policy(policy).timeline.at(DAY) for library in libraries]
        return timed_differences(programs, evaluator, DAY)


def at(day: int, hour: int, month: int = 11) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, tzinfo=dt.timezone(dt.timedelta(hours=8)))


def test_a_longer_target_ends_later(differences: Differences) -> None:
    (found,) = differences("complaint-handling", "value: 48h", "value: 72h")
    before, after = found.sides
    assert (found.item, found.kind, found.point, found.example) == ("onsite", "clock", "within", at(27, 17))
    assert before
    assert after
    assert (before.text, before.due, before.direction) == ("48h", at(29, 17), "same")
    assert (after.text, after.due, after.direction) == ("72h", at(30, 17), "milder")


def test_what_is_written_otherwise_and_worth_the_same_is_no_difference(differences: Differences) -> None:
    assert differences("complaint-handling", "value: 48h", "value: 2880 minutes") == ()


def test_a_day_and_24_hours_are_two_things(differences: Differences) -> None:
    (found,) = differences("complaint-handling", "value: 48h", "value: 2 calendar days")
    assert [side and side.due for side in found.sides] == [at(29, 17), at(30, 0)]
    assert [side and side.direction for side in found.sides] == ["same", "milder"]


def test_a_target_with_a_condition_is_compared_case_by_case(differences: Differences) -> None:
    old = "value: 24h\n    stricter: lower\n    cites: FUR-03"
    (found,) = differences("service-response", old, old.replace("24h", "12h"))
    assert found.point == "within if in_warranty"
    assert [side and side.direction for side in found.sides] == ["same", "stricter"]


def test_another_calendar_is_told_by_what_it_does_to_the_target(differences: Differences) -> None:
    found = differences("contract-cancellation", "value: office", "value: china")
    assert {(each.item, each.point) for each in found} == {("responsibility", "calendar"), ("notice", "calendar")}
    assert [side and side.due for side in found[0].sides] == [at(2, 18, 12), at(3, 0, 12)]


def test_a_rung_at_another_count_is_told_as_moved(differences: Differences) -> None:
    (found,) = differences("pre-acceptance", "from: 3", "from: 4")
    before, after = found.sides
    assert before
    assert after
    assert (found.point, after.direction) == ("from 3", "milder")
    assert after.text == f"from 4: {before.text}"


def test_what_a_rung_brings_is_compared_by_value(differences: Differences) -> None:
    (found,) = differences("pre-acceptance", "value: 500 CNY", "value: 800 CNY")
    assert found.point == "from 3"
    assert ["500 CNY" in (side.text if side else "") for side in found.sides] == [True, False]
    assert [side and side.direction for side in found.sides] == ["same", "stricter"]


def test_a_higher_least_number_is_stricter(differences: Differences) -> None:
    (found,) = differences("callbacks-while-building", "value: 4", "value: 5")
    assert [side and side.direction for side in found.sides] == ["same", "stricter"]
    assert found.point == "below"


def test_offsets_differ_by_the_first_date_that_only_one_has(differences: Differences) -> None:
    (found,) = differences("callbacks-after-completion", "6 months, 12 months]", "6 months]")
    assert found.point == "at"
    assert [side and side.due and side.due.date() for side in found.sides] == [dt.date(2027, 11, 22), None]


def test_a_recurrence_on_another_day(differences: Differences) -> None:
    (found,) = differences("reports", "every: Tuesday", "every: Monday")
    assert found.point == "every"
    assert [side and side.due and side.due.date() for side in found.sides] == [
        dt.date(2026, 11, 24),
        dt.date(2026, 11, 23),
    ]


def test_a_step_that_one_side_has_not_is_one_difference(differences: Differences) -> None:
    text = (POLICIES / "base" / "crew-response.yaml").read_text(encoding="utf-8")
    (found,) = differences("crew-response", text[text.index("  afterwards:") :], "")
    assert (found.item, found.kind, found.point) == ("afterwards", "schedule", WHOLE)
    assert [side is not None for side in found.sides] == [True, False]


def test_a_side_without_the_policy_says_nothing() -> None:
    program = Library.load(POLICIES).branch("base").policy("complaint-handling").timeline.at(DAY)
    assert timed_differences([program, None, program], evaluator, DAY) == ()
