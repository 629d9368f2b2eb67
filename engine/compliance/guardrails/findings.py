"""What became of guardrails, as diagnostics at their places in `guardrails.yaml`."""

from __future__ import annotations

import json
import shlex
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from engine.compliance.guardrails.report import case_json
from engine.diagnostics.phrases import phrase
from engine.document.branches import BASE

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from engine.compliance.guardrails.report import Kind, Result
    from engine.diagnostics import Report
    from engine.model.guardrails import Exemption, Guardrail

Told = tuple[str, tuple[tuple[str, str], ...]]
"""A code and what fills its words, but for the branches of which it is said."""

REFUTED: dict[Kind, str] = {
    "case": "GJ460",
    "values": "GJ461",
    "strikes": "GJ462",
    "time": "GJ463",
    "pair": "GJ464",
}
SEVERAL = 3
"""More branches than these are told by their number, where they are all."""
UNKNOWN, ABSENT, ENDED, UNNEEDED, UNPROVED = "GJ465", "GJ466", "GJ468", "GJ469", "GJ785"


def diagnostics_of(results: Iterable[Result], guardrails: Iterable[Guardrail], day: dt.date, report: Report) -> None:
    """Add what is to be said: once for all branches of which the same is, at the first of the days."""
    by_guardrail: dict[str, list[Result]] = defaultdict(list)
    for result in results:
        by_guardrail[result.guardrail.id].append(result)
    for guardrail in guardrails:
        found = by_guardrail[guardrail.id]
        for (code, args), branches in _told(found).items():
            report.add(code, guardrail.span, **_named(guardrail), **_of(branches, found), **dict(args))
        for exemption in guardrail.exemptions:
            concerned = [each for each in found if each.branch == exemption.branch]
            _add_exemption(guardrail, exemption, concerned, day, report)
    _add_unproved([each for each in guardrails if "unproved" in {one.state for one in by_guardrail[each.id]}], report)


def _add_unproved(unproved: Sequence[Guardrail], report: Report) -> None:
    if unproved:
        report.add(UNPROVED, unproved[0].span, ids=", ".join(guardrail.id for guardrail in unproved))


def _of(branches: Sequence[str], results: Iterable[Result]) -> dict[str, str]:
    """The branches that something is said of: by name, or all."""
    every = len(branches) > SEVERAL and len(branches) == len({result.branch for result in results})
    listed = ", ".join(branches)
    name = "everywhere" if BASE in branches else "all_branches"
    told = {lang: phrase("guard", name, lang) if every else listed for lang in ("zh", "en")}
    return {"branch": branches[0], "branches_zh": told["zh"], "branches_en": told["en"]}


def _named(guardrail: Guardrail) -> dict[str, str]:
    titled = guardrail.title.zh != guardrail.id
    return {
        "id": guardrail.id,
        "title_zh": guardrail.title.zh if titled else "",
        "title_en": guardrail.title.en if titled else "",
    }


def _told(results: Sequence[Result]) -> dict[Told, list[str]]:
    """What is said, and of which branches: of each its first days only."""
    told: dict[Told, list[str]] = {}
    seen: set[tuple[str, str]] = set()
    for result in results:
        said = _said(result)
        if said and (said[0], result.branch) not in seen:
            seen.add((said[0], result.branch))
            told.setdefault(said, []).append(result.branch)
    return told


def _said(result: Result) -> Told | None:
    finding = result.finding
    if finding is None or result.state not in {"refuted", "unknown"}:
        return None
    args = (*finding.reason.args, ("since", result.since.isoformat()))
    if result.state == "refuted":
        return REFUTED[finding.reason.kind], (*args, *_shown(result))
    if finding.reason.kind == "names":
        return ABSENT, args
    doubts = [f"`{each.text}`" for each in finding.verdict.unknown if each.text]
    return UNKNOWN, (("texts", ", ".join(doubts)), *args)


def _shown(result: Result) -> Iterator[tuple[str, str]]:
    """The case, as it is told and as it is asked again."""
    if result.case:
        facts = case_json(result.case, result.program)
        yield from _pair(result, facts)
        yield "since", (result.case.as_of or result.since).isoformat()
        yield "facts", shlex.quote(json.dumps(facts, ensure_ascii=False))
        yield "policy", result.guardrail.policy


def _pair(result: Result, facts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The case; of two cases, what they differ in and what they have in common."""
    against = result.finding and result.finding.verdict.against
    if not against:
        yield "case", _flat(facts)
        return
    before = case_json(against, result.program)
    names = [name for name in {**before, **facts} if before.get(name) != facts.get(name)]
    yield "case", _flat({name: value for name, value in facts.items() if name not in names})
    yield "was", _flat({name: before.get(name) for name in names})
    yield "now", _flat({name: facts.get(name) for name in names})


def _flat(facts: Mapping[str, Any]) -> str:
    """`score: 69, signed: true`; of events what happened when."""
    events = [f"{event['type']} {event['at']}" for event in facts.get("events", ())]
    told = {**facts, "events": events} if events else facts
    return json.dumps(told, ensure_ascii=False)[1:-1].replace('"', "")


def _add_exemption(
    guardrail: Guardrail, exemption: Exemption, results: Sequence[Result], day: dt.date, report: Report
) -> None:
    """One that has ended, and one for what holds anyhow."""
    args: dict[str, str] = {"branch": exemption.branch, "id": guardrail.id, "until": exemption.until.isoformat()}
    running = [result for result in results if result.since <= exemption.until]
    if exemption.until < day:
        report.add(ENDED, exemption.span, **args)
    elif running and all(result.state == "proved" for result in running):
        report.add(UNNEEDED, exemption.span, **args)
