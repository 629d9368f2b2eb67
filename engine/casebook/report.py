"""How the cases of a library went: data, with one line of text and a form for JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from engine.diagnostics.phrases import phrase

if TYPE_CHECKING:
    from engine.diagnostics import Diagnostic, Span
    from engine.model.text import Text


@dataclass(frozen=True, slots=True)
class CaseResult:
    """How one case went: `differences` are empty where it passed; `fired` are the rules that matched."""

    branch: str
    policy: str
    title: Text
    span: Span
    differences: tuple[Diagnostic, ...]
    fired: tuple[str, ...]

    @property
    def passed(self) -> bool:
        return not self.differences


@dataclass(frozen=True, slots=True)
class RuleCoverage:
    """A rule (or a table's row, `<table>.<row>`) and the titles of the cases that fire it."""

    branch: str
    policy: str
    rule: str
    span: Span
    cases: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class TestReport:
    """How the cases of a library went. `uncovered` holds a hint for every rule that no case fires."""

    __test__: ClassVar[bool] = False  # pytest takes classes of this name for tests

    cases: tuple[CaseResult, ...]
    coverage: tuple[RuleCoverage, ...]
    uncovered: tuple[Diagnostic, ...]

    @property
    def failed(self) -> tuple[CaseResult, ...]:
        return tuple(result for result in self.cases if not result.passed)

    @property
    def passed(self) -> bool:
        return not self.failed

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """The differences of all cases, then the rules that none fires."""
        return tuple(found for result in self.cases for found in result.differences) + self.uncovered

    def summary(self, lang: str = "en") -> str:
        """One line: how many cases passed, how many rules were fired."""
        cases, rules = len(self.cases), len(self.coverage)
        passed, fired = cases - len(self.failed), rules - len(self.uncovered)
        return phrase("casebook", "summary", lang, cases=cases, passed=passed, rules=rules, fired=fired)

    def to_dict(self) -> dict[str, Any]:
        """For JSON: cases with their differences, rules with the cases that fire them, by their Chinese titles."""
        return {
            "passed": self.passed,
            "cases": [_case_dict(result) for result in self.cases],
            "rules": [_rule_dict(rule) for rule in self.coverage],
        }


def _case_dict(result: CaseResult) -> dict[str, Any]:
    differences = [
        {"code": found.code, "at": str(found.span), "zh": found.message("zh"), "en": found.message("en")}
        for found in result.differences
    ]
    return {
        "branch": result.branch,
        "policy": result.policy,
        "case": {"zh": result.title.zh, "en": result.title.en},
        "at": str(result.span),
        "passed": result.passed,
        "differences": differences,
    }


def _rule_dict(rule: RuleCoverage) -> dict[str, Any]:
    return {
        "branch": rule.branch,
        "policy": rule.policy,
        "rule": rule.rule,
        "at": str(rule.span),
        "cases": [title.zh for title in rule.cases],
    }
