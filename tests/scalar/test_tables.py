"""Every hit policy, matched by none, one and several rows; both ways of finding the row."""

from __future__ import annotations

from typing import Any

import pytest

from engine.backends.scalar.codegen.disjoint import MANY
from engine.ir.decision import Undecided
from tests.scalar.building import decided, executable, table

FACTS = "facts:\n  a: {title: a, type: number}\n  c: {title: c, type: number, optional: true}\n"
OVERLAPPING = """
| id    | a    | c    || out |
| low   | < 10 | -    || {0} |
| lower | < 5  | -    || {1} |
| known | -    | > 0  || {2} |
"""
NUMBERS = OVERLAPPING.format(3, 1, 2)
TEXTS = OVERLAPPING.format('"mild"', '"hard"', '"fair"')
ORDER = "{out: {values: {hard: Hard, fair: Fair, mild: Mild}}}"
SAME = OVERLAPPING.format(3, 3, 2)

NONE, LOW, BOTH, ALL = {"a": 20}, {"a": 7}, {"a": 1}, {"a": 1, "c": 1}

CASES: tuple[tuple[str, str, dict[str, Any], tuple[str, ...], Any], ...] = (
    ("unique", NUMBERS, NONE, (), None),
    ("unique", NUMBERS, LOW, ("low",), 3),
    ("any", NUMBERS, LOW, ("low",), 3),
    ("any", SAME, BOTH, ("low",), 3),
    ("first", NUMBERS, NONE, (), None),
    ("first", NUMBERS, BOTH, ("low",), 3),
    ("first", NUMBERS, {"a": 20, "c": 1}, ("known",), 2),
    ("priority", TEXTS, NONE, (), None),
    ("priority", TEXTS, LOW, ("low",), "mild"),
    ("priority", TEXTS, ALL, ("lower",), "hard"),
    ("collect", NUMBERS, NONE, (), ()),
    ("collect", NUMBERS, ALL, ("low", "lower", "known"), (3, 1, 2)),
    ("rule order", NUMBERS, ALL, ("low", "lower", "known"), (3, 1, 2)),
    ("output order", TEXTS, ALL, ("low", "lower", "known"), ("hard", "fair", "mild")),
    ("collect sum", NUMBERS, NONE, (), None),
    ("collect sum", NUMBERS, ALL, ("low", "lower", "known"), 6),
    ("collect min", NUMBERS, ALL, ("low", "lower", "known"), 1),
    ("collect max", NUMBERS, BOTH, ("low", "lower"), 3),
    ("collect count", NUMBERS, NONE, (), 0),
    ("collect count", NUMBERS, ALL, ("low", "lower", "known"), 3),
)


@pytest.mark.parametrize(("hit", "rows", "facts", "matched", "value"), CASES)
def test_hit_policy(hit: str, rows: str, facts: dict[str, Any], matched: tuple[str, ...], value: Any) -> None:
    sections = FACTS + table(rows, hit, ORDER if rows is TEXTS else "")
    result = decided(sections, facts)
    assert result.matched == tuple(f"t.{row}" for row in matched)
    assert result.outputs == (value,)
    assert result.undecided == ()


@pytest.mark.parametrize(("hit", "rows"), [("unique", NUMBERS), ("unique", SAME), ("any", NUMBERS)])
def test_rows_that_contradict_each_other(hit: str, rows: str) -> None:
    result = decided(FACTS + table(rows, hit), BOTH)
    assert (result.matched, result.outputs) == ((), (None,))
    assert result.undecided == (Undecided("t", (), ("low", "lower")),)


DISJOINT = """
| id   | a       | c     || out   |
| none | < 0     | -     || 1     |
| one  | [0..10) | <= 5  || 2     |
| two  | [0..10) | > 5   || c + 1 |
| more | >= 10   | 1, 2  || 4     |
| rest | >= 10   | not(1, 2) || 5 |
"""


@pytest.mark.parametrize("hit", ["unique", "any", "first"])
@pytest.mark.parametrize(
    ("facts", "value"),
    [({"a": -1}, 1), ({"a": 0, "c": 5}, 2), ({"a": 9.5, "c": 5.5}, 6.5), ({"a": 5}, None), ({"a": 10, "c": 2}, 4)],
)
def test_rows_that_exclude_one_another(hit: str, facts: dict[str, Any], value: Any) -> None:
    assert decided(FACTS + table(DISJOINT, hit), facts).outputs == (value,)


def test_a_table_whose_rows_exclude_one_another_stops_at_the_first() -> None:
    rows = "| a || out |\n| [0..5] || 1 |\n| (5..9] || 2 |\n| > 9 || 3 |"
    assert "SELECT" not in executable(FACTS + table(rows)).source
    touching = "| a || out |\n| [0..5] || 1 |\n| [5..9] || 2 |"
    assert "SELECT" in executable(FACTS + table(touching)).source


def test_a_computed_input_is_computed_once() -> None:
    sections = FACTS + table("| a * a + 1 || out |\n| < 5 || 1 |\n| [5..10] || 2 |")
    assert decided(sections, {"a": 2}).outputs == (2,)
    assert executable(sections).source.count("MULTIPLY(a, a)") == 2, "once in `run`, once where facts are still raw"


def test_several_outputs_and_consequences_of_rows() -> None:
    sections = FACTS + table('| id | a || x | y |\n| r | < 5 || a | "low" |\n| s | >= 5 || a + 1 | "high" |')
    sections += "    then:\n      r: [{do: warning, to: agent}]\n      s: [{do: notice, to: agent, points: x}]\n"
    low, high = decided(sections, {"a": 1}), decided(sections, {"a": 6})
    assert (low.matched, low.outputs, [o.do for o in low.outcomes]) == (("t.r",), (1, "low"), ["warning"])
    assert (high.matched, high.outputs, high.outcomes[0].points) == (("t.s",), (7, "high"), 7)


def test_rows_of_constant_consequences_around_one_that_is_computed() -> None:
    sections = FACTS + table("| id | a || out |\n| r | < 5 || 1 |\n| s | < 7 || 2 |\n| u | < 9 || 3 |", hit="collect")
    sections += "    then:\n      r: [{do: warning, to: agent}]\n      s: [{do: notice, to: agent, points: a}]\n"
    sections += "      u: [{do: warning, to: manager}]\n"
    result = decided(sections, {"a": 1})
    assert result.matched == ("t.r", "t.s", "t.u")
    assert [outcome.to for outcome in result.outcomes] == ["agent", "agent", "manager"]


def test_a_table_too_long_to_prove_disjoint_decides_all_the_same() -> None:
    rows = "\n".join(f"| {i} || {2 * i} |" for i in range(MANY + 1))
    long = FACTS + table(f"| a || out |\n{rows}")
    assert decided(long, {"a": MANY}).outputs == (2 * MANY,)
    assert decided(long, {"a": 0.5}).outputs == (None,)
