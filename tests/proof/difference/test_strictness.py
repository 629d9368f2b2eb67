"""Which side is stricter: penalties by their order, then amounts, then what the owners of parameters say."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from engine.backends.proof.difference.strictness import Moved, direction
from engine.diagnostics import Span
from engine.feel.types import MONEY
from engine.ir.differences import Change, Decided, Direction, Effect
from engine.ir.program import Text

SEVERITY = ("warning", "fine", "dismissal")
PLACE = Span("base/review.yaml", 1, 1, 1, 1)


def effect(do: str, to: str = "agent", *, undecided: bool = False) -> Effect:
    return Effect(do, to, (), "rule", Text("", ""), (), PLACE, undecided)


def decided(*penalties: str) -> Decided:
    """`fine agent`: a fine for the agent."""
    return Decided(tuple(effect(*penalty.split()) for penalty in penalties))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ((), ("warning agent",), "stricter"),
        (("warning agent",), (), "milder"),
        (("warning agent",), ("fine agent",), "stricter"),
        (("dismissal agent",), ("fine agent", "warning agent"), "milder"),
        (("warning agent",), ("warning agent", "warning agent"), "stricter"),
        ((), ("warning agent", "fine crew"), "stricter"),
        (("warning agent",), ("fine crew",), "other"),
        ((), ("thanks agent",), "other"),
        (("fine agent",), ("fine agent", "thanks agent"), "other"),
        (("thanks agent",), ("fine agent",), "stricter"),
    ],
)
def test_by_penalties(before: tuple[str, ...], after: tuple[str, ...], expected: Direction) -> None:
    assert direction(decided(*before), decided(*after), SEVERITY, (), ()) == expected


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        ("1", "9", "stricter"),
        ("0", None, "stricter"),
        ("-9", "-1", "milder"),
        (None, "0", "milder"),
        ("-1", "1", "other"),
    ],
)
def test_of_equal_penalties_the_amount_decides(low: str | None, high: str | None, expected: Direction) -> None:
    change = Change(1, "fine.amount", MONEY, Decimal(low) if low else None, Decimal(high) if high else None)
    sides = Decided((effect("fine"),)), Decided((replace(effect("fine"), rule="another"),))
    assert direction(*sides, SEVERITY, [Moved("fine", "agent", change)], ()) == expected


@pytest.mark.parametrize(
    ("params", "expected"),
    [(("stricter",), "stricter"), (("milder", "same"), "milder"), (("milder", "stricter"), "other"), ((), "other")],
)
def test_where_nobody_is_punished_the_parameters_decide(params: tuple[Direction, ...], expected: Direction) -> None:
    assert direction(decided("thanks agent"), decided(), SEVERITY, (), params) == expected


def test_what_is_undecided_is_no_penalty() -> None:
    maybe = Decided((effect("dismissal", undecided=True),))
    assert direction(maybe, decided("warning agent"), SEVERITY, (), ()) == "stricter"
