"""What a proof says of a case is held against the executor before it is shown."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from engine.compliance.comparison import compare_policies
from engine.compliance.replay import Replay, decide_witness, replayed
from engine.ir.regions import Witness
from tests.compliance.sides import DAY, policy
from tests.compliance.test_comparison import REVIEW

SIDES = [policy(REVIEW), policy(REVIEW.replace("value: 80,", "value: 85,"))]
(DIFFERENCE,) = compare_policies(SIDES, ("old", "new"), DAY).differences


def of_score(score: int) -> Witness:
    return Witness({"score": score, "signed": False, "commission": Decimal(0)})


def test_a_case_that_shows_the_difference() -> None:
    shown = replace(DIFFERENCE, region=replace(DIFFERENCE.region, witness=of_score(82)))
    found = replayed(SIDES, shown, DAY).region.witness
    assert found
    assert found.replayed


@pytest.mark.parametrize("score", [70, 90])
def test_a_case_outside_of_the_region_is_never_shown(score: int) -> None:
    wrong = replace(DIFFERENCE, region=replace(DIFFERENCE.region, witness=of_score(score)))
    assert not Replay(SIDES, DAY).bears_out(wrong)
    with pytest.raises(AssertionError, match=str(score)):
        replayed(SIDES, wrong, DAY)


def test_a_case_that_is_refused_is_none() -> None:
    wrong = replace(DIFFERENCE, region=replace(DIFFERENCE.region, witness=of_score(-1)))
    assert not Replay(SIDES, DAY).bears_out(wrong)


def test_a_side_ignores_what_only_others_ask() -> None:
    case = Witness({**of_score(82).facts, "loyal": True})
    assert [bool(decide_witness(side, case, DAY).outcomes) for side in SIDES] == [False, True]
