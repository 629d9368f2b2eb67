"""Two or more sides of a small policy: every region in which they differ, no other, each with a case that shows it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from tests.compliance.sides import compared

if TYPE_CHECKING:
    from engine.ir.differences import Comparison, Difference
    from engine.ir.regions import Extent

REVIEW = """\
policy: review
title: Review
facts:
  score: {title: Score, type: number, range: 0..100}
  signed: {title: Signed, type: boolean}
  grade: {title: Grade, type: enum, values: [high, low], optional: true}
  commission: {title: Commission, type: money, range: 0..5000}
params:
  pass_score: {title: Pass mark, type: number, value: 80, stricter: higher}
  rate: {title: Rate, type: percent, value: 1%, stricter: higher}
  thanks: {title: Thanks, type: money, value: 50 CNY, stricter: lower}
tables:
  bands:
    hit: unique
    outputs: {band: {title: Band, values: [top, middle, bottom]}}
    rows: |
      | id     | score    || band     |
      | top    | >= 90    || "top"    |
      | middle | [60..90) || "middle" |
      | bottom | < 60     || "bottom" |
    then:
      top: [{do: bonus, to: agent, amount: thanks}]
rules:
  - id: below
    when: score < pass_score
    then: [{do: warning, to: designer}]
  - id: unrevised
    when: grade = "low" and signed
    then:
      - {do: fine, to: designer, rate: rate, amount: commission * rate}
      - {do: notice, to: crew, about: unrevised}
"""


def changed(*changes: tuple[str, str]) -> str:
    text = REVIEW
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return text


def told(comparison: Comparison) -> list[tuple[dict[str, str], list[list[str]]]]:
    """Each region's extents as text by subject, and what each side does there."""
    return [(where(each), [did(each, side) for side in range(len(each.sides))]) for each in comparison.differences]


def where(difference: Difference) -> dict[str, str]:
    return {extent.subject.name: shown(extent) for extent in difference.region.extents}


def shown(extent: Extent) -> str:
    ends = [f"{'(' if r.low_open else '['}{r.low}..{r.high}{')' if r.high_open else ']'}" for r in extent.ranges]
    return " ".join([*ends, *map(str, extent.values), *["null"] * extent.null])


def did(difference: Difference, side: int) -> list[str]:
    decided = difference.sides[side]
    effects = [f"{'?' * effect.undecided}{effect.do} {effect.to} by {effect.rule}" for effect in decided.effects]
    return [*effects, *(f"{output.name}={output.value}" for output in decided.outputs)]


def test_the_same_text_behaves_the_same() -> None:
    found = compared(REVIEW, REVIEW, REVIEW)
    assert not found.text_differs
    assert (found.differences, found.timed, found.classes, found.proof.verdict) == ((), (), ((0, 1, 2),), "complete")


def test_a_higher_pass_mark_is_one_region_and_stricter() -> None:
    found = compared(REVIEW, changed(("value: 80,", "value: 85,")))
    assert told(found) == [({"score": "[80..85)"}, [[], ["warning designer by below"]])]
    (difference,) = found.differences
    assert [side.direction for side in difference.sides] == ["same", "stricter"]
    witness = difference.region.witness
    assert witness
    assert witness.replayed
    assert witness.facts["score"] == 80
    assert (found.classes, found.text_differs, found.proof.verdict) == (((0,), (1,)), True, "complete")


@pytest.mark.parametrize(
    "change",
    [
        ("score < pass_score", "not(score >= pass_score)"),
        ("score < pass_score", "score <= pass_score and score != 80"),
        ("| top    | >= 90    ||", "| top    | [90..100] ||"),
        ("amount: commission * rate", "amount: rate * commission * 2 / 2"),
        ("  - id: below\n", "  - id: below-the-mark\n"),
        ("value: 80,", "value: 80.0,"),
        ("score < pass_score", "if signed then score < 80 else pass_score > score"),
        ("hit: unique", "hit: first"),
        ('[60..90) || "middle"', '[60..75] || "middle" |\n      | more | (75..90) || "middle"'),
    ],
)
def test_another_text_that_behaves_the_same(change: tuple[str, str]) -> None:
    found = compared(REVIEW, changed(change))
    assert told(found) == []
    assert (found.proof.verdict, found.classes) == ("complete", ((0, 1),))


def test_what_a_new_rule_brings_is_ordered_by_no_parameter_of_its_own() -> None:
    """Where it is no penalty; by the same parameter a rule that both have is stricter."""
    added = (
        "  - id: unrevised",
        "  - {id: told, when: score < pass_score, then: [{do: bonus, to: agent}]}\n  - id: unrevised",
    )
    stricter = changed(("value: 80,", "value: 85,"), added)
    assert [each.sides[1].direction for each in compared(changed(added), stricter).differences] == ["stricter"] * 2
    directions = {did(each, 1)[0]: each.sides[1].direction for each in compared(REVIEW, stricter).differences}
    assert directions == {"bonus agent by told": "other", "warning designer by below": "stricter"}


def test_a_consequence_that_one_side_brings_more_often_is_told_of_all() -> None:
    """Below 40 the first and the last bring one notice each, by different rules, the second both."""
    rules = [
        f"  - {{id: {name}, when: score < {mark}, then: [{{do: notice, to: agent}}]}}\n"
        for name, mark in (("early", 40), ("late", 50))
    ]
    sides = [REVIEW + said for said in (rules[0], "".join(rules), rules[1])]
    early, late = "notice agent by early", "notice agent by late"
    assert told(compared(*sides)) == [
        ({"score": "[None..40)"}, [[early], [early, late], [late]]),
        ({"score": "[40..50)"}, [[], [late], [late]]),
    ]


@pytest.mark.parametrize("change", [("value: 1%,", "value: 2%,"), ("and signed", "and false")])
def test_a_case_shows_what_amounts_come_to(change: tuple[str, str]) -> None:
    """Not the plainest commission, of which every share is nothing."""
    witness = compared(REVIEW, changed(change)).differences[0].region.witness
    assert witness
    assert witness.facts["commission"] == 1


MINIBAR = """\
policy: minibar
title: Minibar
facts:
  consumed: {{title: Consumed, type: money, range: 0..5000}}
  billed: {{title: Billed, type: money, range: 0..5000}}
  rate: {{title: Rate, type: percent, range: 0%..100%}}
rules:
  - {{id: short, when: {when}, then: [{{do: fine, to: agent, amount: {amount}}}]}}
"""


@pytest.mark.parametrize(
    ("when", "amounts", "low", "high", "exact"),
    [
        (
            "consumed - billed > 20 CNY",
            ("(consumed - billed) * 0.5", "(consumed - billed) * 0.25"),
            "-1250",
            "-5.0025",
            True,
        ),
        ("consumed - billed > 20 CNY", ("consumed - billed", "consumed - billed * 2"), "-4979.99", "0", True),
        ("billed > 20 CNY", ("consumed * rate", "consumed"), "0", "5000", True),
        ("billed > 20 CNY", ("consumed", "consumed + billed * rate"), "0", "5000", True),
        ("consumed * rate > 20 CNY", ("consumed", "consumed + billed * rate"), "0", "5000", False),
    ],
)
def test_how_far_amounts_are_apart_where_comparisons_touch_them(
    when: str, amounts: tuple[str, str], low: str, high: str, *, exact: bool
) -> None:
    found = compared(*(MINIBAR.format(when=when, amount=amount) for amount in amounts)).differences
    (change,) = (change for each in found for change in each.changes)
    assert (change.low, change.high, change.exact) == (Decimal(low), Decimal(high), exact)


def test_of_two_alike_the_other_one_s_amount_is_compared() -> None:
    fines = "  - {{id: {0}, when: signed, then: [{{do: fine, to: agent, amount: {1} CNY}}]}}\n"
    both = REVIEW + fines.format("first", 80) + fines.format("second", 50)
    (difference,) = compared(REVIEW + fines.format("second", 50) + fines.format("third", 60), both).differences
    assert [(change.low, change.high) for change in difference.changes] == [(Decimal(20), Decimal(20))]


def test_of_three_sides_those_that_decide_alike_are_a_class() -> None:
    found = compared(REVIEW, changed(("value: 80,", "value: 70,")), changed(("score < pass_score", "80 > score")))
    assert told(found) == [({"score": "[70..80)"}, [["warning designer by below"], [], ["warning designer by below"]])]
    assert found.classes == ((0, 2), (1,))
    assert [side.direction for side in found.differences[0].sides] == ["same", "milder", "same"]


def test_a_rate_changes_what_is_computed_with_it() -> None:
    found = compared(REVIEW, changed(("value: 1%", "value: 1.5%")))
    (difference,) = found.differences
    assert where(difference) == {"grade": "low", "signed": "True"}
    assert [(c.name, c.low, c.high) for c in difference.changes] == [
        ("fine.amount", Decimal(0), Decimal(25)),
        ("fine.rate", Decimal("0.005"), Decimal("0.005")),
    ]
    assert difference.sides[1].direction == "stricter"


def test_what_concerns_one_rule_is_told_together() -> None:
    found = compared(REVIEW, changed(('grade = "low" and signed', 'grade = "low"')))
    assert told(found) == [
        ({"grade": "low", "signed": "False"}, [[], ["fine designer by unrevised", "notice crew by unrevised"]])
    ]


def test_what_cannot_be_told_on_one_side_is_a_difference() -> None:
    found = compared(REVIEW, changed(('grade = "low" and signed', 'grade in ["low"] and signed')))
    told_of_null = [each for each in told(found) if "null" in each[0].get("grade", "")]
    assert told(found) == told_of_null


def test_a_bonus_is_stricter_where_its_owner_says_so() -> None:
    found = compared(REVIEW, changed(("value: 50 CNY", "value: 30 CNY")))
    (difference,) = found.differences
    assert where(difference) == {"score": "[90..None]"}
    assert [(change.low, change.high) for change in difference.changes] == [(Decimal(-20), Decimal(-20))]
    assert difference.sides[1].direction == "stricter"


def test_an_output_that_is_another_is_told_with_both() -> None:
    found = compared(REVIEW, changed(("[60..90)", "[50..90)"), ("< 60 ", "< 50 ")))
    assert told(found) == [({"score": "[50..60)"}, [["band=bottom"], ["band=middle"]])]


def test_rows_that_contradict_each_other_select_nothing() -> None:
    found = compared(REVIEW, changed(("[60..90)", "[50..90)")))
    (difference,) = found.differences
    assert where(difference) == {"score": "[50..60)"}
    assert [side.contradiction for side in difference.sides] == [(), ("middle", "bottom")]


def test_a_fact_that_only_one_side_asks_for() -> None:
    more = changed(("  signed:", "  loyal: {title: Loyal, type: boolean}\n  signed:"))
    found = compared(REVIEW, more.replace("score < pass_score", "score < pass_score and not(loyal)"))
    assert told(found) == [({"score": "[None..80)", "loyal": "True"}, [["warning designer by below"], []])]
    (fact,) = found.facts
    assert (fact.fact, fact.point, fact.sides[0]) == ("loyal", "asked", None)


BANDS = """\
policy: bands
title: Bands
facts:
  score: {title: Score, type: number, range: 0..100, scale: 0}
  wage: {title: Wage, type: money, range: 0..1000}
tables:
  levels:
    hit: HIT
    outputs: {level: {title: Level, type: number, range: 0..10, scale: 0}}
    rows: |
      | id | score || level |
      | a  | < 60  || 1 |
      | b  | >= 50 || 2 |
      | c  | >= 70 || 2 |
rules:
  - id: pay
    when: wage > 100 CNY
    then: [{do: fine, to: agent, amount: wage * level}]
"""


@pytest.mark.parametrize(
    ("hit", "change", "expected"),
    [
        ("collect", ("| >= 70 || 2 |", "| >= 90 || 2 |"), {"[70..89]": [(2, 2), (2,)]}),
        (
            "collect",
            ("| < 60  || 1 |\n      | b  | >= 50 || 2 |", "| >= 50 || 2 |\n      | b  | < 60  || 1 |"),
            {"[50..59]": [(1, 2), (2, 1)]},
        ),
        ("collect sum", ("| < 60  || 1 |\n      | b  | >= 50 || 2 |", "| >= 50 || 2 |\n      | b  | < 60  || 1 |"), {}),
        ("collect max", ("| >= 70 || 2 |", "| >= 60 || 1 |"), {}),
        ("collect sum", ("| >= 70 || 2 |", "| >= 80 || 2 |"), {"[70..79]": [4, 2]}),
        ("first", ("| >= 70 || 2 |", "| >= 90 || 2 |"), {}),
        ("first", ("| >= 50 || 2 |", "| >= 65 || 2 |"), {"[60..64]": [2, None]}),
        ("any", ("| >= 70 || 2 |", "| >= 90 || 2 |"), {}),
    ],
)
def test_tables_are_compared_by_what_comes_out(hit: str, change: tuple[str, str], expected: dict[str, Any]) -> None:
    text = BANDS.replace("HIT", hit).split("rules:", maxsplit=1)[0]
    assert change[0] in text
    found = compared(text, text.replace(*change))
    assert {where(d)["score"]: [s.outputs[0].value for s in d.sides] for d in found.differences} == expected
    assert found.proof.verdict == "complete"


def test_an_amount_that_a_table_gives_is_compared_row_by_row() -> None:
    text = BANDS.replace("HIT", "first")
    found = compared(text, text.replace("|| 1 |", "|| 3 |"))
    both = next(d for d in found.differences if d.sides[0].effects)
    assert where(both) == {"score": "[None..59]", "wage": "(100..None]"}
    assert [(c.name, c.low, c.high) for c in both.changes] == [
        ("fine.amount", Decimal("200.02"), Decimal(2000)),
        ("level", Decimal(2), Decimal(2)),
    ]


def test_what_a_table_gives_is_told_by_its_rows_where_one_side_alone_brings_it() -> None:
    text = BANDS.replace("HIT", "first")
    found = compared(text, text.replace("wage > 100 CNY", "false"))
    amounts = {where(each)["score"]: each.sides[0].effects[0].amounts[0] for each in found.differences}
    assert {score: (amount.low, amount.high) for score, amount in amounts.items()} == {
        "[None..59]": (Decimal("100.01"), Decimal(1000)),
        "[60..None]": (Decimal("200.02"), Decimal(2000)),
    }


def test_a_region_is_told_apart_where_amounts_are_the_same() -> None:
    """A share of 1% and a fixed sum of 20.00: even at 2000.00 only."""
    fixed = changed(("rate: rate, amount: commission * rate", "rate: rate, amount: 20 CNY"))
    below, above = sorted(compared(REVIEW, fixed).differences, key=lambda each: each.region.share)
    assert where(below)["commission"] == "[None..2000)"
    assert where(above)["commission"] == "(2000..None]"
    assert [each.sides[1].direction for each in (below, above)] == ["stricter", "milder"]
    assert [(each.changes[0].low, each.changes[0].high) for each in (below, above)] == [
        (Decimal("0.0001"), Decimal(20)),
        (Decimal(-30), Decimal("-0.0001")),
    ]


def test_of_three_sides_those_whose_amounts_come_to_the_same_are_a_class() -> None:
    text = BANDS.replace("HIT", "first").replace("range: 0..1000", "range: 0..1").replace("wage > 100 CNY", "true")
    rounded = text.replace("wage * level", "wage * 0.001")
    found = compared(rounded, rounded.replace("0.001", "0.0011"), text)
    assert found.classes == ((0, 1), (2,))
    assert found.proof.verdict == "complete"


def test_an_amount_that_nobody_knows_hides_no_other_difference() -> None:
    """Where the fact is null both formulas come to nothing, on all sides; the constants beside them still differ."""
    text = """\
policy: lateness
title: Lateness
facts:
  loss: {title: Loss, type: money, range: 0..5 CNY, optional: true}
  late: {title: Late, type: boolean}
rules:
  - {id: first, when: late, then: [{do: fine, to: agent, amount: FIXED CNY}]}
  - {id: second, when: late and loss = null, then: [{do: fine, to: agent, amount: loss * RATE}]}
"""
    amounts = (("5", "10%"), ("5", "20%"), ("4", "10%"))
    comparison = compared(*(text.replace("FIXED", fixed).replace("RATE", rate) for fixed, rate in amounts))
    unknown = next(each for each in comparison.differences if any(extent.null for extent in each.region.extents))
    assert comparison.proof.verdict == "complete"
    assert [side.effects[0].amounts[0].value for side in unknown.sides] == [5, 5, 4]
    assert {change.side: (change.low, change.high) for change in unknown.changes} == {2: (Decimal(-1), Decimal(-1))}
