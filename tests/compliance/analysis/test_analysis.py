"""What `guiju analyse` finds in policies with something wrong, and in those shipped."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from engine import Library, PolicyError

if TYPE_CHECKING:
    from collections.abc import Mapping

HERE = Path(__file__).parent
CASES = sorted((HERE / "policies").glob("*.yaml"))


def library(folder: Path, policy: str) -> Library:
    files = {
        "library.yaml": "guiju: 1\nzone: Asia/Shanghai\ncurrency: CNY\nlanguages: [zh, en]\n",
        "vocabulary.yaml": (HERE / "vocabulary.yaml").read_text(encoding="utf-8"),
        "base/p.yaml": policy,
    }
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return Library.load(folder)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_what_is_found(path: Path, tmp_path: Path) -> None:
    """Each file holds a policy, and after `---` what is to be found in it: code, line, and words of the message."""
    policy, _, expected = path.read_text(encoding="utf-8").partition("\n---\n")
    found = library(tmp_path, policy).analyse().diagnostics
    wanted: list[Mapping[str, Any]] = yaml.safe_load(expected) or []
    assert [(each.code, each.span.line if each.span else None) for each in found] == [
        (each["code"], each.get("line")) for each in wanted
    ]
    for each, asked in zip(found, wanted, strict=True):
        assert asked.get("says", "") in each.message("zh")
        assert asked.get("says_en", "") in each.message("en")
        assert asked.get("fix", "") in each.hint("zh")


def test_the_shipped_policies_have_no_faults() -> None:
    report = Library.load("policies").analyse()
    assert [str(each) for each in report.diagnostics if each.severity != "hint"] == []


def test_witnesses_become_cases() -> None:
    report = Library.load("policies").analyse(policies=["callbacks"])
    cases = yaml.safe_load(report.cases("zh"))
    assert cases
    assert all(set(case) >= {"case", "given"} for case in cases)


def test_what_only_a_branch_has_is_told_as_its_own(tmp_path: Path) -> None:
    policy, _, _ = (HERE / "policies" / "band-with-a-hole.yaml").read_text(encoding="utf-8").partition("\n---\n")
    policy = policy.replace("| >= 90    |", "| >= top   |").replace("facts:", "params: {top: {value: 90}}\nfacts:")
    for name, text in {
        "branch": "branch: north\ntitle: 北方\n",
        "p": "policy: p\nreason: 从宽\nparams: {top: {value: 89.5}}\n",
    }.items():
        (tmp_path / "branches" / "north").mkdir(parents=True, exist_ok=True)
        (tmp_path / "branches" / "north" / f"{name}.yaml").write_text(text, encoding="utf-8")
    base, branch = sorted(library(tmp_path, policy).analyse().diagnostics, key=lambda each: each.message("en"))[::-1]
    assert base.message("en").endswith("得分 over 89 and under 90")
    assert branch.message("en").endswith("得分 over 89 and under 89.5 (branch `north`)")


def test_a_policy_that_no_branch_has_is_not_passed_over() -> None:
    shipped = Library.load("policies")
    for branches, policy in (((), "drawing-reviw"), (("standard",), "warranty")):
        with pytest.raises(PolicyError) as refused:
            shipped.analyse(branches, [policy])
        assert [found.code for found in refused.value.diagnostics] == ["GJ361"]
