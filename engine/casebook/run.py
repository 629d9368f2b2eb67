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
    from engine.library import Library
    from engine.model.cases import Case
    from engine.policy import Policy

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

    `only`: those of one policy, `drawing-review`, in every branch or in one, `xian/drawing-review`. `run_one`:
    `run_file`, or what remembers what that gave. Raises `PolicyError` where there is no such policy, or where a case
    file can't be used.
    """
    branch, _, name = (only or "").rpartition("/")
    if name:
        library.branch(branch or _first_with(name, library)).policy(name)
    chosen = tuple(_chosen(library, branch, name))
    ran = run_cases(chosen, library, run_one)
    tested = {(file.branch, file.policy) for file in chosen}
    asked = (each for each in _to_be_tested(library) if name in ("", each[1]) and branch in ("", each[0]))
    return TestReport((*ran.policies, *_untested(library, [each for each in asked if each not in tested], run_one)))


def _first_with(name: str, library: Library) -> str:
    """The first branch that has a policy; the base where none has."""
    return next((branch for branch in library.branches if name in library.policies_of(branch)), BASE)


def _chosen(library: Library, branch: str, name: str) -> Iterator[CaseFile]:
    """The case files asked for. A policy that a branch takes over as it is has the cases of the branch that made it."""
    files = [file for file in library.loaded.model.cases if name in ("", file.policy)]
    own = [file for file in files if branch in ("", file.branch)]
    if own or not branch:
        yield from own
    else:
        maker = library.loaded.model.of(branch)[name].branch
        yield from (replace(file, branch=branch) for file in files if file.branch == maker)


def _to_be_tested(library: Library) -> Iterator[tuple[str, str]]:
    """Every policy, with each branch that states or changes it: not where only what it goes by is another."""
    model = library.loaded.model
    for branch in library.branches:
        own = (name for name, each in model.of(branch).items() if each.branch == branch and each.is_written)
        yield from ((branch, name) for name in own)


def run_cases(files: Iterable[CaseFile], library: Library, run_one: RunFile = run_file) -> TestReport:
    """Every case of `files`, each decided by the rules of its file's branch."""
    sources = _sources(library)
    return TestReport(tuple(run_one(file, library.branch(file.branch).policy(file.policy), sources) for file in files))


def _untested(library: Library, names: Iterable[tuple[str, str]], run_one: RunFile) -> Iterator[PolicyReport]:
    """Policies without cases, each with its branch: one hint at each says so."""
    sources = _sources(library)
    for branch, name in names:
        span = library.loaded.model.of(branch)[name].latest.span
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
