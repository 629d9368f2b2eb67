"""Runs cases, and sees which rules they fire and which boundaries they hit."""

from __future__ import annotations

from dataclasses import replace
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

from engine.casebook.compare import compare_decision, compare_errors
from engine.casebook.coverage.hints import add_hints
from engine.casebook.coverage.measure import measure
from engine.casebook.coverage.scenes import Decided
from engine.casebook.report import CaseResult, PolicyReport, TestReport
from engine.diagnostics import FactError, Report, Source
from engine.document.branches import BASE
from engine.model.cases import CaseFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from engine.decision import Decision
    from engine.library import Library, Policy
    from engine.model.cases import Case

    Sources = Mapping[str, Source]
    """By path."""
    RunFile = Callable[[CaseFile, Policy, Sources], PolicyReport]


class _Ran(NamedTuple):
    result: CaseResult
    decision: Decision | None


def run_file(file: CaseFile, policy: Policy, sources: Sources) -> PolicyReport:
    """The cases of one file, decided by one policy. But for the time it takes, the same every time."""
    ran = [_run(case, file, policy) for case in file.cases]
    covered = measure(policy, [Decided(result.title, decision) for result, decision in ran if decision])
    report = Report(dict(sources))
    if not ran or any(decision or result.passed for result, decision in ran):  # else the refusals say it
        add_hints(covered, report)
    results = tuple(result for result, _ in ran)
    return PolicyReport(file.branch, file.policy, results, covered.rules, covered.boundaries, report.sorted())


def run(library: Library, only: str | None = None, run_one: RunFile = run_file) -> TestReport:
    """The cases beside a library's policies, and what of the policies they cover.

    `only`: those of one policy, `drawing-review`; `xian/drawing-review` decides them by that branch's rules. `run_one`:
    `run_file`, or what remembers what that gave. Raises `PolicyError` where there is no such policy, or where a case
    file can't be used.
    """
    branch, _, name = (only or "").rpartition("/")
    if name:
        library.branch(branch or BASE).policy(name)
    chosen = (file for file in library.loaded.model.cases if name in ("", file.policy))
    ran = run_cases([replace(file, branch=branch or file.branch) for file in chosen], library, run_one)
    there = {report.policy for report in ran.policies}
    absent = [each for each in ([name] if name else library.policies) if each not in there]
    return TestReport((*ran.policies, *_untested(library, branch or BASE, absent, run_one)))


def run_cases(files: Iterable[CaseFile], library: Library, run_one: RunFile = run_file) -> TestReport:
    """Every case of `files`, each decided by the rules of its file's branch."""
    sources = _sources(library)
    return TestReport(tuple(run_one(file, library.branch(file.branch).policy(file.policy), sources) for file in files))


def _untested(library: Library, branch: str, names: Iterable[str], run_one: RunFile) -> Iterator[PolicyReport]:
    """Policies without cases: one hint at each says so."""
    sources = _sources(library)
    for name in names:
        span = library.loaded.model.policies[name].span
        report = Report(sources)
        report.add("GJ633", span, policy=name)
        nothing = CaseFile(branch, name, (), Source(span.path, ""))
        ran = run_one(nothing, library.branch(branch).policy(name), {})
        yield replace(ran, uncovered=report.sorted())


def _sources(library: Library) -> dict[str, Source]:
    return {document.source.path: document.source for document in library.loaded.documents}


def _run(case: Case, file: CaseFile, policy: Policy) -> _Ran:
    report = Report({file.source.path: file.source})
    started = perf_counter()
    decision: Decision | None = None
    refused: tuple[str, ...] = ()
    try:
        decision = policy.decide(case.facts, as_of=case.as_of, now=case.now)
    except FactError as error:
        refused = tuple(reason.code for reason in error.diagnostics)
        compare_errors(case, error, report)
    else:
        compare_decision(case, decision, report)
    fired = decision.matched if decision else ()
    seconds = perf_counter() - started
    found = report.sorted()
    return _Ran(CaseResult(file.branch, file.policy, case.title, case.span, found, fired, refused, seconds), decision)
