"""What became of guardrails: data, with a form for JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple
from zoneinfo import ZoneInfo

from engine.diagnostics.phrases import phrase
from engine.feel.types import ANY
from engine.ir.value_wire import value_json

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from engine.diagnostics import Diagnostic
    from engine.ir.guarantees import Verdict
    from engine.ir.program import Program
    from engine.ir.regions import Witness
    from engine.model.guardrails import Exemption, Guardrail

State = Literal["proved", "refuted", "excused", "unknown", "unproved"]
"""`excused`: refuted, and an exception runs. `unproved`: nobody tried, for want of `guiju[proof]`."""
Kind = Literal["case", "pair", "values", "strikes", "time", "names"]


class Reason(NamedTuple):
    """Why it doesn't hold, or can't be told: by a case, a pair of cases, values alone, two strikes, a point in time.

    `names`: it reads what the branch hasn't. `args` fill the words.
    """

    kind: Kind = "case"
    args: tuple[tuple[str, str], ...] = ()


class Finding(NamedTuple):
    """What is found of a claim in one program."""

    verdict: Verdict
    reason: Reason = Reason()


@dataclass(frozen=True, slots=True)
class Result:
    """A guardrail in one branch, from the day `since` to `until` (None: open). `program`: whose facts a case has."""

    guardrail: Guardrail
    branch: str
    since: dt.date
    until: dt.date | None
    program: Program
    finding: Finding | None
    exemption: Exemption | None = None

    @property
    def state(self) -> State:
        if self.finding is None:
            return "unproved"
        state = self.finding.verdict.state
        return "excused" if state == "refuted" and self.exemption else state

    @property
    def case(self) -> Witness | None:
        """The case in which it doesn't hold."""
        region = self.finding.verdict.region if self.finding else None
        return region.witness if region else None


@dataclass(frozen=True, slots=True)
class GuardReport:
    """All results, guardrail by guardrail, branch by branch, as time goes. `diagnostics`: what is to be said."""

    as_of: dt.date
    results: tuple[Result, ...]
    diagnostics: tuple[Diagnostic, ...]

    @property
    def held(self) -> bool:
        """Whether none is refuted."""
        return not any(result.state == "refuted" for result in self.results)

    def summary(self, lang: str) -> str:
        """How many of them hold, in one line."""
        fates: dict[str, set[State]] = {}
        for result in self.results:
            fates.setdefault(result.guardrail.id, set()).add(result.state)
        counts = {state: sum(state in found for found in fates.values()) for state in ("refuted", "unknown", "excused")}
        held = sum(found == {"proved"} for found in fates.values())
        told = {state: str(count) if count else "" for state, count in counts.items()}
        return phrase("guard", "summary", lang, all=len(fates), proved=held, **told)

    def to_dict(self) -> dict[str, Any]:
        return {"as_of": self.as_of.isoformat(), "results": [_result(result) for result in self.results]}


def _result(result: Result) -> dict[str, Any]:
    written: dict[str, Any] = {
        "guardrail": result.guardrail.id,
        "policy": result.guardrail.policy,
        "branch": result.branch,
        "since": result.since.isoformat(),
        "until": result.until and result.until.isoformat(),
        "state": result.state,
    }
    if result.finding and result.state != "proved":
        written["reason"] = {"kind": result.finding.reason.kind, **dict(result.finding.reason.args)}
    if result.case:
        written["facts"] = case_json(result.case, result.program)
    if result.finding and (against := result.finding.verdict.against):
        written["against"] = case_json(against, result.program)
    if result.finding and (unknown := result.finding.verdict.unknown):
        written["unknown"] = [{"text": each.text, "reason": each.reason} for each in unknown]
    if result.exemption:
        written["exception"] = {"until": result.exemption.until.isoformat(), "reason": result.exemption.reason.zh}
    return written


def case_json(case: Witness, program: Program) -> Mapping[str, Any]:
    """The facts of a case as they are asked with; those that are null left out, the history among them."""
    zone = ZoneInfo(program.zone)
    types = {fact.name: fact.type for fact in program.facts}
    told = {name: value for name, value in case.facts.items() if value is not None and name in types}
    facts: dict[str, Any] = {name: value_json(value, types[name], zone) for name, value in told.items()}
    return {**facts, "events": [value_json(event, ANY, zone) for event in case.events]} if case.events else facts
