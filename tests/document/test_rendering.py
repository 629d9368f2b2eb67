"""How diagnostics look: carets under Chinese text, long lines, counts, JSON, GitHub's commands."""

from __future__ import annotations

import json

import pytest

from engine.diagnostics import Diagnostic, Report, Source, Span
from engine.diagnostics.diagnostic import LIMIT
from engine.diagnostics.render import render
from engine.diagnostics.width import width

TEXT = "policy: review\n  分数: {title: 审核分数, tpye: number}\n"
REPORT = Report({"policies/审核.yaml": Source("policies/审核.yaml", TEXT)})
REPORT.add(
    "GJ150", Span("policies/审核.yaml", 2, 21, 2, 25), key="tpye", where="分数", near="type", known="title, type"
)
REPORT.add("GJ142", Span("policies/审核.yaml", 2, 15, 2, 19), text="审核分数", comment="#3")
REPORT.add("GJ102", Span("policies/空.yaml", 1, 1, 1, 1))
FOUND = tuple(REPORT.found)

CHINESE = """\
policies/审核.yaml:2:21: 错误 GJ150 `分数` 没有 `tpye` 这一项
  2 |   分数: {title: 审核分数, tpye: number}
    |                           ^^^^
    = 改法：是不是 `type`？可用的有：title, type

policies/审核.yaml:2:15: 提示 GJ142 `#3` 是注释，值只到 `审核分数`
  2 |   分数: {title: 审核分数, tpye: number}
    |                 ^^^^^^^^
    = 改法：如果它是文字的一部分，整个加引号

policies/空.yaml:1:1: 错误 GJ102 文件是空的
  = 改法：写入内容，或删除这个文件

共 2 个错误，1 个提示。
"""

ENGLISH = """\
policies/审核.yaml:2:21: error GJ150 there is no key `tpye` in `分数`
  2 |   分数: {title: 审核分数, tpye: number}
    |                           ^^^^
    = fix: did you mean `type`? known keys: title, type

policies/审核.yaml:2:15: hint GJ142 `#3` is a comment; the value is `审核分数` only
  2 |   分数: {title: 审核分数, tpye: number}
    |                 ^^^^^^^^
    = fix: quote the whole text where it belongs to it

policies/空.yaml:1:1: error GJ102 the file is empty
  = fix: write its content, or delete the file

2 errors, 1 hint.
"""


def test_text_in_chinese() -> None:
    assert render(FOUND, "text", "zh") == CHINESE


def test_text_in_english() -> None:
    assert render(FOUND, "text", "en") == ENGLISH


def test_carets_stand_under_the_text() -> None:
    line, carets = (row.split("| ", 1)[1] for row in render(FOUND[:1]).splitlines()[1:3])
    before = carets.index("^")
    start = next(n for n in range(len(line)) if width(line[:n]) == before)
    assert line[start : start + carets.count("^")] == "tpye"


@pytest.mark.parametrize(("text", "columns"), [("abc", 3), ("审核", 4), ("％", 2), ("é", 1), ("e\u0301", 1), ("…", 1)])
def test_width(text: str, columns: int) -> None:
    assert width(text) == columns


def test_long_lines_are_cut_around_the_place() -> None:
    line = "审" * 100 + "HERE" + "核" * 100
    found = Diagnostic("GJ124", Span("x", 1, 101, 1, 105), (("char", "]"),), line)
    shown, carets = (row.split("| ", 1)[1] for row in render([found]).splitlines()[1:3])
    assert width(shown) <= 112
    assert shown.startswith("…审")
    assert shown.endswith("核…")
    assert width(shown[: shown.index("HERE")]) == carets.index("^")
    assert carets.count("^") == 4


def test_a_span_of_several_lines_is_marked_to_the_end_of_its_first() -> None:
    found = Diagnostic("GJ124", Span("x", 1, 3, 4, 1), (("char", "]"),), "a: 整改")
    assert render([found]).splitlines()[2] == "    |   ^^^^^"


def test_tabs_take_one_column() -> None:
    found = Diagnostic("GJ120", Span("x", 1, 1, 1, 2), (), "\ta: b")
    assert render([found]).splitlines()[1:3] == ["  1 |  a: b", "    | ^"]


def test_colours() -> None:
    assert render(FOUND[:1], color=True).startswith(
        "\x1b[1mpolicies/审核.yaml:2:21: \x1b[0m\x1b[1;31m错误 GJ150\x1b[0m "
    )
    assert "\x1b" not in render(FOUND)


def test_nothing() -> None:
    assert render([], "text", "zh") == "没有问题。\n"
    assert render([], "text", "en") == "No problems.\n"
    assert render([], "json") == "[]\n"
    assert render([], "github") == ""


def test_a_place_in_facts() -> None:
    found = Diagnostic("GJ102", None, (), "", "/score")
    assert render([found], "text", "en").startswith("/score: error GJ102 the file is empty\n  = fix: ")


def test_many() -> None:
    many = [Diagnostic("GJ102", Span("x", line, 1, line, 1)) for line in range(LIMIT + 3)]
    assert render(many, "text", "en").endswith("\n\n103 errors. 3 more not listed.\n")
    assert render(many, "text", "zh").endswith("\n\n共 103 个错误。另有 3 个未列出。\n")
    assert render(many, "text").count("GJ102") == LIMIT
    assert len(json.loads(render(many, "json"))) == LIMIT + 3
    assert render(many, "github").count("\n") == LIMIT


def test_json() -> None:
    first = json.loads(render(FOUND, "json", "en"))[0]
    assert first == {
        "code": "GJ150",
        "severity": "error",
        "message": "there is no key `tpye` in `分数`",
        "fix": "did you mean `type`? known keys: title, type",
        "path": "policies/审核.yaml",
        "line": 2,
        "column": 21,
        "end_line": 2,
        "end_column": 25,
        "pointer": None,
        "excerpt": "  分数: {title: 审核分数, tpye: number}",
    }


def test_github() -> None:
    lines = render(FOUND, "github", "en").splitlines()
    assert lines[0] == (
        "::error file=policies/审核.yaml,line=2,endLine=2,col=21,endColumn=25,title=GJ150"
        "::there is no key `tpye` in `分数`%0Adid you mean `type`? known keys: title, type"
    )
    assert lines[1].startswith("::notice file=")


def test_github_escapes() -> None:
    found = Diagnostic("GJ180", Span("a,b:c.yaml", 1, 1, 2, 1), (("folder", "50%\n"),))
    assert render([found], "github", "en").startswith(
        "::error file=a%2Cb%3Ac.yaml,line=1,endLine=2,title=GJ180::there is no folder `50%25%0A`%0A"
    )
