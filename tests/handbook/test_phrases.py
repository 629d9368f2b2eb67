"""Every operator and function either has a phrase in both languages, or is known to be told as it was written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from engine.backends.prose.handbook.speech import operator_phrase
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
