"""Files of events, and of cases with a column per event: which facts a case has, what is wrong with it."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.columnar.timed.generated import CALENDAR, FIRST
from tests.columnar.timed.side_by_side import Case, all_at_once, one_by_one, read_parquet, write_csv
from tests.timed.building import policy

if TYPE_CHECKING:
    from pathlib import Path

    from engine.backends.columnar import TimedSummary

GRADING = """
    facts: {tier: {type: number, range: 0..9, scale: 0}, extra: {type: span, default: 1h}}
    derived: {quick: {is: tier > 5}}
    clocks: {grading: {starts: case.opened where quick, stops: case.graded, within: if tier > 2 then 3h else null}}
    ladders: {repeats: {counts: work.failed, per: project, window: consecutive months of event.month, rungs: [
      {at: 2, then: [{do: notice, to: manager}]}]}}
    rules: [{id: noted, when: tier > 8, then: [{do: notice, to: manager}]}]
"""
NOW = FIRST + dt.timedelta(days=2)
OPENED = {"case": "1", "id": "e1", "type": "case.opened", "at": "2026-04-28T09:00:00+08:00", "tier": "7"}
FAILED = {"id": "e2", "type": "work.failed", "project": "a", "month": "2026-04"}

FAULTS: dict[str, tuple[dict[str, str], str, str]] = {
    "no instant": ({"at": "yesterday"}, "GJ545", "at"),
    "no case": ({"case": ""}, "GJ545", "case"),
    "a misspelt type": ({"type": "case.openned"}, "GJ546", "case.openned"),
    "two events of one id": ({"id": "e1", "type": "case.closed"}, "GJ547", "e1"),
    "two values of a fact": ({"tier": "8"}, "GJ548", "tier"),
    "before the clocks settled": ({"at": "1988-07-01T09:00:00+08:00"}, "GJ553", "at"),
    "no project": (FAILED | {"project": ""}, "GJ545", "project"),
    "no truth": (FAILED | {"severe": "perhaps"}, "GJ545", "severe"),
    "no month": (FAILED | {"month": "2026-13"}, "GJ555", "repeats"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_case_with_a_fault_is_refused_and_the_others_are_read(fault: str, tmp_path: Path) -> None:
    change, code, about = FAULTS[fault]
    sound = OPENED | {"case": "2"}
    found = run([OPENED, OPENED | {"id": "e2"} | change, sound], tmp_path)
    assert [(problem.code, problem.about) for problem in found.problems] == [(code, about)]
    assert found.errors
    assert found.refused == 1
    assert ("grading", "breached", 2 if change.get("case") == "" else 1) in found.clocks
    assert "GJ" in found.text("zh")


def test_what_a_case_lacks_is_its_fault(tmp_path: Path) -> None:
    found = run([OPENED | {"tier": "12"}, OPENED | {"case": "2", "tier": ""}, OPENED | {"case": "3"}], tmp_path)
    told = [(problem.case, problem.code, problem.about) for problem in found.problems]
    assert told == [("1", "GJ545", "tier"), ("2", "GJ545", "tier")]


def test_an_event_told_twice_counts_once_and_later_ones_not_yet(tmp_path: Path) -> None:
    failed = OPENED | FAILED
    later = {"id": "e3", "month": "2026-05"}
    rows = [failed, failed, failed | later | {"at": "2026-05-02T09:00:00+08:00"}]
    run(rows, tmp_path)
    read = read_parquet(tmp_path / "read.parquet")
    assert [(row["key"], row["count"]) for row in read if row["kind"] == "ladder"] == [(["a"], 1)]


def test_what_is_not_decided_is_said(tmp_path: Path) -> None:
    found = run([OPENED], tmp_path)
    assert json.loads(json.dumps(found.to_dict()))["left_out"] == ["noted"]
    assert "noted" in found.text("en")


def run(rows: list[dict[str, str]], folder: Path) -> TimedSummary:
    write_csv(folder / "events.csv", rows)
    found: TimedSummary = policy(GRADING).run(folder / "events.csv", folder / "read.parquet", now=NOW)
    return found


def test_facts_choose_targets_and_conditions() -> None:
    events = [{name: OPENED[name] for name in ("id", "type", "at")}]
    cases = {tier: Case(events, tier=tier) for tier in ("0", "2", "3", "5", "6", "9")}
    assert all_at_once(policy(GRADING), cases, NOW) == one_by_one(policy(GRADING), cases, NOW)


def test_a_row_may_be_a_case_with_a_column_per_event(tmp_path: Path) -> None:
    rows = [
        {
            "case": "1",
            "tier": "7",
            "case.opened": "2026-04-28T08:00:00+08:00",
            "case.graded": "2026-04-28T09:00:00+08:00",
        },
        {"case": "2", "tier": "7", "case.opened": "2026-04-28T01:00:00+08:00", "case.graded": ""},
        {"case": "3", "tier": "7", "case.opened": "", "case.graded": ""},
        {"case": "4", "tier": "7", "case.opened": "soon", "case.graded": ""},
    ]
    write_cases(tmp_path / "cases.csv", rows)
    found = policy(GRADING).run(tmp_path / "cases.csv", now="2026-04-28T09:00:00+08:00")
    assert found.to_dict()["clocks"] == {"grading": {"breached": 1, "met": 1, "not-started": 1}}
    assert [(problem.case, problem.about) for problem in found.problems] == [("4", "case.opened")]


def write_cases(path: Path, rows: list[dict[str, Any]]) -> None:
    names = list(rows[0])
    lines = [",".join(names), *(",".join(row[name] for name in names) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


NO_TIME = """
    facts: {hours: {type: number, range: 0..9, scale: 0}}
    params: {most: {type: span, value: 2h}}
    clocks: {grading: {starts: case.opened, stops: case.graded, within: most - (if hours = 0 then most else 1h)}}
"""


def test_a_case_without_any_time_is_refused_by_both() -> None:
    events = [{name: OPENED[name] for name in ("id", "type", "at")}]
    cases = {
        "0": Case(events, hours="0"),
        "1": Case(events, hours="1"),
        "2": Case([events[0] | {"type": "case.closed"}], hours="0"),
    }
    assert all_at_once(policy(NO_TIME), cases, NOW) == one_by_one(policy(NO_TIME), cases, NOW)


DATED = """
    facts: {}
    params: {long: {type: span, value: {2026-01-01: 6 working hours, 2026-05-07: 2 working days}}}
    effective: {from: 2026-04-28}
    clocks:
      grading:
        starts: case.opened
        stops: case.closed
        within: long
        pauses: [case.waiting until case.resumed]
        reopens: {event: case.reopened, as: AS}
"""


@pytest.mark.parametrize("reopens", ["new cycle", "pause"])
def test_cycles_go_by_the_rules_of_their_start(reopens: str) -> None:
    found = policy(DATED.replace("AS", reopens), CALENDAR)
    cases = {f"c{number}": Case(list(_life(number))) for number in range(120)}
    now = FIRST + dt.timedelta(days=16)
    assert all_at_once(found, cases, now) == one_by_one(found, cases, now)


def _life(number: int) -> Any:
    kinds = (
        "case.opened",
        "case.closed",
        "case.reopened",
        "case.waiting",
        "case.resumed",
        "case.opened",
        "case.closed",
    )
    for place, kind in enumerate(kinds):
        at = FIRST + dt.timedelta(hours=(number * (7 + 5 * place) + place * 31) % (24 * 15))
        yield {"id": f"e{place}", "type": kind, "at": at.isoformat()}


def test_a_clock_that_carries_over_is_refused_where_its_target_changed() -> None:
    changed = DATED.replace("within: long", "within: long\n        on_change: restart").replace("AS", "pause")
    with pytest.raises(Exception, match="GJ544"):
        policy(changed, CALENDAR).timed_sql(FIRST + dt.timedelta(days=16))
