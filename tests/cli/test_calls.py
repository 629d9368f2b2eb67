"""How the command line takes its arguments and what it does with streams and exit codes, the engine left out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click
import pytest
from click.testing import CliRunner

from adapters.cli.main import COMMANDS, guiju
from tests.cli.fakes import ERROR, FAILING, fake_tools

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

    from engine.diagnostics import Diagnostic

POLICY = "xian/drawing-review"


def call(*arguments: str, found: tuple[Diagnostic, ...] = (), **options: str | bytes) -> Result:
    runner = CliRunner(env={"LANG": "en_GB.UTF-8", "LC_ALL": None, "LC_MESSAGES": None})
    return runner.invoke(guiju, arguments, obj=fake_tools(*found), input=options.get("stdin"))


@pytest.fixture(autouse=True)
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "policies").mkdir()
    return tmp_path


def every_command() -> list[tuple[str, ...]]:
    """Those of the table; of one that has commands of its own, these."""
    context = click.Context(guiju)
    found = {name: guiju.get_command(context, name) for name in COMMANDS}
    own = {name: list(command.commands) for name, command in found.items() if isinstance(command, click.Group)}
    return [(name, *each) for name in COMMANDS for each in ([(inner,) for inner in own[name]] if name in own else [()])]


@pytest.mark.parametrize("command", every_command(), ids=" ".join)
def test_every_command_has_help_in_both_languages(command: tuple[str, ...]) -> None:
    result = call(*command, "--help")
    assert result.exit_code == 0
    assert "语言 / Language" in result.stdout
    assert command[-1] in call(*command[:-1], "--help").stdout


@pytest.mark.parametrize("command", [(), ("ledger",)])
def test_a_command_alone_that_needs_another_shows_what_there_is(command: tuple[str, ...]) -> None:
    result = call(*command)
    assert result.exit_code == 2
    assert result.stderr.startswith("Usage: ")


def test_a_misspelt_command_of_a_command_is_recognised() -> None:
    result = call("ledger", "verfy")
    assert result.exit_code == 2
    assert "did you mean `verify`?" in result.stderr


UNUSABLE = {
    "unknown command": (["chekc"], "GJ701", "did you mean `check`?"),
    "unknown option": (["check", "--fromat", "json"], "GJ702", "did you mean `--format`?"),
    "missing facts": (["decide", POLICY], "GJ703", "`--facts`"),
    "missing policy": (["sql"], "GJ703", "`BRANCH/POLICY`"),
    "unknown format": (["check", "--format", "xml"], "GJ704", "text, json, github"),
    "misspelt format": (["check", "--format", "jsno"], "GJ704", "did you mean `json`?"),
    "one argument too many": (["check", "a", "b"], "GJ705", "(b)"),
    "no such library": (["check", "polices"], "GJ706", "did you mean `policies`?"),
    "neither a code nor a policy": (["explain", "MAN-03"], "GJ708", "`MAN-03`"),
    "no such facts file": (["decide", POLICY, "--facts", "nofile.json"], "GJ706", "`nofile.json`"),
    "facts are a folder": (["decide", POLICY, "--facts", "policies"], "GJ707", "`policies`"),
    "policy without a branch": (["decide", "drawing-review", "--facts", "{}"], "GJ708", "`base/drawing-review`"),
    "unknown policy": (["decide", "xian/drawing-reveiw", "--facts", "{}"], "GJ701", "did you mean `drawing-review`?"),
    "facts are nothing": (["decide", POLICY, "--facts", ""], "GJ715", "}"),
    "facts are null": (["decide", POLICY, "--facts", "null"], "GJ718", "`--facts`"),
    "facts are a list": (["decide", POLICY, "--facts", "[1]"], "GJ718", "`--facts`"),
    "facts and events of one stream": (["decide", POLICY, "--facts", "-", "--events", "-"], "GJ739", "standard input"),
    "events are no JSON": (["decide", POLICY, "--events", '[{"id": e1}]'], "GJ710", "--events:1:9"),
    "no such date": (["decide", POLICY, "--facts", "{}", "--as-of", "2026-02-30"], "GJ722", "`2026-02-30`"),
    "library is a file": (["test", "file"], "GJ724", "`file`"),
    "library is a file of one": (["test", "whole/base/a.yaml"], "GJ724", "name the whole library, `whole`"),
    "library is a part of one": (["check", "whole/base"], "GJ737", "name the whole library, `whole`"),
}


@pytest.mark.parametrize("name", UNUSABLE)
def test_a_call_that_cannot_be_used_exits_2_and_says_why(name: str, library: Path) -> None:
    arguments, code, words = UNUSABLE[name]
    (library / "file").touch()
    (library / "whole/base").mkdir(parents=True)
    for file in ("whole/library.yaml", "whole/base/a.yaml"):
        (library / file).touch()
    result = call(*arguments)
    assert result.exit_code == 2, result.stderr
    assert result.stdout == ""
    assert code in result.stderr
    assert words in result.stderr


def test_bad_facts_exit_1_and_leave_standard_output_empty() -> None:
    result = call("decide", POLICY, "--facts", '{"scoer": 79}')
    assert (result.exit_code, result.stdout) == (1, "")
    assert "/scoer" in result.stderr


def test_errors_are_json_where_json_is_asked_for() -> None:
    result = call("decide", POLICY, "--facts", '{"scoer": 79}', "--format", "json")
    assert json.loads(result.stderr)


def test_a_fault_of_guiju_is_no_finding() -> None:
    result = call("decide", f"xian/{FAILING}", "--facts", "{}")
    assert result.exit_code == 3
    assert "ZeroDivisionError" in result.stderr
    assert "GJ799" in result.stderr


def test_check_exits_1_only_for_errors() -> None:
    assert call("check").exit_code == 0
    result = call("check", found=(ERROR,))
    assert result.exit_code == 1
    assert "policies/base/a.yaml:3:5" in result.stdout
    assert "1 error" in result.stdout
    assert result.stderr == ""


def test_check_in_json_prints_nothing_but_json() -> None:
    assert json.loads(call("check", "--format", "json", found=(ERROR,)).stdout)


EVENT = '{"id": "e1", "type": "case.opened"}'


@pytest.mark.parametrize("events", [f"[{EVENT}]", EVENT, f"{EVENT}\n\n", f"  [{EVENT}]"])
def test_events_come_after_those_among_the_facts(events: str, library: Path) -> None:
    (library / "events").write_text(events, encoding="utf-8")
    given = {**json.loads(EVENT), "as_of": None}
    for where, stdin in (("events", ""), ("-", events)):
        facts = json.dumps({"events": [given]})
        result = call("decide", POLICY, "--facts", facts, "--events", where, "--format", "json", stdin=stdin)
        assert json.loads(result.stdout)["asked"]["events"] == str([given, json.loads(EVENT)])


def test_a_horizon_is_handed_on() -> None:
    result = call("decide", POLICY, "--facts", "{}", "--until", "2026-12-31", "--format", "json")
    assert json.loads(result.stdout)["asked"]["horizon"] == "2026-12-31"


def test_facts_from_the_call_a_file_and_standard_input_are_the_same(library: Path) -> None:
    facts = '{"score": 0.1, "note": "测"}'
    (library / "facts.json").write_bytes(b"\xef\xbb\xbf" + facts.encode())
    asked = ["decide", POLICY, "--format", "json", "--as-of", "2026-11-22", "--facts"]
    answers = [call(*asked, facts), call(*asked, "facts.json"), call(*asked, "-", stdin=facts.encode())]
    assert [json.loads(answer.stdout)["asked"] for answer in answers] == [
        {"score": "0.1", "note": "测", "as_of": "2026-11-22", "now": "None"}
    ] * 3


def test_a_decision_in_words() -> None:
    result = call("decide", POLICY, "--facts", "{}")
    assert result.stdout.splitlines() == [
        "xian/drawing-review, by the rules of 2026-11-22, decision 0123456789ab",
        "Consequences",
        "  warning → designer  below-pass  MAN-02  rate=0.005",
        "  certificate         top                 needs wage",
        "Outputs",
        "  grade  —",
        "  kept   true",
        "Held back",
        "  refund → customer  r    missing photos  finance approves next",
        "Undecided",
        "  not-all-fixed  needs revision",
        "  bands          a, b contradict each other",
    ]


@pytest.mark.parametrize(
    ("environment", "lang"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "C.UTF-8"}, "zh"),
        ({}, "zh"),
        ({"LANG": "de_DE@euro"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "en_US.UTF-8"}, "en"),
    ],
)
def test_the_language_is_the_locales_and_chinese_where_it_says_nothing(environment: dict[str, str], lang: str) -> None:
    unset: dict[str, str | None] = dict.fromkeys(("LC_ALL", "LC_MESSAGES", "LANG"))
    runner = CliRunner(env=unset | environment)
    words = {"zh": "评分 79 低于及格分", "en": "below the pass mark"}
    assert words[lang] in runner.invoke(guiju, ["explain", POLICY, "--facts", "{}"], obj=fake_tools()).stdout
    faulty = {"zh": "没有 `x` 这个命令", "en": "there is no command `x`"}
    assert faulty[lang] in runner.invoke(guiju, ["x"]).stderr


def test_lang_counts_before_the_arguments_are_understood() -> None:
    assert "没有 `--x` 这个选项" in call("check", "--lang=zh", "--x").stderr


def test_sql_prints_the_query_and_a_missing_extra_is_named() -> None:
    assert call("sql", POLICY, "--dialect", "spark").stdout == "SELECT 'spark None'\n"
    assert call("sql", POLICY, "--keep", "id", "--keep", "team").stdout == "SELECT id, team, 'duckdb None'\n"
    result = call("run", POLICY, "policies")
    assert result.exit_code == 2
    assert "guiju[sql]" in result.stderr


def test_version() -> None:
    assert call("--version").stdout.startswith("guiju 0.")
