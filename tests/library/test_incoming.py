"""Events and facts checked by themselves: what is let in, every policy that reads it can use."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import FactError, Library

LIBRARY = Path("tests/faults/policies")
BASE = Library.load(LIBRARY).branch("base")
AT = "2026-03-02T09:00:00+08:00"
KINDS = ("complaint.opened", "complaint.solved", "work.failed", "work.appealed", "work.done", "callback.done")
VALUES = st.none() | st.sampled_from(["high", "c1", "e", "", "x", 5, -1, 1.25, "12.50", True]) | st.lists(st.just(1))
DATA = st.dictionaries(st.sampled_from(["level", "crew", "cost", "of", "by", "note"]), VALUES, max_size=3)


def event(kind: str, **data: Any) -> dict[str, Any]:
    return {"id": "e", "type": kind, "at": AT, **data}


def found(raw: dict[str, Any]) -> list[tuple[str, str | None]]:
    return [(each.code, each.pointer) for each in BASE.check_event(raw)]


@given(st.sampled_from(KINDS), DATA)
def test_an_event_is_let_in_if_every_policy_can_read_it(kind: str, data: dict[str, Any]) -> None:
    """The policies of this library have no facts that an event wouldn't bring, so deciding is the judge."""
    raw = event(kind, **data)
    let_in = BASE.check_event(raw) == ()
    assert let_in == all(_reads(name, raw) for name in ("complaint", "failures", "callbacks"))


def _reads(policy: str, raw: dict[str, Any]) -> bool:
    try:
        BASE.policy(policy).decide({"events": [raw]}, now=AT)
    except FactError:
        return False
    return True


@pytest.mark.parametrize(
    ("raw", "codes"),
    [
        (event("work.finished"), [("GJ452", "/type")]),
        (event("work.failed", crew="c", cost=1.255), [("GJ432", "/cost")]),
        (event("work.failed", crw="c"), [("GJ453", "/crw")]),
        (event("work.failed"), [("GJ472", "")]),
        (event("work.appealed"), [("GJ472", "")]),
        ({"id": "", "type": "work.done"}, [("GJ451", ""), ("GJ451", "")]),
        (event("work.done") | {"at": "yesterday"}, [("GJ417", "/at")]),
    ],
)
def test_what_is_wrong_is_pointed_at_in_the_event_itself(
    raw: dict[str, Any], codes: list[tuple[str, str | None]]
) -> None:
    assert found(raw) == codes


def test_a_finding_names_what_it_is_about_as_the_event_does() -> None:
    (finding,) = BASE.check_event(event("work.failed", crew=5))
    assert "`crew`" in finding.message("en")
    assert "events" not in finding.message("en")


def test_the_readers_of_an_event_are_the_policies_that_go_by_it() -> None:
    assert BASE.readers("work.failed") == ("failures",)
    assert BASE.readers("complaint.opened") == ("complaint",)
    assert BASE.readers("complaint.invented") == ()


def test_what_is_told_of_a_kind_of_case_is_for_its_policies_only(tmp_path: Path) -> None:
    shutil.copytree(LIBRARY, tmp_path / "policies")
    words = tmp_path / "policies/vocabulary.yaml"
    words.write_text(words.read_text(encoding="utf-8") + "cases: {agent: Agent, work: Work}\n", encoding="utf-8")
    for name, kind in (("assessment", "agent"), ("failures", "work")):
        file = tmp_path / f"policies/base/{name}.yaml"
        file.write_text(f"{file.read_text(encoding='utf-8')}case: {kind}\n", encoding="utf-8")
    library = Library.load(tmp_path / "policies")
    branch = library.branch("base")
    assert library.kinds == ("agent", "work")
    assert [branch.policy(name).case for name in branch.policies] == ["agent", "", "", "work"]
    readers = [branch.readers("work.failed", kind) for kind in ("", "work", "agent")]
    assert readers == [("failures",), ("failures",), ()]
    lacking = [branch.check_event(event("work.failed"), kind) for kind in ("", "work", "agent")]
    assert [[each.code for each in found] for found in lacking] == [["GJ472"], ["GJ472"], []]
    assert [each.code for each in branch.check_event(event("work.finished"), "agent")] == ["GJ452"]
    facts = [branch.check_facts({"score": 90}, kind) for kind in ("", "agent", "work")]
    assert [[each.code for each in found] for found in facts] == [[], [], ["GJ401"]]


def test_facts_are_those_that_a_policy_declares() -> None:
    assert BASE.check_facts({"score": 90, "points": None, "name": "甲"}) == ()
    wrong = BASE.check_facts({"scor": 90, "points": "many", "name": 5})
    assert [(each.code, each.pointer) for each in wrong] == [
        ("GJ414", "/name"),
        ("GJ410", "/points"),
        ("GJ401", "/scor"),
    ]
    assert wrong[2].hint("en") == "did you mean `score`?"


def test_an_event_is_asked_for_what_later_rules_go_by(tmp_path: Path) -> None:
    """Rules that have ended by then ask nothing."""
    (tmp_path / "base").mkdir()
    (tmp_path / "library.yaml").write_text("guiju: 1\nzone: Asia/Shanghai\ncurrency: CNY\n", encoding="utf-8")
    words = "events:\n  work.done: {data: {who: string}}\nconsequences:\n  note: {title: note}\n"
    (tmp_path / "vocabulary.yaml").write_text(f"subjects: {{crew: crew}}\n{words}", encoding="utf-8")
    rungs = "[{at: 2, then: [{do: note, to: crew}]}]"
    ladder = f"ladders: {{l: {{title: l, counts: work.done, per: who, rungs: {rungs}}}}}\n"
    policy = f"policy: p\ntitle: p\neffective: {{from: 2025-01-01, until: 2025-12-31}}\n{ladder}"
    (tmp_path / "base/p.yaml").write_text(policy, encoding="utf-8")
    branch = Library.load(tmp_path).branch("base")
    codes = [
        [each.code for each in branch.check_event({**event("work.done"), "at": f"{year}-06-01T00:00:00Z"})]
        for year in (2024, 2025, 2026)
    ]
    assert codes == [["GJ472"], ["GJ472"], []]
