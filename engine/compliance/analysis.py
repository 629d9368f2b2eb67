"""Policies searched for what is wrong with them whatever the case, each finding shown by a case that is decided so."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from engine.backends.proof.analysis import analyse as analyse_program
from engine.backends.prose.handbook.parts import plain
from engine.backends.prose.handbook.typography import spaced
from engine.backends.prose.regions.cases import case_yaml, facts_json
from engine.backends.prose.regions.extents import region_line
from engine.backends.prose.regions.proofs import doubts
from engine.backends.prose.regions.sides import speech_of_sides
from engine.backends.scalar.evaluator import evaluator
from engine.compliance.comparison import day_asked, in_force
from engine.compliance.replay import decide_witness
from engine.diagnostics import Report
from engine.document.branches import BASE
from engine.ir.findings import Analysis
from engine.pipeline import made_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from engine.branch import Branch
    from engine.diagnostics import Diagnostic, Span
    from engine.feel.types import Type
    from engine.instants import Moment
    from engine.ir.findings import Finding
    from engine.ir.program import Program
    from engine.library import Library
    from engine.policy import Policy

LANGUAGES = ("zh", "en")
CODES = {
    "gap": "GJ480",
    "contradiction": "GJ482",
    "conflict": "GJ483",
    "masked": "GJ484",
    "unreachable": "GJ485",
    "subsumed": "GJ486",
    "mergeable": "GJ487",
    "unmentioned": "GJ488",
}
CLAIMED_GAP, NOT_ALL = "GJ481", "GJ489"


class Analysed(NamedTuple):
    """A policy with what was found in it."""

    policy: Policy
    program: Program
    analysis: Analysis


@dataclass(frozen=True, slots=True)
class AnalysisReport:
    """What was found in the policies of a library."""

    library: Library
    analysed: tuple[Analysed, ...]
    grave: bool = False

    def beyond(self, told: Iterable[Diagnostic]) -> AnalysisReport:
        """Without the rules that can't be reached for a reason that was told of their condition."""
        spans = [diagnostic.span for diagnostic in told if diagnostic.span]

        def is_told(finding: Finding) -> bool:
            where = finding.concerned[0].condition
            return finding.kind == "unreachable" and where is not None and any(map(where.meets, spans))

        kept = ((each, [one for one in each.analysis.findings if not is_told(one)]) for each in self.analysed)
        analysed = tuple(each._replace(analysis=replace(each.analysis, findings=tuple(left))) for each, left in kept)
        return replace(self, analysed=analysed)

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """The findings at the rules' places, sorted by place; of a branch those that no branch before it has, too."""
        report = Report({document.source.path: document.source for document in self.library.loaded.documents})
        told: set[tuple[str, Span, str]] = set()
        for each in self.analysed:
            for finding in each.analysis.findings:
                code, place, args = _code(finding), finding.concerned[0].span, _args(each, finding)
                if (code, place, str(args)) not in told:
                    told.add((code, place, str(args)))
                    report.add(code, place, **args, branch=_branch(each))
            if each.analysis.proof.verdict != "complete" and not self.grave:
                report.add(NOT_ALL, None, policy=f"{each.policy.branch}/{each.policy.id}", **_doubts(each))
        return report.sorted()

    def cases(self, lang: str) -> str:
        """The witnesses as entries for a file of cases; what is expected is the owner's to fill in. May be empty."""
        return "".join(f"{entry}\n" for each in self.analysed for entry in _cases(each, lang))


def analyse(
    library: Library, branches: Sequence[str], policies: Sequence[str], as_of: Moment = None, *, grave: bool = False
) -> AnalysisReport:
    """What is found in policies of branches, by the rules of `as_of` (default: today).

    `grave`: only what makes a policy decide wrongly. Those that a branch hasn't, or that aren't in force, are left out.
    Raises `PolicyError` where there is no such branch; AssertionError where a case isn't decided as a finding says.
    """
    return AnalysisReport(library, tuple(_analysed(library, branches, policies, as_of, grave=grave)), grave)


def _analysed(
    library: Library, branches: Sequence[str], policies: Sequence[str], as_of: Moment, *, grave: bool
) -> Iterator[Analysed]:
    """A branch that has a policy just as one before it has nothing of its own to find."""
    seen: set[tuple[int, ...]] = set()
    day = day_asked(as_of, ZoneInfo(library.loaded.model.settings.zone))
    for name in branches:
        branch = library.branch(name)
        for each in (each for each in policies if each in branch.policies):
            sources = made_of(library.loaded, name, each)
            made = tuple(map(id, sources))
            if made not in seen:
                seen.add(made)
                found = partial(_in_force, branch, each, as_of, grave=grave)
                yield from library.kept.get(("analysed", name, each, as_of, day, grave), sources, found)


def _in_force(branch: Branch, name: str, as_of: Moment, *, grave: bool) -> list[Analysed]:
    policy = branch.policy(name)
    program = in_force(policy, day_asked(as_of, policy.zone))
    return [Analysed(policy, program, _analyse(policy, program, as_of, grave=grave))] if program else []


def _analyse(policy: Policy, program: Program, as_of: Moment, *, grave: bool) -> Analysis:
    day = day_asked(as_of, policy.zone)
    found, proof = analyse_program(program, evaluator, day, grave=grave)
    for finding in found:
        _replay(policy, finding, day)
    return Analysis(policy.id, policy.branch, day, found, proof)


def _replay(policy: Policy, finding: Finding, day: dt.date) -> None:
    """AssertionError where the executor selects a row in what was said to be a gap or a contradiction."""
    witness = finding.region and finding.region.witness
    if not witness:
        return
    table = finding.concerned[0].id.partition(".")[0]
    hit = [rule for rule in decide_witness(policy, witness, day).matched if rule.startswith(f"{table}.")]
    if hit:
        msg = f"{policy.id}: {finding.kind} of {table} isn't borne out by {dict(witness.facts)}: {hit}"
        raise AssertionError(msg)


def _cases(each: Analysed, lang: str) -> Iterator[str]:
    for finding in each.analysis.findings:
        if finding.region and finding.region.witness:
            title = f"{each.policy.branch}/{finding.concerned[0].id}: {_region(each.program, finding, lang)}"
            yield case_yaml(title, finding.region.witness, *_told(each))


def _branch(each: Analysed) -> str:
    """The branch to name; the base goes without saying."""
    return "" if each.policy.branch == BASE else each.policy.branch


def _code(finding: Finding) -> str:
    return CLAIMED_GAP if finding.claimed else CODES[finding.kind]


def _args(each: Analysed, finding: Finding) -> dict[str, str]:
    first, *others = finding.concerned
    told = {"rule": first.id, "fact": first.id, "value": finding.value}
    told |= {"others": ", ".join(f"`{other.id}`" for other in others)}
    if others:
        told |= {"other": others[0].id, "place": str(others[0].span)}
    if finding.region and finding.region.witness:
        told["witness"] = facts_json(finding.region.witness, *_told(each))
    return told | {f"region.{lang}": _region(each.program, finding, lang) for lang in LANGUAGES}


def _region(program: Program, finding: Finding, lang: str) -> str:
    if finding.region is None:
        return ""
    return plain(spaced(region_line(finding.region, speech_of_sides([program], lang)), lang))


def _doubts(each: Analysed) -> dict[str, str]:
    proof = each.analysis.proof
    return {f"proof.{lang}": "; ".join(map(plain, doubts(proof, str, lang))) or str(proof.after) for lang in LANGUAGES}


def _told(each: Analysed) -> tuple[Mapping[str, Type], ZoneInfo]:
    return {fact.name: fact.type for fact in each.program.facts}, each.policy.zone
