"""What margins say of written policies, against every value of a grid: spans, lists, targets, checks, outputs."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from engine import Library
from engine.backends.scalar.compiler import compile_program
from engine.backends.scalar.margins.lines import position
from engine.backends.scalar.margins.nearest import with_margins
from engine.backends.scalar.tracing import Tracer
from engine.feel.values import TimeSpan, Unit
from tests.trace.building import case

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from engine.backends.scalar.checked import Checked
    from engine.ir.decision import Result
    from engine.ir.trace import Change, Margin

CONDITIONS = (
    "late > grace",
    "late = 3 min",
    "late + 1 min >= 2 * grace",
    "if n < 4 then late < 2 min else late < slack",
    "late / 1 min > n",
    "slack - late <= 1 min or urgent",
    "abs(n - 3) > 1 and late != null",
    "begun - arrived < grace",
    "arrived + late > begun",
    "arrived > begun and not urgent",
    "day + period > date(2026, 3, 31)",
    "day - date(2026, 3, 1) > 4 days",
    '"x" in crew and "y" in crew',
    '"x" in crew and count(crew) >= 2',
    'count(crew) = 1 or "z" in crew',
    'crew[item != "x"] = []',
    "count(limits[item > n]) > 1",
    "some limit in limits satisfies limit < n",
    "every limit in limits satisfies limit * 2 > n",
    "count(for limit in limits return limit + n) = 3",
    "count(missed_targets) = 1",
    'count(missed_targets[id = "n"]) = 0',
    'missed_targets[1].id = "late"',
    "count(parts) = 2",
    "count(parts[size > 2]) > 0",
    'level = "high" and n > 1',
    'level = "low" or late > slack',
)
LISTS = ("missed_targets", "crew", "limits[item > n]", "parts[size > n]")
POLICY = """
policy: grid
title: Grid
facts:
  n: {{title: N, type: number, range: 0..6, scale: 0, check: n != barred}}
  barred: {{title: Barred, type: number, range: 0..6, scale: 0, optional: true}}
  late: {{title: Late, type: span, optional: true}}
  slack: {{title: Slack, type: span, default: 4 min, check: slack > 0 min}}
  period: {{title: Period, type: span}}
  begun: {{title: Begun, type: date-time}}
  arrived: {{title: Arrived, type: date-time, optional: true}}
  day: {{title: Day, type: date}}
  urgent: {{title: Urgent, type: boolean}}
  crew: {{title: Crew, type: set, values: [x, y, z]}}
  parts: {{title: Parts, type: list, of: {{size: number}}}}
params:
  grace: {{title: Grace, type: span, value: 2 min}}
derived:
  limits: {{title: Limits, is: "[1, 3, 5]"}}
targets:
  n: {{at_least: 3}}
  late: {{at_most: 3 min}}
tables:
  levels:
    hit: first
    outputs: {{level: {{title: Level, values: [low, high]}}}}
    rows: |
      | n    | urgent || level  |
      | > 4  | -      || "high" |
      | -    | true   || "high" |
      | -    | -      || "low"  |
rules:
{rules}
"""
MINUTES = [TimeSpan(Unit.SECONDS, Decimal(30 * half)) for half in range(13)]
INSTANTS = [dt.datetime(2026, 3, 2, 9, minute, tzinfo=dt.UTC) for minute in range(8)]
GRID: dict[str, list[Any]] = {
    "n": list(range(7)),
    "barred": [None, 2, 5],
    "late": [None, *MINUTES, TimeSpan(Unit.MONTHS, Decimal(1))],
    "slack": [*MINUTES, TimeSpan(Unit.DAYS, Decimal(1))],
    "period": [
        *(TimeSpan(Unit.MONTHS, Decimal(n)) for n in range(3)),
        *(TimeSpan(Unit.DAYS, Decimal(n)) for n in (1, 40)),
    ],
    "begun": INSTANTS,
    "arrived": [None, *INSTANTS],
    "day": [dt.date(2026, 2, 26) + dt.timedelta(days=n) for n in range(10)],
    "urgent": [False, True],
    "crew": [tuple(some) for size in range(4) for some in combinations(("x", "y", "z"), size)],
    "parts": [
        tuple({"size": Decimal(size)} for size in sizes) for sizes in ((), (1,), (3,), (1, 3), (3, 5), (1, 3, 5))
    ],
}
EXAMPLES = st.tuples(*(st.sampled_from(values) for values in GRID.values()))


@dataclass(frozen=True, slots=True)
class Grid:
    """The policy made ready in both ways."""

    tracer: Tracer
    run: Callable[[Checked], Result]

    def state(self, values: tuple[Any, ...]) -> tuple[Any, ...]:
        """Per rule whether it applies; last, all that a decision shows."""
        result, rules = self.run(case(*values)), self.tracer.program.rules
        applying = tuple(rule.id in result.matched for rule in rules)
        shown = [found for rule, found in zip(rules, applying, strict=True) if rule.then]
        return (*applying, (shown, result.outputs))

    def others(self, values: tuple[Any, ...]) -> Iterator[tuple[str, Any, tuple[Any, ...]]]:
        """Every other value of every fact on the grid, with what it makes of the case."""
        for place, (name, grid) in enumerate(GRID.items()):
            for value in grid:
                changed = (*values[:place], value, *values[place + 1 :])
                if (
                    value is not None
                    and value != values[place]
                    and not refused(changed)
                    and not is_strange(value, name)
                ):
                    yield name, value, self.state(changed)


def refused(values: tuple[Any, ...]) -> bool:
    """Whether a fact's check is false, said anew: `n != barred`, `slack > 0 min`."""
    n, barred, slack = values[0], values[1], values[3]
    return bool(n == barred or (slack.unit is Unit.SECONDS and slack.amount <= 0))


def is_strange(value: Any, name: str) -> bool:
    """A span of a unit that is held against nothing: that isn't searched for."""
    return name in ("late", "slack") and value.unit is not Unit.SECONDS


@pytest.fixture(scope="module")
def grid(tmp_path_factory: pytest.TempPathFactory) -> Grid:
    folder: Path = tmp_path_factory.mktemp("library")
    rules = [f"  - {{id: when-{i}, when: '{text}', then: [{{do: warning}}]}}" for i, text in enumerate(CONDITIONS)]
    rules += [f"  - {{id: for-{i}, for: 'e in {text}', then: [{{do: warning}}]}}" for i, text in enumerate(LISTS)]
    (folder / "base").mkdir()
    (folder / "base/grid.yaml").write_text(POLICY.format(rules="\n".join(rules)), encoding="utf-8")
    (folder / "library.yaml").write_text("guiju: 1\nzone: Asia/Shanghai\ncurrency: CNY\n", encoding="utf-8")
    (folder / "vocabulary.yaml").write_text("consequences: {warning: {title: Warning}}\n", encoding="utf-8")
    program = Library.load(folder).branch("base").policy("grid").timeline.programs[0]
    return Grid(Tracer(program), compile_program(program).run)


def apart(left: Any, right: Any) -> Fraction | None:
    a, b = position(left), position(right)
    return abs(a[1] - b[1]) if a and b and a[0] == b[0] else None


def check(margin: Margin, flipping: dict[str, list[Any]], values: dict[str, Any]) -> None:
    """Nothing on the grid is nearer than what is said, and of what is said to do nothing, nothing does."""
    said = {change.fact: change for change in margin.changes}
    for name, found in flipping.items():
        if name not in said:
            assert name in margin.unknown, (name, found)
        elif name not in margin.unknown:
            check_nearest(said[name], [apart(value, values[name]) for value in found])


def check_nearest(change: Change, found: list[Fraction | None]) -> None:
    near = [distance for distance in found if distance is not None]
    if near and change.kind == "value" and not isinstance(change.value, tuple):
        assert change.distance is not None
        assert Fraction(change.distance) <= min(near)


@settings(max_examples=40, deadline=None)
@given(values=EXAMPLES)
def test_margins_agree_with_the_grid(grid: Grid, values: tuple[Any, ...]) -> None:
    assume(not refused(values))
    trace = with_margins(grid.tracer.trace(case(*values)), grid.tracer)
    now, named = grid.state(values), dict(zip(GRID, values, strict=True))
    around = list(grid.others(values))
    for index, margin in enumerate([*(rule.margin for rule in trace.rules), trace.margin]):
        flipping: dict[str, list[Any]] = {}
        for name, value, then in around:
            if then[index] != now[index]:
                flipping.setdefault(name, []).append(value)
        assert margin
        check(margin, flipping, named)
