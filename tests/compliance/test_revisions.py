"""Two states of a library: every policy of every branch, before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.compliance.revisions import compare_libraries
from tests.compliance.sides import DAY, library
from tests.compliance.test_comparison import REVIEW

if TYPE_CHECKING:
    from pathlib import Path

    from engine.compliance.revisions import Revisions

XIAN = {"branches/xian/branch.yaml": "branch: xian\ntitle: Xi'an\n"}
THANKS = "policy: thanks\ntitle: Thanks\nfacts: {}\nrules:\n  - {id: all, then: [{do: warning, to: agent}]}\n"


@pytest.fixture
def compared(tmp_path: Path) -> Revisions:
    old = {"base/review.yaml": REVIEW, "base/kept.yaml": THANKS.replace("policy: thanks", "policy: kept"), **XIAN}
    new = old | {"base/review.yaml": REVIEW.replace("value: 80,", "value: 85,"), "base/thanks.yaml": THANKS}
    new["branches/yibin/branch.yaml"] = "branch: yibin\ntitle: Yibin\n"
    libraries = library(tmp_path / "old", old), library(tmp_path / "new", new)
    return compare_libraries(*libraries, ("v1", "v2"), DAY)


def test_branches_that_only_one_state_has(compared: Revisions) -> None:
    assert (compared.added, compared.removed) == (("yibin",), ())


def test_a_change_is_told_once_for_all_branches_that_share_it(compared: Revisions) -> None:
    (review,) = (c for c in compared.changes if c.comparison.policy == "review" and not c.comparison.missing)
    assert review.branches == ("base", "xian")
    assert review.comparison.sides == ("v1", "v2")
    assert len(review.comparison.differences) == 1


def test_what_has_not_changed_is_there_and_says_so(compared: Revisions) -> None:
    kept = [c.comparison for c in compared.changes if c.branches == ("base", "xian") and c.comparison.policy == "kept"]
    assert [(c.text_differs, c.differences) for c in kept] == [(False, ())]


def test_a_policy_or_a_branch_that_is_new_is_missing_before(compared: Revisions) -> None:
    missing = {
        (c.comparison.policy, c.branches): c.comparison.missing for c in compared.changes if c.comparison.missing
    }
    assert missing == {
        ("review", ("yibin",)): (0,),
        ("kept", ("yibin",)): (0,),
        ("thanks", ("base", "xian", "yibin")): (0,),
    }
