"""Which guardrail is asked of whom, for which days: every branch that it binds, every period from a day on."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from engine.compliance.guardrails.findings import diagnostics_of
from engine.compliance.guardrails.proving import prove
from engine.compliance.guardrails.report import GuardReport, Result
from engine.compliance.wording import wording
from engine.diagnostics import Diagnostic, PolicyError, Report, did_you_mean
from engine.instants import day_of, read_moment
from engine.ir.revision import content_hash
from engine.late import PROOF
from engine.model.guardrails import AsStrictAs
from engine.pipeline import made_of

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Iterator

    from engine.compliance.guardrails.report import Finding
    from engine.instants import Moment
    from engine.library import Library
    from engine.model.guardrails import Exemption, Guardrail
    from engine.policy import Policy

ONE_DAY = dt.timedelta(days=1)


def guard(
    library: Library, only: Collection[str] = (), as_of: Moment = None, *, forgiving: bool = False
) -> GuardReport:
    """The library's guardrails (or those of the ids in `only`) from `as_of` on, by default from today.

    `forgiving`: what takes `guiju[proof]`, where that isn't there, is told as unproved; else ModuleNotFoundError.
    Raises `PolicyError` for an id that no guardrail has.
    """
    model = library.loaded.model
    zone = ZoneInfo(model.settings.zone)
    day = day_of(read_moment(as_of, "as_of", zone) or dt.datetime.now(zone), zone)
    asked = _chosen(model.guardrails, only)
    guarding = _Guarding(library, day, forgiving)
    results = tuple(chain.from_iterable(map(guarding.results, asked)))
    report = Report({document.source.path: document.source for document in library.loaded.documents})
    diagnostics_of(results, asked, day, report)
    return GuardReport(day, results, report.sorted())


def _chosen(guardrails: tuple[Guardrail, ...], only: Collection[str]) -> tuple[Guardrail, ...]:
    known = [guardrail.id for guardrail in guardrails]
    for name in only:
        if name not in known:
            args = (("name", name), ("near", did_you_mean(name, known)), ("known", ", ".join(known)))
            raise PolicyError([Diagnostic("GJ786", None, args)])
    return tuple(guardrail for guardrail in guardrails if not only or guardrail.id in only)


@dataclass(frozen=True, slots=True)
class _Guarding:
    """What was found of programs that say the same is found once."""

    library: Library
    day: dt.date
    forgiving: bool
    found: dict[Hashable, Finding | None] = field(default_factory=dict)

    def results(self, guardrail: Guardrail) -> Iterator[Result]:
        """In every branch that it binds and that has the policy, in every period in force."""
        for branch in guardrail.branches or self.library.branches:
            policy, baseline = self._policy(branch, guardrail), self._baseline(guardrail)
            if policy and not (baseline and baseline.branch == branch):
                for since, until in self._periods(policy, baseline):
                    yield self._result(guardrail, policy, baseline, since, until)

    def _policy(self, branch: str, guardrail: Guardrail) -> Policy | None:
        having = self.library.branch(branch)
        return having.policy(guardrail.policy) if guardrail.policy in having.policies else None

    def _baseline(self, guardrail: Guardrail) -> Policy | None:
        claim = guardrail.claim
        return self._policy(claim.baseline, guardrail) if isinstance(claim, AsStrictAs) else None

    def _periods(self, policy: Policy, baseline: Policy | None) -> Iterator[tuple[dt.date, dt.date | None]]:
        """The days from today on over which neither policy changes, where it is in force."""
        programs = chain(policy.timeline.programs, baseline.timeline.programs if baseline else ())
        starts = sorted({self.day, *(p.since for p in programs if p.since and p.since > self.day)})
        for since, following in zip(starts, (*starts[1:], None), strict=True):
            if policy.timeline.at(since).in_force:
                yield since, following and following - ONE_DAY

    def _result(
        self, guardrail: Guardrail, policy: Policy, baseline: Policy | None, since: dt.date, until: dt.date | None
    ) -> Result:
        exemption = _running(guardrail, policy.branch, since)
        program, proved = policy.timeline.at(since), self._finding(guardrail, policy, baseline, since)
        result = Result(guardrail, policy.branch, since, until, program, proved, exemption)
        if exemption and result.state == "excused":
            return replace(result, until=min(until or exemption.until, exemption.until))
        return result

    def _finding(self, guardrail: Guardrail, policy: Policy, baseline: Policy | None, day: dt.date) -> Finding | None:
        """Where neither the claim nor a program has changed since the library was checked last, it is as it was."""
        programs = tuple(each.timeline.at(day) for each in (policy, baseline) if each)
        name = ("guarded", guardrail.id, content_hash(guardrail.claim), policy.branch, day)
        return self.library.kept.get(name, programs, lambda: self._found(guardrail, policy, baseline, day))

    def _found(self, guardrail: Guardrail, policy: Policy, baseline: Policy | None, day: dt.date) -> Finding | None:
        """Branches that take over a policy as it is, or write it anew in the same words, have one finding."""
        sides = [each for each in (policy, baseline) if each]
        sources = (tuple(map(id, made_of(self.library.loaded, each.branch, each.id))) for each in sides)
        taken_over = (guardrail.id, day, *sources)
        if taken_over not in self.found:
            said = (guardrail.id, *(wording(each.timeline.at(day)) for each in sides))
            if said not in self.found:
                self.found[said] = self._proved(guardrail, policy, baseline, day)
            self.found[taken_over] = self.found[said]
        return self.found[taken_over]

    def _proved(self, guardrail: Guardrail, policy: Policy, baseline: Policy | None, day: dt.date) -> Finding | None:
        try:
            return prove(guardrail.claim, policy, baseline, day)
        except ModuleNotFoundError as error:
            if not self.forgiving or error.name not in PROOF:
                raise
            return None


def _running(guardrail: Guardrail, branch: str, day: dt.date) -> Exemption | None:
    """The exception that the branch has on a day."""
    return next((each for each in guardrail.exemptions if each.branch == branch and day <= each.until), None)
