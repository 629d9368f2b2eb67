"""Runs cases and sees which rules they fire."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.casebook.compare import compare_decision, compare_errors
from engine.casebook.report import CaseResult, RuleCoverage, TestReport
from engine.diagnostics import FactError, Report
from engine.model.branches import BASE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.diagnostics import Diagnostic, Source
    from engine.library import Library, Policy
    from engine.model.cases import Case, CaseFile


def run(library: Library, only: str | None = None) -> TestReport:
    """The cases beside a library's policies.

    `only`: those of one policy, `drawing-review`; `xian/drawing-review` decides them by that branch's rules. Raises
    `PolicyError` where there is no such policy, or where a case file can't be used.
    """
    branch, _, name = (only or "").rpartition("/")
    if name:
        library.branch(branch or BASE).policy(name)
    chosen = (file for file in library.loaded.model.cases if name in ("", file.policy))
    return run_cases([replace(file, branch=branch or file.branch) for file in chosen], library)


def run_cases(files: Iterable[CaseFile], library: Library) -> TestReport:
    """Every case of `files`, each decided by the rules of its file's branch."""
    results: list[CaseResult] = []
    coverage: list[RuleCoverage] = []
    for file in files:
        policy = library.branch(file.branch).policy(file.policy)
        ran = [_run(case, file, policy) for case in file.cases]
        results.extend(ran)
        coverage.extend(_coverage(policy, ran))
    return TestReport(tuple(results), tuple(coverage), _uncovered(coverage, _sources(library)))


def _sources(library: Library) -> dict[str, Source]:
    return {document.source.path: document.source for document in library.loaded.documents}


def _run(case: Case, file: CaseFile, policy: Policy) -> CaseResult:
    report = Report({file.source.path: file.source})
    fired: tuple[str, ...] = ()
    try:
        decision = policy.decide(case.facts, as_of=case.as_of, now=case.now)
    except FactError as error:
        compare_errors(case, error, report)
    else:
        fired = decision.matched
        compare_decision(case, decision, report)
    return CaseResult(file.branch, file.policy, case.title, case.span, report.sorted(), fired)


def _coverage(policy: Policy, results: Iterable[CaseResult]) -> list[RuleCoverage]:
    ran = tuple(results)
    rules = {rule.id: rule for program in policy.timeline.programs for rule in program.rules}
    return [
        RuleCoverage(policy.branch, policy.id, rule.id, rule.span, tuple(r.title for r in ran if rule.id in r.fired))
        for rule in rules.values()
    ]


def _uncovered(coverage: Iterable[RuleCoverage], sources: dict[str, Source]) -> tuple[Diagnostic, ...]:
    report = Report(sources)
    for rule in coverage:
        if not rule.cases:
            report.add("GJ630", rule.span, rule=rule.rule, policy=rule.policy)
    return report.sorted()
