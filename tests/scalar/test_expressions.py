"""Every node of the typed expressions, with and without nulls."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from tests.scalar.building import decided, table

FACTS = """\
facts:
  n: {title: n, type: number}
  m: {title: m, type: number, optional: true}
  b: {title: b, type: boolean}
  u: {title: u, type: boolean, optional: true}
  s: {title: s, type: string, optional: true}
  xs: {title: xs, type: list, of: number}
  ys: {title: ys, type: list, of: number, optional: true}
  items: {title: items, type: list, of: {kind: string, size: number}}
"""
GIVEN: dict[str, Any] = {
    "n": 3,
    "b": True,
    "xs": [1, 2, 3],
    "items": [{"kind": "a", "size": 2}, {"kind": "b", "size": 5}],
}
KNOWN = {"m": 4, "u": True, "s": "text", "ys": [5, 6]}

CASES: tuple[tuple[str, dict[str, Any], Any], ...] = (
    ("n + 1", {}, 4),
    ("0.1 + 0.2 = 0.3", {}, True),
    ("n + m", {}, None),
    ("n + m", {"m": 0.5}, Decimal("3.5")),
    ("n * (m + 1) - m", {"m": 2}, 7),
    ("n / (n - 3)", {}, None),
    ("m = null", {}, True),
    ("m != null", {"m": 1}, True),
    ("m < 5", {}, None),
    ("m < 5", {"m": 4}, True),
    ("b and u", {}, None),
    ("b and u", {"b": False}, False),
    ("b or u", {}, True),
    ("b or u", {"b": False}, None),
    ("u or m < 5", {"m": 4}, True),
    ("u or m < 5", {"m": 6}, None),
    ("u and m < 5", {"m": 6}, False),
    ("u and m < 5 and b", {"m": 4, "u": True}, True),
    ("not(u)", {}, None),
    ("not(u and b)", {"b": False}, True),
    ("if u then 1 else 2", {}, 2),
    ("if m < 5 and b then n else m", {"m": 4}, 3),
    ("if m < 5 then n else m", {}, None),
    ("n in [1..3]", {}, True),
    ("m in (1..3)", {}, None),
    ('s in ("text", "other")', {"s": "other"}, True),
    ("1 = null", {}, False),
    ('"a" != null', {}, True),
    ("[n, m, 1]", {}, (3, None, 1)),
    ("[n]", {}, (3,)),
    ("{a: n, b: m}.a", {}, 3),
    ("items.size", {}, (2, 5)),
    ("items[size > 2].kind", {}, ("b",)),
    ("items[size > m].kind", {}, ()),
    ("for x in xs return x + n", {}, (4, 5, 6)),
    ("for x in ys return x + n", {}, None),
    ("for x in xs return x + m", {}, (None, None, None)),
    ("for x in xs, y in xs[item > 1] return x * y", {}, (2, 3, 4, 6, 6, 9)),
    ("some x in xs satisfies x > 2", {}, True),
    ("every x in xs satisfies x > 2", {}, False),
    ("some x in xs satisfies x > m", {}, None),
    ("every x in xs satisfies x > m", {"m": 3}, False),
    ("some y in ys satisfies y > 2", {}, None),
    ("every y in ys satisfies y > 2", {"ys": []}, True),
    ("xs[item > 1]", {}, (2, 3)),
    ("xs[1]", {}, 1),
    ("xs[9]", {}, None),
    ("sum(xs)", {}, 6),
    ("sum(ys)", {}, None),
    ("max(ys)", {"ys": []}, None),
    ("count(xs[item > n])", {}, 0),
    ('date("2026-01-31") + 1 month', {}, dt.date(2026, 2, 28)),
    ("string length(s)", {}, None),
    ("upper case(s)", {"s": "ab"}, "AB"),
)


@pytest.mark.parametrize(("expression", "given", "value"), CASES, ids=[f"{case[0]} {case[1]}" for case in CASES])
def test_value(expression: str, given: dict[str, Any], value: object) -> None:
    sections = FACTS + f"derived:\n  d: {{is: '{expression}'}}\n" + table("| n || out |\n| - || d |", hit="first")
    assert decided(sections, GIVEN | given).outputs == (value,)


LOGICAL = ("b ", "u ", "m <", "m in", "not(", "some ")
CONDITIONS = [case for case in CASES if isinstance(case[2], bool) or (case[2] is None and case[0].startswith(LOGICAL))]


@pytest.mark.parametrize(
    ("expression", "given", "value"), CONDITIONS, ids=[f"{case[0]} {case[1]}" for case in CONDITIONS]
)
def test_condition(expression: str, given: dict[str, Any], value: object) -> None:
    """As the condition of a rule: fires where true, is undecided where null."""
    sections = FACTS + f"rules:\n  - {{id: rule, when: '{expression}', then: [{{do: warning, to: agent}}]}}\n"
    result = decided(sections, GIVEN | given)
    assert result.matched == (("rule",) if value else ())
    assert [undecided.rule for undecided in result.undecided] == (["rule"] if value is None else [])


def test_a_derived_value_is_computed_once() -> None:
    sections = FACTS + "derived:\n  d: {is: sum(xs)}\n" + table("| d || out |\n| > d - 1 || d + d |", hit="first")
    assert decided(sections, GIVEN | KNOWN).outputs == (12,)


@pytest.mark.parametrize("name", ["ADD", "K1", "Decimal", "ª", "tuple"])
def test_a_loop_variable_hides_nothing_that_generated_code_needs(name: str) -> None:
    expression = f"for a in xs, {name} in xs[item > 2] return a + {name} * 0.5"
    sections = FACTS + f"derived:\n  d: {{is: '{expression}'}}\n" + table("| n || out |\n| - || d |", hit="first")
    assert decided(sections, GIVEN).outputs == ((Decimal("2.5"), Decimal("3.5"), Decimal("4.5")),)


def test_a_fact_hides_no_builtin() -> None:
    sections = "facts:\n  sorted: {title: s, type: list, of: number}\n  len: {title: l, type: string}\n"
    rows = table("| len || out |\n| string length(?) > 1 || sort(sorted)[1] |", hit="first")
    assert decided(sections + rows, {"sorted": [2, 1], "len": "ab"}).outputs == (1,)
