"""Policies whose rules hang on tables that hang on derived values that hang on cases, in every way there is."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from tests.proof.conditions.agreeing import check, laid_out
from tests.proof.conditions.opening import opened

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn


FACTS = """
  mark: {title: mark, type: number, range: 0..100, scale: 1}
  share: {title: share, type: percent, optional: true}
  stars: {title: stars, type: number, range: 1..5, scale: 0, optional: true}
  days: {title: days, type: number, range: 0..400, scale: 0}
  wage: {title: wage, type: money, optional: true}
  loss: {title: loss, type: money}
  signed: {title: signed, type: boolean, default: false}
  paid: {title: paid, type: boolean, optional: true}
  grade: {title: grade, type: enum, values: [high, middle, low], optional: true}
  note: {title: note, type: string, optional: true}
  made_on: {title: made on, type: date, optional: true}
  sold_on: {title: sold on, type: date}
  begun: {title: begun, type: date-time, optional: true}
  lasted: {title: lasted, type: span, optional: true}
  ticks: {title: ticks, type: list, of: boolean}
  papers: {title: papers, type: set, of: string, optional: true}
  kinds: {title: kinds, type: set, values: [first, second, third], optional: true}
"""
PARAMS = """
  bound: {title: bound, type: number, value: 80}
  fee: {title: fee, type: money, value: 500.5 CNY}
  rate: {title: rate, type: percent, value: 33.3%}
  patience: {title: patience, type: span, value: 36h}
"""
NUMBERS = (
    *("mark", "stars", "days", "bound", "(mark - bound)", "abs(mark - 50)", "floor(mark)", "(mark * 2)", "(mark / 3)"),
    *("max(mark, bound)", "min(mark, days)", "(if signed then mark else days)", "(stars * 20)", "(stars * stars)"),
    *("round up(mark / 7)", "modulo(days, 7)", "count(papers)", "count(kinds)", "(if grade = null then 1 else days)"),
    *("(100 / (days + 1))", "points", "-mark", "(mark + stars)", "decimal(mark, 0)", "count([mark, days][item > 50])"),
)
SUMS = ("wage", "loss", "fee", "(wage + loss)", "(loss * share)", "max(wage, 100 CNY)", "(wage - fee)", "(loss * 2)")
DAYS = (
    "made_on",
    "sold_on",
    "(made_on + 1 month)",
    "(sold_on - 6 months)",
    "(made_on + 30 days)",
    "last day of month(made_on)",
)
SPANS = ("lasted", "(lasted * 2)")
HOURS = ("lasted", "patience", "(lasted + 1h)")
APART = ("(sold_on - made_on)", '(sold_on - @"2025-12-31")', '(made_on - @"2024-02-29")')
MONTHS = (
    "years and months duration(made_on, sold_on)",
    'years and months duration(@"2024-02-29", sold_on)',
    "(1 month * stars)",
)
TRUTHS = (
    *(
        "signed",
        "paid",
        "not(paid)",
        "flag",
        'grade = "high"',
        'grade in ("high", "low")',
        "grade != null",
        'verdict = "good"',
    ),
    *(
        'note = "a"',
        'note in ("a", "b")',
        "note != null",
        'list contains(papers, "x")',
        'some k in kinds satisfies k = "first"',
    ),
    *('every k in kinds satisfies k != "third"', 'count(kinds[item = "first"]) > 0', "kinds = null", "papers != null"),
    *(
        "some t in ticks satisfies t",
        "count(ticks[item]) >= 1",
        "count(ticks[not(item)]) > 1",
        "some n in [mark, days] satisfies n > 50",
        "every n in [mark, stars] satisfies n > 2",
        "signed = paid",
        "reward > 0",
    ),
    *(
        'begun < @"2026-03-02T09:00:00+08:00"',
        "share between 10% and 50%",
        "loss in [0 CNY..fee)",
        "mark in [stars..days]",
    ),
    *(
        "count(collected) > 1",
        'list contains(collected, "low")',
        'made_on in [@"2024-02-29"..@"2026-01-31"]',
        "sum > 2",
    ),
)
_GRADES = ('"high"', "-")
LITERALS = {
    "number": ("0", "1", "2.5", "59.9", "60", "80", "100", "3"),
    "money": ("0 CNY", "0.01 CNY", "100 CNY", "500.5 CNY"),
    "date": ('@"2024-02-29"', '@"2025-12-31"', '@"2026-01-31"'),
    "hours": ("0h", "36h", "90 minutes"),
    "days": ("0 days", "30 days", "lasted"),
    "months": ("0 months", "2 years", "lasted"),
    "span": ("0h", "10 minutes", "36h", "3 days", "1 month", "8 working hours"),
}
POOLS = {"number": NUMBERS, "money": SUMS, "date": DAYS, "span": SPANS, "hours": HOURS, "days": APART, "months": MONTHS}


def _comparison(draw: DrawFn) -> str:
    kind = draw(st.sampled_from(sorted(POOLS)))
    left = draw(st.sampled_from(POOLS[kind]))
    right = draw(st.sampled_from(LITERALS[kind]) | st.sampled_from(LITERALS[kind]) | st.sampled_from(POOLS[kind]))
    return f"({left} {draw(st.sampled_from(('<', '<=', '>', '>=', '=', '!=')))} {right})"


def _condition(draw: DrawFn, depth: int = 2) -> str:
    form = draw(st.integers(0, 7))
    if depth == 0 or form > 5:
        return f"({draw(st.sampled_from(TRUTHS))})" if draw(st.booleans()) else _comparison(draw)
    parts = [_condition(draw, depth - 1) for _ in range(2)]
    if form == 0:
        return f"(if {_condition(draw, 0)} then {parts[0]} else {parts[1]})"
    return f"not({parts[0]})" if form == 1 else f"({parts[0]} {'and' if form < 4 else 'or'} {parts[1]})"


@st.composite
def texts(draw: DrawFn) -> str:
    hit = draw(st.sampled_from(("unique", "first", "any", "priority")))
    better = draw(st.sampled_from(("good", "fair")))
    aggregate = draw(st.sampled_from(("collect sum", "collect min", "collect max", "collect count")))
    rules = "".join(
        f"  - {{id: rule-{k}, when: '{_condition(draw)}', then: [{{do: warning, to: agent}}]}}\n" for k in range(4)
    )
    return f"""policy: generated
title: Generated
facts:{FACTS}
params:{PARAMS}
derived:
  points: {{title: points, is: 'if signed then mark else if paid then stars else 2'}}
  flag: {{title: flag, is: 'mark > bound or (paid and loss > wage)'}}
tables:
  verdicts:
    hit: {hit}
    outputs: {{verdict: {{title: verdict, values: [good, fair, bad]}}}}
    rows: |
      | id | mark | flag | grade || verdict |
      | a | {draw(st.sampled_from(("> 50", "-", "< bound")))} | true | - || "good" |
      | b | {draw(st.sampled_from(("[50..90)", "-")))} | - | {draw(st.sampled_from(_GRADES))} || "{better}" |
      | c | - | false | {draw(st.sampled_from(('not("high")', "-")))} || "bad" |
  rewards:
    hit: {draw(st.sampled_from(("unique", "first")))}
    outputs: {{reward: {{title: reward, type: number}}}}
    rows: |
      | id | verdict | days || reward |
      | a | "good" | - || {draw(st.sampled_from(("1", "mark", "stars")))} |
      | b | "bad" | > 30 || 0 |
  totals:
    hit: {aggregate}
    outputs: {{sum: {{title: sum, type: number, scale: 0, range: 0..10}}}}
    rows: |
      | id | mark | signed || sum |
      | a | > 20 | - || 1 |
      | b | - | true || 2 |
      | c | > 60 | - || 1 |
  lists:
    hit: {draw(st.sampled_from(("collect", "rule order", "output order")))}
    outputs: {{collected: {{title: collected, values: [low, some]}}}}
    rows: |
      | id | days | paid || collected |
      | a | > 20 | - || "low" |
      | b | - | true || "some" |
      | c | < 100 | - || "some" |
rules:
{rules}"""


@given(texts(), st.integers(0, 10**6))
def test_entangled_policies(text: str, seed: int) -> None:
    programs = opened(text).timeline.programs
    check(laid_out(*programs), programs, random.Random(seed), 40)  # noqa: S311 - repeatable
