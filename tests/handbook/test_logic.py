"""Conditions taken apart: negation, ranges and alternatives mean what the condition means."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest

from engine.backends.prose.handbook.logic import Between, Compared, Junction, OneOf, Truth, logic
from engine.backends.scalar.tracing import Tracer
from engine.feel.typed import Const
from tests.handbook.books import library

if TYPE_CHECKING:
    from pathlib import Path

    from engine.backends.prose.handbook.logic import Logic
    from engine.feel.typed import Expr

    Case = dict[str, object]


SIGNS = {
    "eq": lambda a, b: a == b,
    "ne": lambda a, b: a != b,
    "lt": lambda a, b: a < b,
    "le": lambda a, b: a <= b,
    "gt": lambda a, b: a > b,
    "ge": lambda a, b: a >= b,
}


def truth(asked: Logic, facts: Case) -> bool:
    """What a reader makes of it, where everything is known."""
    match asked:
        case Junction(every, parts):
            return (all if every else any)(truth(part, facts) for part in parts)
        case Compared(sign, left, right):
            return bool(SIGNS[sign](value(left, facts), value(right, facts)))
        case OneOf(left, values, positive):
            return (value(left, facts) in [value(item, facts) for item in values]) is positive
        case Between(left, low, low_in, high, high_in, positive):
            above = SIGNS["ge" if low_in else "gt"](value(left, facts), value(low, facts))
            below = SIGNS["le" if high_in else "lt"](value(left, facts), value(high, facts))
            return bool(above and below) is positive
        case Truth(expr, positive):
            return bool(value(expr, facts)) is positive


def value(expr: Expr, facts: Case) -> object:
    return expr.value if isinstance(expr, Const) else facts[expr.name]  # type: ignore[union-attr]


RULES = (
    *("at-most", "above", "at-least", "exactly", "different", "constant-first", "is", "is-not"),
    *("one-of", "one-of-written-out", "none-of", "between", "in-range", "not-in-range", "holds", "fails"),
    *("equals-true", "equals-false", "both", "either", "three", "not-both", "mixed", "not-below"),
)


@pytest.mark.parametrize("name", RULES)
def test_the_parts_mean_what_the_condition_means(name: str, tmp_path: Path) -> None:
    policy = library("comparisons", tmp_path).branch("base").policy("comparisons")
    (program,) = policy.timeline.programs
    rule = next(rule for rule in program.rules if rule.id == name)
    assert rule.when is not None
    asked = logic(rule.when.root)
    for score, other, state, paid in itertools.product((59, 60, 79, 80, 81), (80,), ("open", "closed"), (True, False)):
        facts: Case = {"score": score, "other": other, "state": state, "paid": paid, "mark": 80, "top": 90}
        given = (
            facts | {"share": "0.5%", "day": "2026-01-01", "taken": "24h", "name": "a", "parts": []} | {"papers": []}
        )
        del given["mark"], given["top"]
        traced = Tracer(program).trace(policy.check(given))
        fired = next(found.state for found in traced.rules if found.rule.id == name) == "fired"
        assert truth(asked, facts) is fired, facts
