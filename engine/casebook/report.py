"""How the cases of a library went: data, with one line of text and a form for JSON."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from engine.casebook.junit import to_junit
from engine.diagnostics.phrases import phrase

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.casebook.coverage.measure import BoundaryCoverage, RuleCoverage
    from engine.diagnostics import Diagnostic, Span
    from engine.model.text import Text

    Refusal = tuple[str, str, tuple[tuple[str, str], ...]]
    """The case file, and why facts are refused there: two of them are alike where nothing else differs."""


@dataclass(frozen=True, slots=True)
class CaseResult:
    """How one case went: `differences` are empty where it passed; `fired` are the rules that matched.

    `refused`: the codes by which its facts were refused. `seconds`: how long it took to decide and compare.
    """

    branch: str
    policy: str
    title: Text
    span: Span
    differences: tuple[Diagnostic, ...]
    fired: tuple[str, ...]
    refused: tuple[str, ...]
    seconds: float

    @property
    def passed(self) -> bool:
        return not self.differences


class Tally(NamedTuple):
    """So many of so many."""

    done: int
    total: int

    @property
    def percent(self) -> int:
        """Rounded down: 100 only where all are; 100 of none."""
        return self.done * 100 // self.total if self.total else 100


def _tally(truths: Iterable[bool]) -> Tally:
    found = list(truths)
    return Tally(sum(found), len(found))


class Tallies(NamedTuple):
    """The cases that passed, the rules that some case fires, the boundaries that have cases on both sides."""

    cases: Tally
    rules: Tally
    boundaries: Tally

    @classmethod
    def of(
        cls, cases: Iterable[CaseResult], rules: Iterable[RuleCoverage], boundaries: Iterable[BoundaryCoverage]
    ) -> Tallies:
        return cls(
            cases=_tally(case.passed for case in cases),
            rules=_tally(rule.covered for rule in rules),
            boundaries=_tally(boundary.covered for boundary in boundaries),
        )

    def told(self, lang: str) -> tuple[str, ...]:
        """Each in words."""
        return tuple(phrase("casebook", name, lang, **_fields(tally)) for name, tally in self._asdict().items())


def _fields(tally: Tally) -> dict[str, int]:
    return {"done": tally.done, "total": tally.total, "percent": tally.percent}


@dataclass(frozen=True, slots=True)
class PolicyReport:
    """The cases of one policy by the rules of one branch. `uncovered`: a hint for everything that they don't cover."""

    branch: str
    policy: str
    cases: tuple[CaseResult, ...]
    rules: tuple[RuleCoverage, ...]
    boundaries: tuple[BoundaryCoverage, ...]
    uncovered: tuple[Diagnostic, ...]

    @property
    def tallies(self) -> Tallies:
        return Tallies.of(self.cases, self.rules, self.boundaries)


@dataclass(frozen=True, slots=True)
class TestReport:
    """How the cases of a library went, policy by policy."""

    __test__: ClassVar[bool] = False  # pytest takes classes of this name for tests

    policies: tuple[PolicyReport, ...]

    @property
    def cases(self) -> tuple[CaseResult, ...]:
        return tuple(chain.from_iterable(policy.cases for policy in self.policies))

    @property
    def rules(self) -> tuple[RuleCoverage, ...]:
        return tuple(chain.from_iterable(policy.rules for policy in self.policies))

    @property
    def boundaries(self) -> tuple[BoundaryCoverage, ...]:
        return tuple(chain.from_iterable(policy.boundaries for policy in self.policies))

    @property
    def uncovered(self) -> tuple[Diagnostic, ...]:
        """Hints: the rules that no case fires, the sides of boundaries that none is on."""
        return tuple(chain.from_iterable(policy.uncovered for policy in self.policies))

    @property
    def failed(self) -> tuple[CaseResult, ...]:
        return tuple(result for result in self.cases if not result.passed)

    @property
    def passed(self) -> bool:
        return not self.failed

    @property
    def complete(self) -> bool:
        """Whether every rule is fired and every boundary hit from both sides."""
        return not self.uncovered

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """The differences of all cases, then what they don't cover; what refuses many alike is told once."""
        return (*_folded([found for result in self.cases for found in result.differences]), *self.uncovered)

    @property
    def tallies(self) -> Tallies:
        return Tallies.of(self.cases, self.rules, self.boundaries)

    def summary(self, lang: str = "en") -> str:
        """One line: how many cases passed, how many rules were fired, how many boundaries hit."""
        return phrase("casebook", "joiner", lang).join(self.tallies.told(lang))

    def to_dict(self) -> dict[str, Any]:
        """For JSON: cases with their differences and the rules they fire; rules and boundaries with their cases.

        `uncovered`: the hints, with the facts of a case that would cover what no case does.
        """
        return {
            "passed": self.passed,
            "complete": self.complete,
            "cases": [_case_dict(result) for result in self.cases],
            "rules": [_rule_dict(rule) for rule in self.rules],
            "boundaries": [_boundary_dict(boundary) for boundary in self.boundaries],
            "uncovered": [_finding_dict(found) for found in self.uncovered],
        }

    def to_junit(self, lang: str = "zh", *, strict: bool = False) -> str:
        """For continuous integration: JUnit XML. `strict`: what isn't covered fails."""
        return to_junit(self.policies, lang, strict=strict)


def _folded(found: list[Diagnostic]) -> Iterator[Diagnostic]:
    """A new fact that no case gives yet refuses them all: the first is told, with how many others there are."""
    times = Counter(_refusal(each) for each in found)
    told: set[Refusal] = set()
    for each in found:
        refusal = _refusal(each)
        if each.code != "GJ618":
            yield each
        elif refusal not in told:
            told.add(refusal)
            others = times[refusal] - 1
            yield replace(each, args=(*each.args, ("others", str(others)))) if others else each


def _refusal(found: Diagnostic) -> Refusal:
    return (found.span.path if found.span else "", found.code, found.args)


def _case_dict(result: CaseResult) -> dict[str, Any]:
    return {
        "branch": result.branch,
        "policy": result.policy,
        "case": {"zh": result.title.zh, "en": result.title.en},
        "at": str(result.span),
        "passed": result.passed,
        "fired": list(result.fired),
        "refused": list(result.refused),
        "differences": [_finding_dict(found) for found in result.differences],
    }


def _finding_dict(found: Diagnostic) -> dict[str, str]:
    words = {lang: found.message(lang) for lang in ("zh", "en")}
    fixes = {f"fix_{lang}": found.hint(lang) for lang in ("zh", "en")}
    return {"code": found.code, "at": str(found.span), **words, **fixes}


def _rule_dict(rule: RuleCoverage) -> dict[str, Any]:
    return {
        "branch": rule.branch,
        "policy": rule.policy,
        "rule": rule.rule,
        "at": str(rule.span),
        "cases": [title.zh for title in rule.cases],
    }


def _boundary_dict(found: BoundaryCoverage) -> dict[str, Any]:
    """`sides`: the titles of the cases by side, "on" (exactly on an order comparison), "true" and "false"."""
    boundary = found.boundary
    return {
        "branch": found.branch,
        "policy": found.policy,
        "owner": boundary.owner,
        "test": boundary.text,
        "at": str(boundary.span),
        "sides": {side.side: [title.zh for title in side.cases] for side in found.sides},
    }
