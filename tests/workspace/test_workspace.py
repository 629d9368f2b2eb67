"""A workspace answers as a library that is read afresh, after any edits; and works out again only what they touch."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import Library, PolicyError, Workspace
from tests.workspace.libraries import BONUS, GRADE, LATE, OVERLAY, SETTINGS, VARIANTS, WHOLE, WORDS, built, put

if TYPE_CHECKING:
    from engine.casebook import PolicyReport

EDITS = [(name, text) for name, texts in VARIANTS.items() for text in (*texts, None)]


@pytest.fixture(autouse=True)
def _no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUIJU_CACHE", "off")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return built(tmp_path / "policies")


def assert_same(workspace: Workspace, folder: Path) -> None:
    found = workspace.check()
    assert found == Library.check(folder)
    if any(diagnostic.severity == "error" for diagnostic in found):
        with pytest.raises(PolicyError) as caught:
            workspace.library()
        assert tuple(caught.value.diagnostics) == found
        return
    kept, fresh = workspace.library(), Library.load(folder)
    assert (kept.branches, kept.policies) == (fresh.branches, fresh.policies)
    for branch in fresh.branches:
        assert kept.branch(branch).policies == fresh.branch(branch).policies
        for policy in fresh.branch(branch).policies:
            assert kept.branch(branch).policy(policy).timeline == fresh.branch(branch).policy(policy).timeline
    assert workspace.test().diagnostics == fresh.test().diagnostics


@settings(max_examples=15, deadline=None)
@given(st.lists(st.sampled_from(EDITS), min_size=1, max_size=8))
def test_after_any_edits_it_answers_as_one_that_is_read_afresh(edits: list[tuple[str, str | None]]) -> None:
    with TemporaryDirectory() as name:
        folder = built(Path(name) / "policies")
        workspace = Workspace(folder)
        assert_same(workspace, folder)
        for file, text in edits:
            put(folder, file, text)
            assert_same(workspace, folder)
        for file in VARIANTS:
            put(folder, file, WHOLE.get(file))
        assert_same(workspace, folder)


def policies(workspace: Workspace) -> dict[str, object]:
    return dict(workspace.library().loaded.model.policies)


def in_xian(workspace: Workspace) -> dict[str, object]:
    return dict(workspace.library().loaded.model.of("xian"))


READ_AGAIN_IN_A_BRANCH = {
    "its overlay": ("branches/xian/grade.yaml", OVERLAY.replace("85", "90"), {"grade", "bonus"}),
    "what it changes": ("base/grade.yaml", GRADE.replace("等级", "评级"), {"grade", "bonus"}),
    "what it takes over": ("base/late.yaml", LATE.replace(">= 10", ">= 15"), {"late"}),
    "its title": ("branches/xian/branch.yaml", "branch: xian\ntitle: 西安分公司\n", set()),
    "the overlay of another branch": ("branches/yibin/late.yaml", "policy: late\nchange: drop\nreason: 没有\n", set()),
}


@pytest.mark.parametrize("change", READ_AGAIN_IN_A_BRANCH)
def test_of_a_branch_only_what_a_change_touches_is_read_again(change: str, folder: Path) -> None:
    put(folder, "branches/yibin/branch.yaml", "branch: yibin\ntitle: 宜宾\n")
    put(folder, "branches/yibin/late.yaml", "policy: late\nchange: drop\nreason: 无\n")
    name, text, expected = READ_AGAIN_IN_A_BRANCH[change]
    workspace = Workspace(folder)
    before = in_xian(workspace)
    put(
        folder,
        name,
        text.replace("params:\n  pass_score: {value: 85}\n", "change: drop\n") if "yibin" in name else text,
    )
    assert others(before, in_xian(workspace)) == expected


def documents(workspace: Workspace) -> dict[str, object]:
    return {document.source.path: document for document in workspace.library().loaded.documents}


def others(before: dict[str, object], now: dict[str, object]) -> set[str]:
    """The names under which something else stands now."""
    return {name for name in before.keys() | now.keys() if before.get(name) is not now.get(name)}


READ_AGAIN = {
    "a policy": ("base/late.yaml", LATE.replace(">= 10", ">= 15"), {"late"}),
    "one that another reads from": ("base/grade.yaml", GRADE.replace("80", "90"), {"grade", "bonus"}),
    "one that reads from another": ("base/bonus.yaml", BONUS.replace("10%", "20%"), {"bonus"}),
    "its cases": ("base/late.cases.yaml", WHOLE["base/late.cases.yaml"].replace("准时", "不迟到"), set()),
    "the settings": ("library.yaml", SETTINGS.replace("小库", "大库"), {"grade", "bonus", "late"}),
    "the words": ("vocabulary.yaml", WORDS.replace("设计师", "室内设计师"), {"grade", "bonus", "late"}),
    "a calendar": (
        "calendars/office.yaml",
        WHOLE["calendars/office.yaml"].replace("18:00", "17:00"),
        {"grade", "bonus", "late"},
    ),
    "the clauses": ("clauses.yaml", WHOLE["clauses.yaml"].replace("警告", "提醒"), set()),
    "a branch": ("branches/yibin/branch.yaml", "branch: yibin\ntitle: 宜宾\n", set()),
    "the same again": ("base/late.yaml", LATE, set()),
}


@pytest.mark.parametrize("change", READ_AGAIN)
def test_only_what_a_change_touches_is_read_again(change: str, folder: Path) -> None:
    name, text, expected = READ_AGAIN[change]
    workspace = Workspace(folder)
    before = policies(workspace), documents(workspace)
    put(folder, name, text)
    assert others(before[0], policies(workspace)) == expected
    read = others(before[1], documents(workspace))
    assert read == ({f"{folder}/{name}"} if text != WHOLE.get(name) else set())


def test_a_policy_more_is_a_name_more_for_all(folder: Path) -> None:
    """A fact's origin may be a policy's name: another set of names asks every policy again."""
    workspace = Workspace(folder)
    before = policies(workspace)
    put(folder, "base/other.yaml", LATE.replace("policy: late", "policy: other"))
    assert others(before, policies(workspace)) == {"grade", "bonus", "late", "other"}


def test_changed_files_are_named(folder: Path) -> None:
    workspace = Workspace(folder)
    workspace.check()
    assert [Path(path).relative_to(folder).as_posix() for path in workspace.changed] == sorted(WHOLE)
    workspace.check()
    assert workspace.changed == ()
    put(folder, "base/late.yaml", LATE.replace("10", "11"))
    put(folder, "clauses.yaml", None)
    put(folder, "base/more.yaml", "policy: more")
    workspace.check()
    assert workspace.changed == tuple(
        f"{folder}/{name}" for name in ("base/late.yaml", "base/more.yaml", "clauses.yaml")
    )


def ran(workspace: Workspace) -> dict[str, PolicyReport]:
    return {f"{report.branch}/{report.policy}": report for report in workspace.test().policies}


def test_cases_run_again_only_where_their_policy_is_another(folder: Path) -> None:
    put(
        folder,
        "base/bonus.cases.yaml",
        "policy: bonus\ncases: [{case: 无, given: {facts: {wage: 1}}, expect: {outcomes: []}}]\n",
    )
    workspace = Workspace(folder)
    before = ran(workspace)
    put(folder, "base/grade.yaml", GRADE.replace("80", "90"))
    after = ran(workspace)
    assert {name for name in before if before[name].cases and before[name] is not after[name]} == {"base/bonus"}


def test_a_broken_file_makes_nothing_forgotten(folder: Path) -> None:
    workspace = Workspace(folder)
    before = ran(workspace)
    for text in ("policy: [", None):
        put(folder, "vocabulary.yaml", text)
        with pytest.raises(PolicyError):
            workspace.test()
    put(folder, "vocabulary.yaml", WORDS)
    assert set(before) == set(ran(workspace))


def test_a_folder_that_is_gone_and_comes_again(tmp_path: Path, folder: Path) -> None:
    workspace = Workspace(folder)
    before = workspace.check()
    folder.rename(tmp_path / "elsewhere")
    assert [found.code for found in workspace.check()] == ["GJ180"]
    (tmp_path / "elsewhere").rename(folder)
    assert workspace.check() == before
