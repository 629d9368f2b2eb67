"""The policies that are shipped: laid out without anything left unknown that needn't be, and exact."""

from __future__ import annotations

import random

import pytest

from engine import Library
from engine.backends.proof.conditions import lay
from engine.backends.proof.space import Side
from engine.backends.scalar.evaluator import evaluator
from tests.proof.conditions.agreeing import check, laid_out

LIBRARY = Library.load("policies")
LISTS = {"compensation": 2}
"""How many tests can't be laid out: of what the elements of a list are, of their sum."""


@pytest.mark.parametrize("policy", LIBRARY.policies)
def test_shipped_policies(policy: str) -> None:
    programs = [p for p in LIBRARY.branch("base").policy(policy).timeline.programs if p.in_force]
    program = programs[-1]
    assert len(lay([Side(program)], evaluator).unknown) == LISTS.get(policy, 0)
    check(laid_out(program), (program,), random.Random(policy), 150)  # noqa: S311
