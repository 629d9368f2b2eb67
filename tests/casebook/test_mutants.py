"""What coverage is worth: where every boundary is hit from both sides, every changed test changes some case's decision.

Each test of each shipped policy is changed alone, `<` into `<=`, anything else into its opposite, and the cases are
decided anew by the changed program.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from engine import FactError, Library
from engine.backends.scalar.tracing import Tracer
from engine.feel.typed import And, Apply, Const, Expr, Or, Ref
from engine.feel.types import Kind
from engine.feel.walk import transform, walk
from engine.ir.lowering import renamed
from engine.ir.program import Derived, Table
from engine.ir.trace import result_of
from engine.model.timed.expressions import timed_expressions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine import Policy
    from engine.backends.scalar.checked import Checked
    from engine.feel.typed import Expression
    from engine.ir.decision import Result
    from engine.ir.program import Program, Row, Rule, Step

POLICIES = Path(__file__).parents[2] / "policies"
EDGE = {"lt": "le", "le": "lt", "gt": "ge", "ge": "gt"}


@pytest.fixture(scope="module")
def library() -> Library:
    return Library.load(POLICIES)


NAMES = sorted(path.stem for path in (POLICIES / "base").rglob("*.yaml") if "." not in path.stem)


@pytest.mark.parametrize("name", NAMES)
def test_every_changed_test_is_noticed(name: str, library: Library) -> None:
    policy = library.branch("base").policy(name)
    cases = _facts(policy, library)
    for program in policy.timeline.programs:
        usual = _decided(program, cases)
        unnoticed = [test for test in _tests(program) if _decided(_with(program, test), cases) == usual]
        assert unnoticed == []


def _facts(policy: Policy, library: Library) -> list[Checked]:
    """The cases' facts, but for those that are refused."""
    found = []
    for case in (case for file in library.loaded.model.cases if file.policy == policy.id for case in file.cases):
        with suppress(FactError):
            found.append(policy.check(case.facts, as_of=case.as_of, now=case.now))
    return found


def _decided(program: Program, cases: Iterable[Checked]) -> list[Result]:
    tracer = Tracer(program)
    return [result_of(tracer.trace(facts)) for facts in cases]


def _expressions(program: Program) -> Iterator[Expression]:
    """The conditions: of rules, of rows, derived, of events. That a rung was reached is nobody's condition."""
    for step in program.steps:
        match step:
            case Derived(expression=expression):
                yield expression
            case Table(rows=rows):
                yield from (cell for row in rows for cell in row.cells if cell)
            case _:
                yield from timed_expressions(step)
    yield from (rule.when for rule in program.rules if rule.when and not rule.rung)


def _tests(program: Program) -> Iterator[Expr]:
    """Whatever is true or false and decides something: no hit of a row, no operand such as the `x` of `x != null`."""
    for expression in _expressions(program):
        nodes = list(walk(expression.root))
        operands = {id(arg) for node in nodes if isinstance(node, Apply) and node.op != "not" for arg in node.args}
        for node in nodes:
            bare = isinstance(node, Ref) and (node.kind == "hit" or id(node) in operands)
            if node.type.kind is Kind.BOOLEAN and not bare and not isinstance(node, And | Or | Const):
                yield node


def _changed(test: Expr) -> Expr:
    operator, _, variant = test.op.partition("-") if isinstance(test, Apply) else ("", "", "")
    if isinstance(test, Apply) and operator in EDGE:
        return replace(test, op="-".join(filter(None, (EDGE[operator], variant))))
    return Apply("not", (test,), test.type, test.at)


def _with(program: Program, test: Expr) -> Program:
    """The program with that very test changed."""

    def inside(expression: Expression) -> Expression:
        if not any(node is test for node in walk(expression.root)):
            return expression
        return replace(
            expression, root=transform(expression.root, lambda node: _changed(test) if node == test else node)
        )

    def row(each: Row) -> Row:
        return replace(each, cells=tuple(inside(cell) if cell else None for cell in each.cells))

    def step(each: Step) -> Step:
        match each:
            case Derived(expression=expression):
                return replace(each, expression=inside(expression))
            case Table(rows=rows):
                return replace(each, rows=tuple(row(one) for one in rows))
            case _:
                return renamed(each, each.name, inside)

    def rule(each: Rule) -> Rule:
        return replace(each, when=inside(each.when)) if each.when else each

    return replace(program, steps=tuple(map(step, program.steps)), rules=tuple(map(rule, program.rules)))
