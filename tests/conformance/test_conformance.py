"""Every example of this folder, through every executor, the API and the command line. See README.md."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from adapters.cli.main import guiju
from engine import FactError, Library
from engine.diagnostics.catalog import catalog
from engine.model.cases import Case, read_cases
from engine.diagnostics import Report
from tests.conformance.examples import Example, name_of, paths, read
from tests.executors import decided, fast, in_sql, traced

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine import Decision, Diagnostic, Policy

good = pytest.mark.parametrize("path", [pytest.param(path, id=name_of(path)) for path in paths("good")])
bad = pytest.mark.parametrize("path", [pytest.param(path, id=name_of(path)) for path in paths("bad")])


@good
def test_cases_hold(path: Path, tmp_path: Path) -> None:
    folder = read(path).build(tmp_path)
    assert not Library.check(folder)
    report = Library.load(folder).test()
    assert report.cases
    assert report.passed, "\n".join(map(str, report.diagnostics))


@good
def test_executors_agree(path: Path, tmp_path: Path) -> None:
    example = read(path)
    for policy, case in _cases(example.build(tmp_path)):
        decision = decided(policy, case.facts, case.as_of, case.now)
        if decision is not None:
            assert traced(decision) == fast(decision)
            assert in_sql(policy, case.facts, case.as_of, case.now) == (example.sql or fast(decision))


@good
def test_command_line_decides_the_same(path: Path, tmp_path: Path) -> None:
    folder = read(path).build(tmp_path)
    for policy, case in _cases(folder):
        decision = decided(policy, case.facts, case.as_of, case.now)
        result = _decide(folder, policy, case)
        if decision is None:
            assert result.exit_code == 1
        else:
            assert json.loads(result.stdout) == json.loads(decision.to_json())


@bad
def test_diagnostics(path: Path, tmp_path: Path) -> None:
    example = read(path)
    found = _findings(example, example.build(tmp_path))
    assert [(item.code, _place(item, tmp_path)) for item in found] == [(e["code"], e["at"]) for e in example.expect]
    for item, expected in zip(found, example.expect, strict=True):
        assert expected["hint"] in f"{item.hint('zh')}\n{item.hint('en')}"


@bad
def test_wording(path: Path, tmp_path: Path) -> None:
    """Both languages say something, leave no field of a template open, and name no type of Python's."""
    example = read(path)
    for item in _findings(example, example.build(tmp_path)):
        for text in (item.message("zh"), item.message("en"), item.hint("zh"), item.hint("en")):
            assert text.strip()
            assert not any(mark in text for mark in ("{}", "[[", "]]", "None", "Decimal", "NoneType", "Traceback"))


def test_every_code_is_shown() -> None:
    shown = {expected["code"] for path in paths("bad") for expected in read(path).expect}
    codes = {code for code in catalog() if code.startswith(("GJ1", "GJ2", "GJ3", "GJ4"))}
    assert codes - shown == set(NOT_SHOWN)


NOT_SHOWN: dict[str, str] = {}
"""Codes that no example shows, each with the reason."""


def _cases(folder: Path) -> Iterator[tuple[Policy, Case]]:
    library = Library.load(folder)
    pairs = [("base", policy) for policy in library.policies]
    for file in read_cases(library.loaded.documents, pairs, Report()):
        policy = library.branch(file.branch).policy(file.policy)
        for case in file.cases:
            yield policy, case


def _decide(folder: Path, policy: Policy, case: Case) -> Any:
    arguments = ["decide", f"base/{policy.id}", "--policies", str(folder), "--facts", "-", "--format", "json"]
    arguments += ["--as-of", case.as_of] if case.as_of else []
    arguments += ["--now", case.now] if case.now else []
    return CliRunner().invoke(guiju, arguments, input=json.dumps(case.facts, default=str))


def _findings(example: Example, folder: Path) -> tuple[Diagnostic, ...]:
    found = Library.check(folder)
    if example.facts is None:
        return found
    assert not found
    with pytest.raises(FactError) as refusal:
        Library.load(folder).branch("base").policy("review").decide(example.facts)
    return refusal.value.diagnostics


def _place(item: Diagnostic, folder: Path) -> str:
    """`base/review.yaml:7:3`, or the pointer of a fact."""
    if item.span is None:
        return item.pointer or ""
    return f"{Path(item.span.path).relative_to(folder).as_posix()}:{item.span.line}:{item.span.column}"
