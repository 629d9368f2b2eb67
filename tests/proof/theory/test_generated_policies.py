"""Random policies, random cases: what the theory says of boxes and formulas, held against the scalar executor."""

from __future__ import annotations

import datetime as dt
import random
from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

from engine.backends.proof.coordinates.quantities import position
from engine.backends.proof.theory.differences import difference
from engine.backends.proof.theory.evaluation import NoValueError, value_of
from engine.backends.proof.theory.formulas import formula_of
from engine.backends.proof.theory.possible import theory_of
from engine.backends.proof.theory.witnesses import witness
from engine.backends.scalar.evaluator import evaluator
from engine.backends.scalar.steps import step_run
from engine.ir.expressions import expressions
from engine.ir.program import Derived, Table
from engine.ir.regions import Unknown
from tests.proof.conditions.agreeing import laid_out
from tests.proof.conditions.cases import frame_at_random
from tests.proof.conditions.standing import covers, point_of
from tests.properties.generated import Generated, policies
from tests.properties.test_properties import opened

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from fractions import Fraction

    from engine.backends.proof.space import Space
    from engine.backends.proof.theory.polynomials import Formula
    from engine.feel.values import Value
    from engine.ir.program import Program

DAY = dt.date(2026, 6, 1)


def frames(program: Program, space: Space, seed: int, times: int) -> Iterator[dict[str, Any]]:
    """Cases whose facts aren't refused."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    for _ in range(times):
        frame = frame_at_random(program, space, chance)
        if not covers(space.outside, point_of(space, frame)):
            yield frame


def frame_of(program: Program, facts: Mapping[str, Value]) -> dict[str, Any]:
    """Every name's value in a case; without clocks and their like."""
    frame: dict[str, Any] = {param.name: param.value for param in program.params}
    frame |= {fact.name: facts.get(fact.name, fact.default) for fact in program.facts}
    for step in program.steps:
        if isinstance(step, Derived | Table):
            step_run(step)(frame)
    return frame


@given(policies(), st.integers(0, 10**6))
def test_where_a_case_stands_is_possible(generated: Generated, seed: int) -> None:
    program = opened(generated).timeline.programs[0]
    space = laid_out(program)
    theory = theory_of(space, evaluator)
    for frame in frames(program, space, seed, 20):
        box = tuple(1 << atom for atom in point_of(space, frame))
        assert theory.possible(box) != "no", frame


@given(policies(), st.integers(0, 10**6))
def test_a_witness_lies_in_its_box(generated: Generated, seed: int) -> None:
    program = opened(generated).timeline.programs[0]
    space = laid_out(program)
    theory = theory_of(space, evaluator)
    chance = random.Random(seed)  # noqa: S311 - no secret
    for frame in frames(program, space, seed, 6):
        wide = ((1 << column.axis.size) - 1 for column in space.columns)
        box = tuple(
            every if chance.random() < 0.3 else 1 << atom
            for every, atom in zip(wide, point_of(space, frame), strict=True)
        )
        found = witness(theory, box, DAY)
        if isinstance(found, Unknown):
            continue
        assert not found.events
        shown = point_of(space, frame_of(program, found.facts))
        assert all(mask >> atom & 1 for mask, atom in zip(box, shown, strict=True)), (found, frame)


def formulas(program: Program) -> Iterator[tuple[Any, Formula]]:
    for expression in expressions(program):
        yield expression.root, formula_of(expression.root, program)


@given(policies(), st.integers(0, 10**6))
def test_a_formula_comes_to_what_the_executor_computes(generated: Generated, seed: int) -> None:
    program = opened(generated).timeline.programs[0]
    space = laid_out(program)
    known = [(evaluator(root), formula) for root, formula in formulas(program)]
    for frame in frames(program, space, seed, 10):
        for compute, formula in known:
            try:
                found = value_of(formula, frame, evaluator)
                wanted = compute(frame)
            except (NoValueError, KeyError):
                continue
            assert found == wanted, (formula, frame)


@given(policies(), st.integers(0, 10**6))
def test_a_difference_lies_within_its_bounds(generated: Generated, seed: int) -> None:
    program = opened(generated).timeline.programs[0]
    space = laid_out(program)
    theory = theory_of(space, evaluator)
    measured = [formula for root, formula in formulas(program) if root.type.is_numeric][:6]
    for frame in frames(program, space, seed, 5):
        box = tuple(1 << atom for atom in point_of(space, frame))
        for a in measured:
            for b in measured:
                bounds = difference(a, b, theory, box)
                apart = _apart(a, b, frame)
                if apart is None:
                    continue
                assert bounds.low is None or apart >= bounds.low, (a, b, frame)
                assert bounds.high is None or apart <= bounds.high, (a, b, frame)


def _apart(a: Formula, b: Formula, frame: Mapping[str, Any]) -> Fraction | None:
    try:
        one, other = (position(value_of(formula, frame, evaluator)) for formula in (a, b))
    except NoValueError:
        return None
    return other[1] - one[1] if one and other else None
