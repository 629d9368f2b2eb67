"""What must hold of every policy and every case, tried on random ones.

`HYPOTHESIS_PROFILE=deep` tries many more.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

from engine import Library, Policy
from engine.feel.parser import parse, parse_tests
from engine.feel.problem import SyntaxProblem
from engine.feel.typed import Expr, Ref
from engine.feel.walk import walk
from engine.ir.expressions import expressions
from engine.ir.invariants import violations
from tests.conformance.examples import SHARED
from tests.executors import fast, in_sql, traced
from tests.properties.generated import Generated, policies

if TYPE_CHECKING:
    import random

    from engine import Decision, Outcome

DAY = dt.date(2026, 11, 22)


def opened(generated: Generated) -> Policy:
    """The policy, through the whole pipeline; the generator makes no policy that is refused."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in {**SHARED, "base/generated.yaml": generated.text}.items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return Library.load(folder).branch("base").policy("generated")


def decisions(policy: Policy, generated: Generated) -> list[Decision]:
    return [policy.decide(facts, as_of=DAY) for facts in generated.cases]


@given(policies())
def test_executors_agree(generated: Generated) -> None:
    """The fast path, the tracing evaluator and SQL answer the same, to the last digit, or SQL refuses by a code."""
    policy = opened(generated)
    decided = decisions(policy, generated)
    answers = [fast(decision) for decision in decided]
    assert [traced(decision) for decision in decided] == answers
    in_duckdb = in_sql(policy, generated.cases, DAY)
    assert in_duckdb == answers or (isinstance(in_duckdb, str) and in_duckdb.startswith("GJ5"))


@given(policies(), st.randoms())
def test_order_of_declarations_means_nothing(generated: Generated, chance: random.Random) -> None:
    shuffled = replace(
        generated,
        facts=_shuffled(generated.facts, chance),
        params=_shuffled(generated.params, chance),
        derived=_shuffled(generated.derived, chance),
        tables=_shuffled(generated.tables, chance),
        rules=_shuffled(generated.rules, chance),
    )
    pairs = zip(decisions(opened(generated), generated), decisions(opened(shuffled), generated), strict=True)
    for one, other in pairs:
        assert Counter(map(_told, one.outcomes)) == Counter(map(_told, other.outcomes))
        assert one.outputs == other.outputs
        assert Counter(one.matched) == Counter(other.matched)
        assert {item.rule for item in one.undecided} == {item.rule for item in other.undecided}


@given(policies(), st.randoms())
def test_asked_again_the_answer_is_the_same(generated: Generated, chance: random.Random) -> None:
    policy, again = opened(generated), opened(generated)
    for facts in generated.cases:
        turned = dict(_shuffled(tuple(facts.items()), chance))
        decision, other = policy.decide(facts, as_of=DAY), again.decide(turned, as_of=DAY)
        assert decision.id == other.id
        assert decision.to_json() == other.to_json()


@given(policies())
def test_programs_are_sound(generated: Generated) -> None:
    """The invariants hold; every node stands where it says, and what it covers can be read by itself.

    That a rule over a list asks for an element is written nowhere: its condition is left out.
    """
    lines = generated.text.split("\n")
    for program in opened(generated).timeline.programs:
        assert violations(program) == []
        unwritten = [rule.when for rule in program.rules if rule.each]
        for expression in expressions(program):
            if expression in unwritten:
                continue
            for node in filter(_is_written, walk(expression.root)):
                text = expression.text[slice(*node.at)]
                span = expression.place.span(*node.at)
                assert lines[span.line - 1][span.column - 1 : span.end_column - 1] == _written(text)
                _read(text)


def _read(text: str) -> None:
    """As an expression, or as a cell's tests: of `0 - 0` a cell would say that a range was meant."""
    try:
        parse(text, ())
    except SyntaxProblem:
        parse_tests(text, ())


def _told(outcome: Outcome) -> tuple[Any, ...]:
    """An outcome without the order of the facts that it needs, which is theirs in the policy."""
    return outcome.rule, outcome.do, outcome.to, outcome.values, frozenset(outcome.needs)


def _is_written(node: Expr) -> bool:
    """A row's hit is no text of its own: it stands for the row."""
    return not (isinstance(node, Ref) and node.kind == "hit")


def _shuffled(items: tuple[Any, ...], chance: random.Random) -> tuple[Any, ...]:
    return tuple(chance.sample(items, len(items)))


def _written(text: str) -> str:
    """A text as it stands inside a single-quoted scalar."""
    return text.replace("'", "''")
