"""`guiju explain CODE`: what it says of every code, how a code may be written, and what else it is asked."""

from __future__ import annotations

import json
import re

import pytest
from click.testing import CliRunner, Result

from adapters.cli.main import guiju
from engine.diagnostics.codes import Meaning, example_of, meanings
from engine.diagnostics.codes.meaning import about
from engine.diagnostics.width import width

ALL = meanings()
CODES = [meaning.code for meaning in ALL]
WIDEST = 80
ABOUT = about()
LANGUAGES = ["zh", "en"]


def explain(*arguments: str, lang: str = "en") -> Result:
    return CliRunner().invoke(guiju, ["explain", *arguments, "--lang", lang])


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("meaning", ALL, ids=CODES)
def test_every_code_is_explained(meaning: Meaning, lang: str) -> None:
    result = explain(meaning.code, lang=lang)
    assert result.exit_code == 0
    assert meaning.code in result.stdout.splitlines()[0]
    assert all(f"  {line}\n" in result.stdout for line in meaning.about(lang).splitlines())
    example = example_of(meaning.code)
    if example:
        assert example.found.message(lang) in result.stdout
        assert all(line in result.stdout for line in example.mended)


@pytest.mark.parametrize("code", ABOUT)
def test_long_texts_belong_to_a_code_and_fit_a_terminal(code: str) -> None:
    assert code in CODES
    assert set(ABOUT[code]) == set(LANGUAGES)
    for text in ABOUT[code].values():
        assert text.strip()
        assert max(map(width, text.splitlines())) <= WIDEST


@pytest.mark.parametrize("lang", LANGUAGES)
def test_titles_leave_no_field_open(lang: str) -> None:
    for meaning in ALL:
        assert not re.search(r"\[\[|\{[a-z_]+\}", meaning.title(lang) + meaning.remedy(lang)), meaning.code


def test_a_faulty_line_and_the_mended_one_stand_under_each_other() -> None:
    assert explain("GJ220").stdout.splitlines() == [
        "error GJ220  there is no fact, parameter or derived value called `…`",
        "",
        *(f"  {line}" for line in ABOUT["GJ220"]["en"].strip().splitlines()),
        "",
        "Example",
        "  policies/base/review.yaml:8:11: error GJ220 there is no fact, parameter or derived value called `scroe`",
        "    8 |     when: scroe < 80",
        "      |           ^^^^^",
        "      = fix: did you mean `score`? otherwise declare it in `facts`, `params` or `derived`",
        "",
        "Mended",
        "    8 |     when: score < 80",
    ]


def test_a_fault_of_a_call_shows_the_call() -> None:
    lines = explain("GJ708").stdout.splitlines()
    assert """  $ guiju decide review --facts '{"score": 79, "wage": 6000}'""" in lines
    assert lines[-1] == """  $ guiju decide base/review --facts '{"score": 79, "wage": 6000}'"""


def test_a_code_without_an_example_has_its_remedy() -> None:
    assert explain("GJ100").stdout.endswith("What to do\n  check that it is there and that you may read it\n")


@pytest.mark.parametrize("written", ["GJ220", "gj220", "Gj220", "220"])
def test_a_code_as_people_write_it(written: str) -> None:
    assert explain(written).stdout == explain("GJ220").stdout


@pytest.mark.parametrize(("written", "near"), [("GJ2200", "`GJ220`"), ("GJ999", ""), ("0", "")])
def test_an_unknown_code_names_the_nearest(written: str, near: str) -> None:
    result = explain(written)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "GJ725" in result.stderr
    assert near in result.stderr


def test_the_list_has_every_code_once() -> None:
    text = explain().stdout
    assert re.findall(r"^  (GJ\d{3})  \S", text, re.MULTILINE) == CODES
    assert explain("--list").stdout == text
    assert text.startswith("Files and YAML\n")


def test_codes_as_data() -> None:
    listed = json.loads(explain("--list", "--format", "json").stdout)
    assert [entry["code"] for entry in listed] == CODES
    one = json.loads(explain("GJ140", "--format", "json", lang="zh").stdout)
    assert {name: one[name] for name in ("code", "severity")} == {"code": "GJ140", "severity": "error"}
    assert one["example"]["diagnostic"]["line"] == 7
    assert one["example"]["mended"] == ["7 |     then: [{do: fine, to: agent, amount: 'max(500 CNY, wage * 1%)'}]"]


def test_a_policy_still_wants_facts() -> None:
    result = explain("base/review")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "GJ703" in result.stderr
    assert "`--facts`" in result.stderr
