"""The policies that are shipped: every case is decided alike by both executors, as the schema of decisions has it."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest

from engine import FactError, Library
from engine.ir.steps import is_timed
from tests.timed.building import agree

LIBRARY = Library.load(Path(__file__).parents[2] / "policies")
TIMED = [name for name in LIBRARY.policies if is_timed(LIBRARY.branch("base").policy(name).timeline.programs[-1])]


@pytest.mark.parametrize("name", TIMED)
def test_both_executors_agree_on_every_case(name: str) -> None:
    policy = LIBRARY.branch("base").policy(name)
    cases = [case for file in LIBRARY.loaded.model.cases if file.policy == name for case in file.cases]
    assert cases
    for case in cases:
        with suppress(FactError):
            agree(policy.decide(case.facts, as_of=case.as_of, now=case.now))


def test_an_explanation_says_which_default_was_taken_and_from_which_parameter() -> None:
    policy = LIBRARY.branch("base").policy("warranty")
    case = {"left_factory": "2024-02-29", "claimed": "2025-02-28", "manufacturing_defect": True}
    decision = policy.decide(case)
    assert decision.reasons()["defaults"] == {"stated_months": "standard_months"}
    *_, default, source = [line for line in decision.explain("en").splitlines() if "onths of warranty   " in line]
    assert "12   from the parameter “Usual months of warranty”" in default
    assert "warranty.yaml" in source
    stated = policy.decide(case | {"stated_months": 24})
    assert stated.reasons()["defaults"] == {}
    assert "Usual months" not in stated.explain("en")
