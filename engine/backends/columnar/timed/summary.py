"""What came of reading the clocks and ladders of a file: counts, the first faults. Its words are in the catalog."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.diagnostics import Diagnostic
from engine.diagnostics.phrases import phrase

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

Counts = tuple[tuple[str, str, int], ...]
_WORDS = "timed_run"


@dataclass(frozen=True, slots=True)
class CaseProblem:
    """What is wrong with a case: a column, a type, an id or a step, by the code's meaning. `event`: an id, or empty.

    `near`: the type of event that was perhaps meant.
    """

    case: str
    event: str
    code: str
    about: str
    near: str = ""


@dataclass(frozen=True, slots=True)
class TimedSummary:
    """`clocks`: (clock, state, how many lives); `rungs`: (rule, reached or revoked, how often); in the policy's order.

    Cases whose events or facts can't be used are `refused`; `problems`: the first ones. `left_out`: rules over facts,
    and schedules, which a history doesn't decide.
    """

    policy: str
    branch: str
    revision: str
    now: dt.datetime
    cases: int
    refused: int
    clocks: Counts
    rungs: Counts
    problems: tuple[CaseProblem, ...]
    left_out: tuple[str, ...]

    @property
    def errors(self) -> bool:
        """Whether any case was refused."""
        return self.refused > 0

    def to_dict(self) -> dict[str, Any]:
        return {
            "policy": self.policy,
            "branch": self.branch,
            "revision": self.revision,
            "now": self.now.isoformat(),
            "cases": self.cases,
            "refused": self.refused,
            "clocks": _nested(self.clocks),
            "rungs": _nested(self.rungs),
            "problems": [_plain(problem) for problem in self.problems],
            "left_out": list(self.left_out),
        }

    def text(self, lang: str = "en") -> str:
        """For people, in `lang` ("zh" or "en")."""
        return "\n".join(self._lines(lang))

    def _lines(self, lang: str) -> Iterator[str]:
        counts = {"cases": f"{self.cases:,}", "refused": f"{self.refused:,}"}
        yield phrase(_WORDS, "cases", lang, now=self.now.isoformat(sep=" "), **counts)
        yield from _counted(self.clocks, lang)
        yield from _counted(self.rungs, lang)
        if self.problems:
            yield from ("", phrase(_WORDS, "problems", lang, count=len(self.problems)))
            yield from (f"  {_problem(problem, lang)}" for problem in self.problems)
        if self.left_out:
            yield from ("", phrase(_WORDS, "left_out", lang, names=", ".join(self.left_out)))


def _nested(counts: Counts) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for name, state, count in counts:
        found.setdefault(name, {})[state] = count
    return found


def _plain(problem: CaseProblem) -> dict[str, Any]:
    return {"case": problem.case, "event": problem.event, "code": problem.code, "about": problem.about}


def _counted(counts: Iterable[tuple[str, str, int]], lang: str) -> Iterator[str]:
    before = ""
    for name, state, count in counts:
        if name != before:
            yield from ("", name)
        yield f"  {count:>9,}  {phrase(_WORDS, state, lang)}"
        before = name


def _problem(problem: CaseProblem, lang: str) -> str:
    message = Diagnostic(problem.code, args=(("about", problem.about), ("near", problem.near))).message(lang)
    where = "event" if problem.event else "case"
    return phrase(_WORDS, where, lang, case=problem.case, event=problem.event, message=f"{problem.code} {message}")
