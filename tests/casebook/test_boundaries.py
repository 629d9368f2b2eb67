"""Which boundaries cases cover, and what is said of those that they don't."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.casebook.libraries import run

if TYPE_CHECKING:
    from pathlib import Path

    from engine.casebook import TestReport

FACTS = """\
policy: review
title: Review
facts:
  score: {title: Score, type: number, scale: 0, range: 0..100, optional: true}
  other: {title: Other, type: number, range: 0..100, optional: true}
  wage: {title: Wage, type: money, optional: true}
  part: {title: Part, type: percent, optional: true}
  kind: {title: Kind, type: enum, values: [a, b, c], optional: true}
  signed: {title: Signed, type: boolean, default: false}
  urgent: {title: Urgent, type: boolean, default: false}
  due: {title: Due, type: date, optional: true}
  late: {title: Late, type: span, optional: true}
  marks: {title: Marks, type: list, of: number, optional: true}
  texts: {title: Texts, type: list, of: string, optional: true}
"""
RULE = "rules: [{{id: r, when: '{when}', then: [{{do: warning, to: agent}}]}}]"


class Gap(NamedTuple):
    """A side that no case is on: its code, its test as it is told, and what to change in a case for it."""

    code: str
    test: str
    change: str


class Example(NamedTuple):
    policy: str
    cases: list[str]
    gaps: list[Gap]


def rule(when: str, cases: list[str], *gaps: tuple[str, str, str]) -> Example:
    return Example(RULE.format(when=when), cases, [Gap(*gap) for gap in gaps])


EXAMPLES = {
    "both sides": rule("score < 80", ["score: 80", "score: 79"]),
    "any case below is the other side": rule("score < 80", ["score: 80", "score: 0"]),
    "not on the boundary": rule("score < 80", ["score: 81", "score: 79"], ("GJ631", "score = 80", "score: 80")),
    "only on the boundary": rule("score <= 80", ["score: 80"], ("GJ632", "score <= 80 doesn't hold", "score: 81")),
    "a dense fact is moved by a round step": rule(
        "other <= 80", ["other: 80"], ("GJ632", "other <= 80 doesn't hold", "other: 81")
    ),
    "percents and money as cases have them": rule(
        "part >= 98% and wage > 100 CNY",
        ["{part: 98%, wage: 100.01}"],
        ("GJ632", "part >= 98% doesn't hold", "part: 97%"),
        ("GJ631", "wage = 100 CNY", "wage: 100.00"),
    ),
    "dates": rule(
        'due > date("2026-11-22")', ["due: 2026-11-23"], ("GJ631", 'due = date("2026-11-22")', "due: 2026-11-22")
    ),
    "spans": rule("late > 24h", ["late: 25h"], ("GJ631", "late = 24h", "late: 24 hours")),
    "between has two ends": rule(
        "score between 60 and 80",
        ["score: 60", "score: 59"],
        ("GJ631", "score = 80", "score: 80"),
        ("GJ632", "score <= 80 doesn't hold", "score: 81"),
    ),
    "a range's end where the fact's range ends isn't asked for": rule(
        "score in [90..100]", ["score: 90", "score: 89", "score: 100"]
    ),
    "what always holds isn't asked for": rule("score >= 0 and signed", ["{score: 0, signed: true}", "score: 0"]),
    "two facts": rule("score < other", ["{score: 1, other: 2}"], ("GJ631", "score = other", "score: 2")),
    "equality that can't be reached": rule("score > 79.5", ["score: 80", "score: 79"]),
    "equality that can't be reached, one side only": rule(
        "score > 79.5", ["score: 90"], ("GJ632", "score > 79.5 doesn't hold", "score: 79")
    ),
    "booleans and enums have two sides": rule(
        'signed and kind = "a"',
        ["{signed: true, kind: a}"],
        ("GJ632", "signed doesn't hold", "signed: false"),
        ("GJ632", 'kind = "a" doesn\'t hold', "kind: b"),
    ),
    "where another part decides nothing is seen": rule(
        "signed and urgent",
        ["{signed: true, urgent: true}", "{signed: false, urgent: false}"],
        ("GJ632", "signed doesn't hold", "signed: false"),
        ("GJ632", "urgent doesn't hold", "urgent: false"),
    ),
    "parts of an or decide where the others are false": rule(
        "signed or urgent",
        ["{signed: true, urgent: true}", "{signed: false, urgent: false}"],
        ("GJ632", "signed holds", "signed: true"),
        ("GJ632", "urgent holds", "urgent: true"),
    ),
    "null is on neither side": rule("score < 80", ["{}", "score: 79"], ("GJ631", "score = 80", "score: 80")),
    "whether there is a value": rule(
        "score != null", ["score: 1"], ("GJ632", "score != null doesn't hold", "score: null")
    ),
    "membership is one test": rule('kind in ("a", "b")', ["kind: a", "kind: c"]),
    "membership of a list written there": rule(
        'not(kind in ["a", "b"])', ["kind: c"], ("GJ632", 'kind in ["a", "b"] holds', "kind: a")
    ),
    "membership of a list": rule(
        'list contains(texts, "x")', ["texts: [x]"], ("GJ632", 'list contains(texts, "x") doesn\'t hold', "texts: []")
    ),
    "counts": rule("count(texts) > 1", ["texts: [x, y]"], ("GJ631", "count(texts) = 1", "texts: [x]")),
    "a loop's tests are seen per element": rule("some m in marks satisfies m >= 60", ["marks: [59, 60]", "marks: [1]"]),
    "a loop's tests have boundaries": rule(
        "some m in marks satisfies m >= 60", ["marks: [59, 61]", "marks: [1]"], ("GJ631", "m = 60", "")
    ),
    "a filter's too": rule("count(marks[item > 0]) > 0", ["marks: [0, 1]", "marks: [0]"]),
    "a chosen branch": rule(
        "if signed then score < 80 else urgent",
        ["{signed: true, score: 80}", "{signed: true, score: 1}", "{urgent: true}"],
        ("GJ632", "urgent doesn't hold", "urgent: false"),
    ),
    "a rule that never fires says only that": rule("score < 80", ["score: 90"], ("GJ630", "r", "score: 79")),
    "a rule that fires when two facts change": rule(
        "signed and urgent", ["{}"], ("GJ630", "r", "signed: true, urgent: true")
    ),
}


TABLE = """\
tables:
  grades:
    hit: {hit}
    rows: |
      | id   | {inputs} || grade  |
{rows}
"""


def table(hit: str, inputs: str, rows: list[str], cases: list[str], *gaps: tuple[str, str, str]) -> Example:
    lines = "\n".join(f"      | {row} |" for row in rows)
    return Example(TABLE.format(hit=hit, inputs=inputs, rows=lines), cases, [Gap(*gap) for gap in gaps])


UNIQUE = ['high | [90..100] || "h"', 'mid | [80..90) || "m"', 'low | < 80 || "l"']
FIRST = ['high | >= 90 || "h"', 'mid | [80..90) || "m"', 'rest | - || "l"']
EXAMPLES |= {
    "every end of a range by itself": table(
        "unique",
        "score",
        UNIQUE,
        ["score: 100", "score: 85", "score: 70"],
        ("GJ631", "score = 90", "score: 90"),
        ("GJ631", "score = 80", "score: 80"),
        ("GJ631", "score = 90", "score: 90"),
        ("GJ631", "score = 80", "score: 80"),
    ),
    "all ends": table("unique", "score", UNIQUE, ["score: 100", "score: 90", "score: 89", "score: 80", "score: 79"]),
    "what an earlier row takes isn't asked for": table(
        "first", "score", FIRST, ["score: 90", "score: 89", "score: 80", "score: 79"]
    ),
    "a row by two columns": table(
        "unique",
        "score | signed",
        ['yes | >= 80 | true || "y"', 'no | >= 80 | false || "n"', 'low | < 80 | - || "l"'],
        ["{score: 80, signed: true}", "{score: 79, signed: true}"],
        ("GJ632", "signed = true doesn't hold", "signed: false"),
        ("GJ630", "grades.no", "signed: false"),
    ),
    "a column's membership": table(
        "unique", "kind", ['ab | "a", "b" || "x"', 'c | "c" || "y"'], ["kind: a", "kind: c"]
    ),
    "a target": Example(
        "targets: {score: {at_least: 80}, late: {at_most: 24h}}\n" + RULE.format(when="count(missed_targets) > 0"),
        ["{score: 80, late: 24h}", "{score: 79}"],
        [Gap("GJ632", "late > 24h holds", "late: 24 hours 1 minute")],
    ),
    "a derived value and an amount": Example(
        "derived: {off: {is: if score < 60 then 10% else 0%}}\n"
        "rules: [{id: r, then: [{do: fine, to: agent, amount: if signed then wage * off else wage}]}]",
        ["{score: 60, wage: 100}"],
        [Gap("GJ632", "score < 60 holds", "score: 59"), Gap("GJ632", "signed holds", "signed: true")],
    ),
    "a rule over a list, whose list may be empty": Example(
        "rules: [{id: r, when: signed, for: m in marks, then: [{do: notice, points: if m > 3 then m else 3}]}]",
        ["{signed: true, marks: [3, 4]}", "{marks: [1]}"],
        [Gap("GJ631", "count(marks) = 0", "marks: []")],
    ),
    "no cases at all": Example(RULE.format(when="signed"), [], [Gap("GJ633", "review", "")]),
}


def outcome_of(example: Example, folder: Path) -> TestReport:
    cases = [
        f"  - {{case: c{n}, given: {{facts: {{{c.strip('{}')}}}}}, expect: {{outputs: {{}}}}}}\n"
        for n, c in enumerate(example.cases)
    ]
    return run(folder, f"{FACTS}{example.policy}", "".join(cases))


def gaps(report: TestReport) -> list[Gap]:
    return [Gap(found.code, _told(dict(found.args)), dict(found.args).get("change", "")) for found in report.uncovered]


def _told(args: dict[str, str]) -> str:
    if "left" in args:
        return f"{args['left']} = {args['right']}"
    truths = {"true": " holds", "false": " doesn't hold"}
    told = args.get("text") or args.get("rule") or args["policy"]
    return told + truths.get(args.get("truth", ""), "")


@pytest.mark.parametrize("name", EXAMPLES)
def test_gaps(name: str, tmp_path: Path) -> None:
    report = outcome_of(EXAMPLES[name], tmp_path)
    assert sorted(gaps(report)) == sorted(EXAMPLES[name].gaps)
    assert report.complete is not bool(EXAMPLES[name].gaps)


@pytest.mark.parametrize("name", [name for name, example in EXAMPLES.items() if example.gaps])
def test_what_is_suggested_covers(name: str, tmp_path: Path) -> None:
    """A case with the suggested facts closes the gap."""
    example = EXAMPLES[name]
    for found in outcome_of(example, tmp_path).uncovered:
        args = dict(found.args)
        if "change" in args:
            base = example.cases[int(args["like_zh"].removeprefix("c"))].strip("{}")
            kept = [part for part in _parts(base) if part.partition(":")[0] not in args["change"]]
            more = example._replace(cases=[*example.cases, ", ".join([*kept, args["change"]])])
            left = [(again.span, again.code, again.args[:2]) for again in outcome_of(more, tmp_path).uncovered]
            assert (found.span, found.code, found.args[:2]) not in left


def _parts(facts: str) -> list[str]:
    return [part for part in re.split(r", (?=\w+:)", facts) if part]


DATED = """\
policy: review
title: Review
facts: {score: {title: Score, type: number}}
params: {mark: {title: Mark, type: number, value: {2019-01-01: 80, 2027-01-01: 85}}}
rules: [{id: below, when: score < mark, then: [{do: warning, to: agent}]}]
"""


def test_another_value_of_a_parameter_is_another_boundary(tmp_path: Path) -> None:
    case = "  - {{case: scored {0}, as_of: {1}, given: {{facts: {{score: {0}}}}}, expect: {{outputs: {{}}}}}}\n"
    cases = case.format(80, "2026-11-22") + case.format(79, "2026-11-22")
    report = run(tmp_path, DATED, cases)
    assert gaps(report) == [
        Gap("GJ631", "score = mark", "score: 85, as_of: 2027-01-01"),
        Gap("GJ632", "score < mark holds", "as_of: 2027-01-01"),
    ]
    assert [boundary.boundary.limit for boundary in report.boundaries] == ["80", "85"]
    later = case.format(85, "2027-01-01") + case.format(0, "2028-01-01")
    assert run(tmp_path, DATED, cases + later).complete
