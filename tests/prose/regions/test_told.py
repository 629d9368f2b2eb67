"""Regions, differences and proofs in words, over a policy that has a fact of every kind."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from engine import Library
from engine.backends.prose.handbook.parts import plain
from engine.backends.prose.handbook.typography import spaced
from engine.backends.prose.regions.cases import case_yaml
from engine.backends.prose.regions.changes import how_far
from engine.backends.prose.regions.extents import region_line
from engine.backends.prose.regions.proofs import verdict
from engine.backends.prose.regions.sides import speech_of_sides
from engine.backends.prose.wording import wording
from engine.feel.types import BOOLEAN, DATE, MONEY, NUMBER, PERCENT, SPAN
from engine.feel.values import TimeSpan, Unit
from engine.ir.differences import Change, Comparison
from engine.ir.regions import COMPLETE, Between, Extent, Proof, Region, Subject, Witness
from engine.model.text import Text
from tests.conformance.examples import SHARED

if TYPE_CHECKING:
    from engine.feel.values import Value
    from engine.ir.program import Program

POLICY = """\
policy: review
title: {zh: 审核, en: Review}
facts:
  score: {title: {zh: 审核分数, en: Score}, type: number, range: 0..100}
  nps: {title: NPS, type: number, range: 0..100}
  floors: {title: {zh: 楼层, en: Floors}, type: number, scale: 0, range: 1..30}
  fee: {title: {zh: 费用, en: Fee}, type: money, optional: true}
  since: {title: {zh: 签约日期, en: Signed on}, type: date, optional: true}
  wait: {title: {zh: 等待时间, en: Waiting time}, type: span, optional: true}
  done: {title: {zh: 已签合同, en: Contract signed}, type: boolean, optional: true}
  grade:
    title: {zh: 等级, en: Grade}
    type: enum
    values: {good: {zh: 优, en: Good}, fair: {zh: 良, en: Fair}, poor: {zh: 差, en: Poor}}
    optional: true
  town: {title: {zh: 城市, en: Town}, type: string, optional: true}
rules:
  - {id: dear, when: floors > score * 2, then: [{do: warning, to: agent}]}
"""
DAY = dt.date(2026, 11, 22)


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Program:
    folder = tmp_path_factory.mktemp("library")
    for name, text in {**SHARED, "base/review.yaml": POLICY}.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return Library.load(folder).branch("base").policy("review").timeline.at(DAY)


def hours(number: int) -> TimeSpan:
    return TimeSpan(Unit.SECONDS, Decimal(number * 3600))


def between(low: Any = None, high: Any = None, *, open_low: bool = False, open_high: bool = False) -> dict[str, Any]:
    return {"ranges": (Between(low, open_low, high, open_high),)}


EXTENTS: dict[str, tuple[str, dict[str, Any], str, str]] = {
    "half open": ("score", between(75, 80, open_high=True), "审核分数 75 以上、不到 80", "Score from 75 to under 80"),
    "the fact's own end": ("score", between(0, 80, open_high=True), "审核分数不到 80", "Score under 80"),
    "closed": ("score", between(75, 80), "审核分数 75 以上、80 以下", "Score from 75 to 80"),
    "open below": ("score", between(75, None, open_low=True), "审核分数超过 75", "Score over 75"),
    "one value": ("score", between(100, 100), "审核分数 100", "Score 100"),
    "all that are known": ("score", between(0, 100), "审核分数已知", "Score is known"),
    "whole numbers": ("floors", between(3, 7, open_high=True), "楼层 3 以上、6 以下", "Floors from 3 to 6"),
    "one whole number": ("floors", between(3, 5, open_low=True, open_high=True), "楼层 4", "Floors 4"),
    "money or null": (
        "fee",
        between(Decimal(500), None) | {"null": True},
        "费用 500 元以上（或未知）",
        "Fee CNY 500 or more (or not known)",
    ),
    "days": (
        "since",
        between(dt.date(2026, 1, 1), dt.date(2026, 7, 1), open_high=True),
        "签约日期 2026-01-01 至 2026-06-30",
        "Signed on 2026-01-01 to 2026-06-30",
    ),
    "a span": ("wait", between(hours(24), None, open_low=True), "等待时间超过 24 小时", "Waiting time over 24 hours"),
    "true": ("done", {"values": (True,)}, "已签合同", "Contract signed is “yes”"),
    "false": ("done", {"values": (False,)}, "未签合同", "Contract signed is “no”"),
    "false or null": (
        "done",
        {"values": (False,), "null": True},
        "未签合同（或未知）",
        "Contract signed is “no” (or not known)",
    ),
    "not known whether": ("done", {"null": True}, "不知是否已签合同", "Contract signed is not known"),
    "a choice": ("grade", {"values": ("fair", "poor")}, "等级为“良”或“差”", "Grade is “Fair” or “Poor”"),
    "null only": ("grade", {"null": True}, "等级未知", "Grade is not known"),
    "a text": ("town", {"values": ("西安",)}, "城市为“西安”", "Town is “西安”"),
    "another text": (
        "town",
        {"others": True, "besides": ("西安", "咸阳")},
        "城市为“西安”、“咸阳”以外的值",
        "Town is any other than “西安”, “咸阳”",
    ),
    "a text or another, or null": (
        "town",
        {"values": ("西安",), "others": True, "besides": ("咸阳",), "null": True},
        "城市为“咸阳”以外的值（或未知）",
        "Town is any other than “咸阳” (or not known)",
    ),
    "a text that many aren't": (
        "town",
        {"others": True, "besides": tuple(map(str, range(10)))},
        "城市为规则没有提到的值",
        "Town is a value that no rule names",
    ),
    "any text": ("town", {"values": ("西安",), "others": True}, "城市已知", "Town is known"),
    "a title in Latin letters": ("nps", between(75), "NPS 75 以上", "NPS 75 or more"),
    "several ranges": (
        "score",
        {"ranges": (Between(0, False, 60, True), Between(75, False, 80, True))},
        "审核分数不到 60，或 75 以上、不到 80",
        "Score under 60 or from 75 to under 80",
    ),
}


def told(program: Program, *extents: Extent) -> tuple[str, str]:
    region = Region(extents, None)
    return tuple(_told(region, program, lang) for lang in ("zh", "en"))  # type: ignore[return-value]  # two of them


def _told(region: Region, program: Program, lang: str) -> str:
    return plain(spaced(region_line(region, speech_of_sides([program], lang)), lang))


@pytest.mark.parametrize("name", EXTENTS)
def test_what_a_fact_is_in_a_region(name: str, program: Program) -> None:
    fact, parts, zh, en = EXTENTS[name]
    declared = next(each.type for each in program.facts if each.name == fact)
    assert told(program, Extent(Subject("fact", fact, declared), **parts)) == (zh, en)


def test_a_test_over_several_facts_is_told_as_a_sentence_and_turned_round(program: Program) -> None:
    subject = Subject("comparison", "", BOOLEAN, expression=program.rules[0].when)
    assert told(program, Extent(subject, values=(True,)))[0] == "楼层超过审核分数 × 2"
    assert told(program, Extent(subject, values=(False,)))[0] == "楼层不超过审核分数 × 2"
    assert told(program, Extent(subject, null=True))[1] == "it is not known whether Floors is above Score × 2"


def test_facts_are_joined_and_none_is_any_case(program: Program) -> None:
    score = Extent(Subject("fact", "score", program.facts[0].type), (Between(75, False, 80, True),))
    done = Extent(Subject("fact", "done", BOOLEAN), values=(True,))
    assert told(program, score, done) == (
        "审核分数 75 以上、不到 80，且已签合同",
        "Score from 75 to under 80; Contract signed is “yes”",
    )
    assert told(program) == ("任何情形", "any case")


CHANGES: list[tuple[Any, str | None, str | None, str, str]] = [
    (MONEY, "50", "50", "多 50 元", "CNY 50 more"),
    (MONEY, "-50", "-10", "少 10 元至 50 元", "CNY 10 to CNY 50 less"),
    (MONEY, "-5", "10", "从少 5 元到多 10 元", "from CNY 5 less to CNY 10 more"),
    (MONEY, "10", None, "至少多 10 元", "at least CNY 10 more"),
    (MONEY, "0", None, "不会更少", "never less"),
    (MONEY, "-3", None, "差多少没有定数", "differs by an amount that isn't bounded"),
    (MONEY, None, None, "差多少没有定数", "differs by an amount that isn't bounded"),
    (PERCENT, "0.003", "0.003", "多 0.3 个百分点", "0.3 percentage points more"),
    (PERCENT, "-0.01", "-0.01", "少 1 个百分点", "1 percentage point less"),
    (SPAN, "86400", "86400", "长24小时", "24 hours longer"),
    (DATE, "-3", "-3", "早 3 天", "3 days earlier"),
    (NUMBER, "0", "0", "相同", "the same"),
]


@pytest.mark.parametrize(("of", "low", "high", "zh", "en"), CHANGES)
def test_how_far_apart(of: Any, low: str | None, high: str | None, zh: str, en: str, program: Program) -> None:
    least, most = (None if end is None else Decimal(end) for end in (low, high))
    change = Change(1, "fee", of, least, most)
    assert [how_far(change, wording(program, lang)) for lang in ("zh", "en")] == [zh, en]


def test_bounds_that_need_not_be_reached_are_said_to_be_no_more(program: Program) -> None:
    change = Change(1, "fee", MONEY, Decimal(-5), Decimal(10), exact=False)
    assert [how_far(change, wording(program, lang)) for lang in ("zh", "en")] == [
        "至多少 5 元、至多多 10 元（只是界限，未必达到）",
        "at most CNY 5 less, at most CNY 10 more (these are only bounds, which need not be reached)",
    ]


@pytest.mark.parametrize(
    ("proof", "text_differs", "said"),
    [
        (COMPLETE, False, "The same decision in every case (proved)."),
        (COMPLETE, True, "The texts differ; the decision is the same in every case (proved)."),
        (Proof("stopped", 7), True, "Stopped after 7 steps: there may be more differences."),
        (Proof("unknown"), True, "What follows could not be settled"),
    ],
)
def test_how_sure_it_is(proof: Proof, text_differs: bool, said: str) -> None:
    title = Text("审核", "Review")
    comparison = Comparison("review", title, DAY, ("a", "b"), (), (), (), ((0, 1),), text_differs, proof)
    assert verdict(comparison, "en").startswith(said)


def test_a_witness_is_a_case_that_yaml_reads_back() -> None:
    facts: dict[str, Value] = {
        "score": Decimal("75.5"),
        "rate": Decimal("0.005"),
        "done": False,
        "town": "yes",
        "since": DAY,
    }
    types = {"score": NUMBER, "rate": PERCENT, "done": BOOLEAN, "since": DATE}
    event = {"id": "e1", "type": "a.b", "at": dt.datetime(2026, 11, 22, tzinfo=ZoneInfo("Asia/Shanghai"))}
    expected = [("base", [{"do": "warning", "to": "agent", "rule": "r", "cites": []}]), ("xian", [])]
    text = case_yaml("75 分: #1", Witness(facts, (event,), DAY), types, ZoneInfo("Asia/Shanghai"), expected)
    assert yaml.load(text, yaml.BaseLoader) == [  # noqa: S506  scalars only
        {
            "case": "75 分: #1",
            "as_of": "2026-11-22",
            "given": {
                "facts": {"score": "75.5", "rate": "0.5%", "done": "false", "town": "yes", "since": "2026-11-22"},
                "events": [{"id": "e1", "type": "a.b", "at": "2026-11-22T00:00:00+08:00"}],
            },
            "expect": {"outcomes": [{"do": "warning", "to": "agent"}]},
        }
    ]
    assert '"yes"' in text
