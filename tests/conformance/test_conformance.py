"""Every example of this folder, through every executor, the API and the command line. See README.md."""

from __future__ import annotations

import datetime as dt
import json
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from adapters.cli.main import guiju
from engine import FactError, Library
from engine.diagnostics.catalog import catalog
from tests.conformance.examples import Example, name_of, paths, read
from tests.executors import fast, in_sql, traced

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from engine import Decision, Diagnostic, Policy
    from engine.model.cases import Case


def examples(kind: str, wanted: Callable[[Example], bool] = lambda _: True) -> pytest.MarkDecorator:
    found = ((path, read(path)) for path in paths(kind))
    chosen = [pytest.param(example, id=name_of(path)) for path, example in found if wanted(example)]
    return pytest.mark.parametrize("example", chosen)


good = examples("good")
bad = examples("bad")
bad_rows = examples("bad", lambda example: example.is_row)


@good
def test_cases_hold(example: Example, tmp_path: Path) -> None:
    folder = example.build(tmp_path)
    assert [found for found in Library.check(folder) if found.code not in ON_PURPOSE] == []
    report = Library.load(folder).test()
    assert report.cases
    assert report.passed, "\n".join(map(str, report.diagnostics))


@good
def test_executors_agree(example: Example, tmp_path: Path) -> None:
    decided = [(policy, case, decision) for policy, case, decision in _decisions(example.build(tmp_path)) if decision]
    for _, _, decision in decided:
        assert traced(decision) == fast(decision)
    rows = [(policy, case, decision) for policy, case, decision in decided if "events" not in case.facts]
    for (policy, day), group in groupby(rows, lambda row: (row[0], row[2].as_of)):
        of_the_day = list(group)
        answers = in_sql(policy, [case.facts for _, case, _ in of_the_day], day)
        assert answers == (example.sql or [fast(decision) for _, _, decision in of_the_day])


@good
def test_command_line_decides_the_same(example: Example, tmp_path: Path) -> None:
    folder = example.build(tmp_path)
    for policy, case, decision in _decisions(folder):
        result = _run_decide(folder, policy, case)
        assert result.exit_code == (0 if decision else 1)
        if decision:
            assert json.loads(result.stdout) == json.loads(decision.to_json())


@bad
def test_diagnostics(example: Example, tmp_path: Path) -> None:
    found = _findings(example, example.build(tmp_path))
    assert [(item.code, _place(item, tmp_path)) for item in found] == [(e["code"], e["at"]) for e in example.expect]
    for item, expected in zip(found, example.expect, strict=True):
        assert expected["hint"] in f"{item.hint('zh')}\n{item.hint('en')}"


@bad
def test_wording(example: Example, tmp_path: Path) -> None:
    """Both languages say something, leave no field of a template open, and name no type of Python's."""
    for item in _findings(example, example.build(tmp_path)):
        for text in (item.message("zh"), item.message("en"), item.hint("zh"), item.hint("en")):
            assert text.strip()
            assert not any(mark in text for mark in ("{}", "[[", "]]", "None", "Decimal", "Traceback"))


@bad_rows
def test_sql_refuses_the_same_facts(example: Example, tmp_path: Path) -> None:
    policy = _review(example.build(tmp_path))
    answers = in_sql(policy, [example.facts], dt.date(2026, 11, 22))
    if isinstance(answers, str):
        pytest.skip(f"SQL refuses the policy itself, by {answers}")
    assert answers[0]
    assert all(str(code).startswith("GJ4") for code in answers[0])


def test_every_code_is_shown() -> None:
    shown = {expected["code"] for path in paths("bad") for expected in read(path).expect}
    codes = {code for code in catalog() if code.startswith(("GJ1", "GJ2", "GJ3", "GJ4"))}
    assert codes - shown == set(NOT_SHOWN)


ON_PURPOSE = {"GJ482", "GJ483", "GJ484", "GJ485"}
"""What is said of tables whose rows contradict or hide one another: some examples are about them."""
ANALYSED = [f"GJ{number}" for number in range(480, 490)]
BEHIND_THE_SCHEMA = "a guard: the file's schema says it first"
NOT_SHOWN = {
    "GJ100": "a file that can't be opened",
    "GJ101": "a file that isn't UTF-8",
    "GJ103": "a file of many megabytes",
    "GJ437": "YAML can't write half a character; JSON can (tests/scalar/test_facts.py)",
    "GJ180": "a folder that isn't there",
    "GJ183": "a folder without policies",
    "GJ190": "a guard: nothing is known to come to it (tests/format/test_cases.py)",
    "GJ224": "a guard: the parser says it first",
    **dict.fromkeys(ANALYSED, "found by `guiju analyse` (tests/compliance/analysis)"),
    **dict.fromkeys(("GJ280", "GJ282", "GJ284", "GJ285"), "a process beside ours (tests/rete)"),
    "GJ306": BEHIND_THE_SCHEMA,
    "GJ326": BEHIND_THE_SCHEMA,
    "GJ333": BEHIND_THE_SCHEMA,
    "GJ342": BEHIND_THE_SCHEMA,
    "GJ345": BEHIND_THE_SCHEMA,
    "GJ355": "a library without a vocabulary: every example has one",
    "GJ360": "a branch asked for by name, in no file",
    "GJ361": "a policy asked for by name, in no file",
    "GJ418": "a time of day, which no fact is yet",
    "GJ455": "a warning beside a decision: see facts/good/from-events",
    "GJ477": "a warning beside a decision: see tests/timed/test_ladders.py",
    "GJ478": "a call of the library: see tests/timed/test_moments.py",
}
"""Codes that no example shows, each with the reason."""


def _decisions(folder: Path) -> Iterator[tuple[Policy, Case, Decision | None]]:
    """Every case with its decision; None where its facts are refused."""
    library = Library.load(folder)
    for file in library.loaded.model.cases:
        policy = library.branch(file.branch).policy(file.policy)
        for case in file.cases:
            yield policy, case, _decided(policy, case)


def _decided(policy: Policy, case: Case) -> Decision | None:
    try:
        return policy.decide(case.facts, as_of=case.as_of, now=case.now)
    except FactError:
        return None


def _run_decide(folder: Path, policy: Policy, case: Case) -> Result:
    arguments = [
        "decide",
        f"{policy.branch}/{policy.id}",
        "--policies",
        str(folder),
        "--facts",
        "-",
        "--format",
        "json",
    ]
    arguments += ["--as-of", case.as_of] if case.as_of else []
    arguments += ["--now", case.now] if case.now else []
    return CliRunner().invoke(guiju, arguments, input=json.dumps(case.facts, default=str))


def _findings(example: Example, folder: Path) -> tuple[Diagnostic, ...]:
    found = Library.check(folder)
    if example.facts is None:
        return found
    assert not found
    with pytest.raises(FactError) as refusal:
        _review(folder).decide(example.facts, as_of=example.as_of)
    return refusal.value.diagnostics


def _review(folder: Path) -> Policy:
    """The policy that bad facts are given to."""
    return Library.load(folder).branch("base").policy("review")


def _place(item: Diagnostic, folder: Path) -> str:
    """`base/review.yaml:7:3`, or the pointer of a fact."""
    if item.span is None:
        return item.pointer or ""
    return f"{Path(item.span.path).relative_to(folder).as_posix()}:{item.span.line}:{item.span.column}"
