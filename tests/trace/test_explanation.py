"""Explanations as people read them: recorded texts, to be reviewed as texts. `GUIJU_RECORD=1` records them anew."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from engine.backends.prose.explanation import explain
from engine.backends.prose.trace_data import to_data
from engine.backends.scalar.margins.nearest import with_margins
from engine.backends.scalar.tracing import trace
from engine.diagnostics.catalog import entry
from engine.diagnostics.width import columns, width
from tests.trace.explained import EXPLAINED

RECORDED = Path(__file__).parent / "explanations"
RECORD = bool(os.environ.get("GUIJU_RECORD"))


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", EXPLAINED)
def test_explanations(name: str, lang: str) -> None:
    text = explain(with_margins(trace(*EXPLAINED[name])), lang)
    recorded = RECORDED / f"{name.replace(' ', '-')}.{lang}.txt"
    if RECORD:
        recorded.write_text(text, encoding="utf-8")
    assert text == recorded.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", EXPLAINED)
def test_nothing_is_left_unsaid(name: str) -> None:
    program, checked = EXPLAINED[name]
    text = explain(with_margins(trace(program, checked)), "en")
    assert "{" not in text
    assert "None" not in text
    assert all(not line.endswith(" ") for line in text.splitlines())
    if program.in_force:
        assert all(rule.id in text for rule in program.rules)
        assert all(param.title.en in text for param in program.params[:1])


def test_an_explanation_without_margins_leaves_them_out() -> None:
    text = explain(trace(*EXPLAINED["one point short"]), "en")
    assert "would" not in text


@pytest.mark.parametrize("name", EXPLAINED)
def test_a_trace_is_json(name: str) -> None:
    data = to_data(with_margins(trace(*EXPLAINED[name])))
    assert json.loads(json.dumps(data, ensure_ascii=False)) == data


def test_the_data_of_a_trace_holds_what_was_compared() -> None:
    data = to_data(with_margins(trace(*EXPLAINED["one point short"])))
    below = data["rules"][0]
    assert (below["id"], below["state"], below["cites"]) == ("below-pass", "fired", ["MAN-02"])
    assert [operand["value"] for operand in below["condition"]["operands"]] == ["79", "80"]
    assert below["margin"]["changes"][0]["bound"] == "80"
    assert data["params"]["rate"] == {
        "value": "0.01",
        "written": "0.01",
        "branch": "xian",
        "at": "policies/base/example.yaml:12:3",
        "since": None,
        "until": None,
        "reason": None,
        "instead": None,
    }


def test_every_phrase_is_there_in_both_languages() -> None:
    assert all(set(phrase) == {"zh", "en"} for phrase in entry("explain").values())


def test_columns_line_up_whatever_the_characters() -> None:
    lines = columns([("及格分", "80"), ("Rate", "1%"), ("ｗ", "")])
    assert lines == ["及格分   80", "Rate     1%", "ｗ"]
    assert [width(text) for text in ("及格分", "e\u0301", "。", "")] == [6, 1, 2, 0]
