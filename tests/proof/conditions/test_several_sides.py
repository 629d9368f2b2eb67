"""The same policy with other parameters, in one space: every side is in it what it is by itself."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from engine import Library
from engine.backends.proof.conditions import lay
from engine.backends.proof.space import Side
from engine.backends.scalar.evaluator import evaluator
from engine.feel.types import NUMERIC, Kind
from engine.feel.values import TimeSpan, Unit
from tests.proof.conditions.agreeing import check, laid_out

if TYPE_CHECKING:
    from engine.feel.values import Value
    from engine.ir.program import Param, Program

DAY = dt.date(2026, 11, 22)
LIBRARY = Library.load("policies")


@pytest.mark.parametrize("policy", LIBRARY.policies)
def test_other_parameters(policy: str) -> None:
    program = next(p for p in reversed(LIBRARY.branch("base").policy(policy).timeline.programs) if p.in_force)
    sides = (program, _changed(program))
    check(laid_out(*sides), sides, random.Random(policy), 60)  # noqa: S311 - repeatable


@pytest.mark.parametrize("policy", LIBRARY.policies)
def test_all_branches_in_one_space(policy: str) -> None:
    """Nothing more is unknown of them together than of one of them."""
    branches = (branch for branch in map(LIBRARY.branch, LIBRARY.branches) if policy in branch.policies)
    programs = (branch.policy(policy).timeline.at(DAY) for branch in branches)
    sides = tuple(program for program in programs if program.in_force)
    space = laid_out(*sides)
    assert len(space.unknown) == max((len(laid_out(side).unknown) for side in sides), default=0)
    check(space, sides, random.Random(policy), 20)  # noqa: S311 - repeatable


def _changed(program: Program) -> Program:
    return replace(program, params=tuple(_other(param) for param in program.params))


def _other(param: Param) -> Param:
    return replace(param, value=_other_value(param.type.kind, param.value))


def _other_value(kind: Kind, value: Value) -> Value:
    if kind in NUMERIC:
        return Decimal(str(value)) * Decimal("0.9")
    if isinstance(value, TimeSpan):
        return TimeSpan(Unit.WORKING_SECONDS, Decimal(28800)) if value.unit is Unit.SECONDS else value
    return value


def test_what_is_too_entangled_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    """It has a column of its own, and the rest is laid out all the same."""
    program = LIBRARY.branch("base").policy("complaint-tier").timeline.programs[-1]
    monkeypatch.setattr("engine.backends.proof.conditions.areas.MOST", 1)
    space = lay([Side(program)], evaluator)
    assert [unknown.reason for unknown in space.unknown] == ["other"] * len(space.unknown)
    assert {unknown.text for unknown in space.unknown} == {'tier = "major"', 'tier = "ordinary"'}
    assert {c.subject.name for c in space.columns if c.subject.kind == "test"} == {u.text for u in space.unknown}
