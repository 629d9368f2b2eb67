"""Small policies and guardrails, of which every case can be tried."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hypothesis.strategies import DrawFn, SearchStrategy

HEAD = """policy: review
title: {zh: 图纸审核, en: Drawing review}
facts:
  score: {title: {zh: 审核分数, en: Review score}, type: number, range: 0..5, scale: 0}
  level: {title: {zh: 等级, en: Level}, type: enum, values: [a, b, c], optional: true}
  signed: {title: {zh: 已签约, en: Signed}, type: boolean}
"""
TESTS = (
    *(f"score {sign} {value}" for sign in ("<", ">=", "=", "!=") for value in (0, 2, 3, 5)),
    *('level = "a"', 'level != "b"', 'level in ("a", "c")', "level = null"),
    *("signed", "not(signed)"),
)
AMOUNTS = ("score * 100 CNY", "100 CNY * (5 - score)", "if score < 3 then 400 CNY else 50 CNY * score")
"""Amounts that go with the score."""
SUBJECT = 'if signed then "agent" else "designer"'
"""A subject that the facts name: what is milder for whom can't be told."""
BROUGHT = (
    *(f"{{do: {do}, to: {to}}}" for do in ("warning", "bonus") for to in ("designer", "agent")),
    *(f"{{do: fine, to: {to}, amount: {n} CNY}}" for to in ("designer", "agent") for n in (100, 400)),
    *(f"{{do: fine, to: agent, amount: {amount}}}" for amount in AMOUNTS),
    f"{{do: notice, to: '= {SUBJECT}', points: score}}",
)
CLAIMS = (
    *(
        'outcome("warning")',
        'outcome("fine", "agent")',
        'not(outcome("bonus", "designer"))',
        'outcome("notice", "agent")',
    ),
    'every o in outcomes("fine") satisfies o.amount <= 300 CNY',
    'some o in outcomes satisfies o.to = "agent"',
    'every o in outcomes[do != "bonus"] satisfies o.to = "designer" or score < 3',
    'some o in outcomes("notice") satisfies o.points > 2',
    "count(outcomes) <= 2",
    'count(outcomes("fine")[amount > 100 CNY]) < 2',
    'sum(outcomes("fine").amount) <= 500 CNY',
    'grade = "high"',
)
ROWS = ("[0..2)", "[2..4]", "> 4", "3", "< 5", "-")


class Generated(NamedTuple):
    policy: str
    guardrails: str


def conditions() -> SearchStrategy[str]:
    single = st.sampled_from(TESTS)
    return st.one_of(single, st.builds("({}) {} ({})".format, single, st.sampled_from(("and", "or")), single))


@st.composite
def libraries(draw: DrawFn) -> Generated:
    """Some rules, a table, and a handful of guardrails over them."""
    written = draw(st.lists(st.tuples(conditions(), _brought()), min_size=1, max_size=4))
    rules = "".join(_rule(number, when, then) for number, (when, then) in enumerate(written))
    rows = draw(st.lists(st.tuples(st.sampled_from(ROWS), st.sampled_from(("high", "low"))), min_size=1, max_size=3))
    policy = f"{HEAD}{_table(rows, draw(st.sampled_from(('first', 'any', 'unique'))))}rules:\n{rules}"
    musts = draw(st.lists(st.tuples(st.none() | conditions(), st.sampled_from(CLAIMS)), min_size=1, max_size=5))
    return Generated(policy, "guardrails:\n" + "".join(_guardrails(musts, draw)))


def _rule(number: int, when: str, then: list[str]) -> str:
    return f"  - {{id: rule-{number}, when: '{when}', then: [{', '.join(then)}]}}\n"


def _table(rows: list[tuple[str, str]], hit: str) -> str:
    lines = "".join(f'      | {cell} || "{grade}" |\n' for cell, grade in rows)
    return f"tables:\n  grades:\n    hit: {hit}\n    rows: |\n      | score || grade |\n{lines}"


def _brought() -> SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(BROUGHT), min_size=1, max_size=2)


def _guardrails(musts: list[tuple[str | None, str]], draw: DrawFn) -> Iterator[str]:
    for number, (when, must) in enumerate(musts):
        case = f"when: '{when}', " if when else ""
        yield f"  - {{id: must-{number}, policy: review, {case}must: '{must}'}}\n"
    towards, never = draw(st.sampled_from(("lower", "higher"))), draw(st.sampled_from(("milder", "stricter")))
    yield f"  - {{id: course, policy: review, monotone: {{fact: score, towards: {towards}, never: {never}}}}}\n"
    yield "  - {id: whole, policy: review, complete: grades}\n"


def cases() -> Iterator[dict[str, Any]]:
    for score, level, signed in product(range(6), (None, "a", "b", "c"), (True, False)):
        yield {"score": score, "level": level, "signed": signed}
