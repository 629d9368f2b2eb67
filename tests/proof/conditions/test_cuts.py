"""Where tests of one fact are cut: exactly, and only where they change."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from engine.backends.proof.conditions import lay
from engine.backends.proof.coordinates.extents import between_of
from engine.backends.proof.space import Side
from engine.backends.scalar.evaluator import evaluator
from engine.feel.runtime.texts import text_of
from tests.proof.conditions.opening import opened

if TYPE_CHECKING:
    from engine.backends.proof.space import Space
    from engine.feel.values import Value

POLICY = """
policy: generated
title: Generated
facts:
  x: {{title: x, {kind}}}
params:
  third: {{title: third, type: number, value: 3}}
rules:
  - {{id: r, when: '{when}', then: [{{do: warning, to: agent}}]}}
"""
DENSE, WHOLE, CENTS = "type: number", "type: number, scale: 0", "type: money"
MARKS, SPAN, DAY = "type: number, scale: 0, range: 0..100", "type: span", "type: date"
CUTS = (
    (DENSE, "x * third >= 1", ("1/3",)),
    (DENSE, "x = 0.1", ("0.1", "0.1+")),
    (WHOLE, "x * third >= 100", ("34",)),
    (WHOLE, "x > 2.5", ("3",)),
    (CENTS, "x * 33.3% > 1 CNY", ("3.01",)),
    (DENSE, "floor(x) >= 3", ("3",)),
    (DENSE, "round half up(x, 1) > 2.5", ("2.55",)),
    (DENSE, "decimal(x, 0) = 2", ("1.5", "2.5+")),
    (DENSE, "abs(x - 3) < 1", ("2+", "4")),
    (DENSE, "max(x, 5) > 7", ("7+",)),
    (DENSE, "(if x > 3 then 10 - x else x) > 2", ("2+", "8")),
    (MARKS, "modulo(x, 50) = 0", ("1", "50", "51", "100")),
    (MARKS, "x * x > 50", ("8",)),
    (MARKS, "100 / (x - 50) >= 20", ("50", "51", "56")),
    (SPAN, "x > 90 minutes", ("5400+",)),
    (DAY, 'x + 1 month > @"2026-02-28"', ("2026-02-01",)),
    (DAY, 'x + 30 days <= @"2026-03-02"', ("2026-02-01",)),
    (DAY, 'last day of month(x) = @"2024-02-29"', ("2024-02-01", "2024-03-01")),
    (DAY, "x.year >= 2026", ("2026-01-01",)),
)


def laid(kind: str, when: str) -> Space:
    program = opened(POLICY.format(kind=kind, when=when)).timeline.programs[-1]
    return lay([Side(program)], evaluator)


@pytest.mark.parametrize(("kind", "when", "wanted"), CUTS, ids=[when for _, when, _ in CUTS])
def test_cuts(kind: str, when: str, wanted: tuple[str, ...]) -> None:
    """Written `at`, with a + where the cut is just behind it; days as dates."""
    space = laid(kind, when)
    assert not space.unknown
    (axis,) = (column.axis for column in space.columns)
    lows = [between_of(axis, atom, atom + 1) for atom in range(1, axis.intervals)]
    if kind == DAY:
        assert tuple(text_of(low.low) for low in lows) == wanted
        return
    cuts = [f"{cut.at}{'+' if cut.after else ''}" for cut in axis.cuts[1:-1]]
    assert cuts == [f"{Fraction(at.removesuffix('+'))}{'+' if at.endswith('+') else ''}" for at in wanted]


SUMS = """
policy: generated
title: Generated
facts:
  x: {{title: x, type: money, optional: true}}
  y: {{title: y, type: money}}
  z: {{title: z, type: money}}
rules:
  - {{id: r, when: '{one}', then: [{{do: warning, to: agent}}]}}
  - {{id: s, when: '{other}', then: [{{do: warning, to: agent}}]}}
"""


@pytest.mark.parametrize(
    ("one", "other", "columns"),
    [
        ("x - y > 20 CNY", "0 CNY - (y - x) > 20 CNY", 1),
        ("x - y > 20 CNY", "y - x < -20 CNY", 1),
        ("x - y > 20 CNY", "2 * x > 40 CNY + y * 2", 1),
        ("x - y > 20 CNY", "x <= y + 20 CNY", 1),
        ("y - z = 20 CNY", "-y + 20 CNY = -z", 1),
        ("x - y > 20 CNY", "x - y > -20 CNY", 2),
        ("x - y > 20 CNY", "y - x > 20 CNY", 2),
        ("x + y > 20 CNY", "x + y + x - x > 20 CNY", 1),
        ("y * 2 > x - x + y + x", "y > x", 1),
        ("y < 3 CNY", "y + x - x < 3 CNY", 1),
    ],
)
def test_comparisons_of_the_same_sums_have_one_column(one: str, other: str, columns: int) -> None:
    program = opened(SUMS.format(one=one, other=other)).timeline.programs[-1]
    space = lay([Side(program)], evaluator)
    assert sum(column.subject.kind == "comparison" for column in space.columns) == columns
    cases: list[dict[str, Value]] = [
        {"x": x, "y": Decimal(y), "z": Decimal(0)}
        for x in (None, *map(Decimal, (0, 20, 21, 40)))
        for y in (0, 1, 2, 3, 20)
    ]
    first, second = (parts.truth for parts in space.sides[0].rules)
    told = [[evaluator(rule.when.root)(case) for case in cases] for rule in program.rules if rule.when]
    assert (first == second) == (told[0] == told[1])


UNKNOWN = (
    ("type: string", 'starts with(x, "a")', "text"),
    ("type: string", 'x > "m"', "text"),
    (DENSE, "x * x > 2", "nonlinear"),
    ("type: date", "x.month = 2", "other"),
    ("type: list, of: number", "max(x) > 3", "list"),
    ("type: list, of: number", "some n in x satisfies n > 3", "list"),
)


@pytest.mark.parametrize(("kind", "when", "reason"), UNKNOWN, ids=[when for _, when, _ in UNKNOWN])
def test_what_cannot_be_cut_is_said(kind: str, when: str, reason: str) -> None:
    space = laid(kind, when)
    (unknown,) = space.unknown
    assert unknown.reason == reason
    assert unknown.span
    assert unknown.span.line == 9
    assert [c.subject.name for c in space.columns if c.subject.kind == "test"] == [unknown.text]
