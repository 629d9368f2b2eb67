"""Every operator and function either has a phrase in both languages, or is known to be told as it was written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from engine.backends.prose.handbook.speech import negated, operator_phrase
from engine.diagnostics.catalog import entry
from engine.feel.operators import FUNCTIONS, PROPERTIES

if TYPE_CHECKING:
    from engine.feel.builtins.overload import Overload

COMPARED = {"=", "!=", "<", "<=", ">", ">=", "not"}
"""Told as conditions, by the catalog's table of comparisons."""
AS_WRITTEN = {
    *("exp", "log", "mode", "stddev"),
    *("lower case", "upper case", "substring", "substring before", "substring after", "split", "string join"),
    *("matches", "replace"),
    *("sublist", "insert before", "remove", "list replace", "index of"),
    *("time", "date and time", "duration", "get entries"),
}
"""Too technical to be said better than as code."""
VISIBLE = [function for function in FUNCTIONS if not function.hidden]


def phrases(overload: Overload, lang: str) -> set[str | None]:
    kinds = overload.params[0].kinds or ("number",)
    return {operator_phrase(overload.id, kind, lang) for kind in kinds}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_function_has_a_phrase(lang: str) -> None:
    without = {f.name for f in VISIBLE for overload in f.overloads if None in phrases(overload, lang)}
    assert without == COMPARED | AS_WRITTEN


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_part_of_a_date_has_a_phrase(lang: str) -> None:
    assert all(None not in phrases(overload, lang) for overloads in PROPERTIES.values() for overload in overloads)


@pytest.mark.parametrize("table", ["handbook", "comparisons", "operators"])
def test_both_languages_name_the_same_things(table: str) -> None:
    for name, texts in entry(table).items():
        assert {"zh", "en"} <= texts.keys(), name
        assert len(set(map(frozenset, (re.findall(r"\{(\w+)\}", text) for text in texts.values())))) == 1, name


@pytest.mark.parametrize(
    ("title", "opposite"),
    [
        ("已经处理", "未处理"),
        ("已请假", "未请假"),
        ("需要材料商参加", "不需要材料商参加"),
        ("可以修复", "不能修复"),
        ("客户满意", "客户不满意"),
        ("竣工验收合格", "竣工验收不合格"),
        ("已全部整改", "未全部整改"),
    ],
)
def test_a_title_whose_opposite_is_certain(title: str, opposite: str) -> None:
    assert negated(title) == opposite


@pytest.mark.parametrize(
    "title",
    [
        "重大故障",
        "回访确认已解决",
        "已签约且已付款",
        "客户和店面满意",
        "全部客户满意",
        "客户不满意",
        "未通过",
        "满意度",
    ],
)
def test_a_title_whose_opposite_is_not(title: str) -> None:
    """A noun, several statements in one, all of many, a negation already."""
    assert negated(title) == ""
