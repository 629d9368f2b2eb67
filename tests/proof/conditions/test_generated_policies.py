"""Random policies, random cases: what the space says of every condition is what the executor says."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from tests.proof.conditions.agreeing import check, laid_out
from tests.properties.generated import Generated, policies
from tests.properties.test_properties import opened


@given(policies(), st.integers(0, 10**6))
def test_generated_policies(generated: Generated, seed: int) -> None:
    programs = opened(generated).timeline.programs
    check(laid_out(*programs), programs, random.Random(seed), 25)  # noqa: S311
