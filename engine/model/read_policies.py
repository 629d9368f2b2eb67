"""The policies of a branch, each read after those that its facts come from.

The base states all of its own. A branch has those of the branch that it extends, with its overlays in them; a policy
that is the same in both is one policy, not two alike.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from engine.diagnostics import Report
from engine.model.order import in_order
from engine.model.overlays.admit import admit
from engine.model.overlays.checks import check_dropped, check_overlay
from engine.model.overlays.editions import Edition, Editions, first_day, on, stretches
from engine.model.read_facts import Upstream
from engine.model.read_policy import read_policy

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from engine.diagnostics import Diagnostic, Span
    from engine.document.nodes import Document
    from engine.model.overlays.plans import Plan, Reading
    from engine.model.policy import Effective, Policy
    from engine.model.vocabulary import Settings

_GOES_BY_CALENDARS = ("clocks", "schedules")


class Stock(NamedTuple):
    """The policies of a branch, by id, with those that it drops; and the settings that they are read with."""

    branch: str
    settings: Settings
    policies: Mapping[str, Editions]

    def held(self) -> dict[str, Editions]:
        """The policies that the branch has, on some day at least."""
        return {name: editions for name, editions in self.policies.items() if not editions.dropped}


def read_policies(
    branch: str, settings: Settings, above: Stock | None, plans: Mapping[str, Plan], reading: Reading
) -> Stock:
    """The policies of a branch. `above`: the stock of the branch that it extends."""
    reads = {name: [origin for origin in plan.origins if origin in plans] for name, plan in plans.items()}
    order, cycle = in_order(reads)
    if cycle:
        origin = plans[cycle[0]].drafts[0].document.root.key("facts")
        reading.report.add("GJ321", origin.span if origin else None, cycle=" → ".join((*cycle, cycle[0])))
    reader = _Reader(Stock(branch, settings, {}), above, reading)
    for name in order:
        reader.read(name, plans[name], reads[name])
    for name in plans:
        check_overlay(reader.found[name], reading.report)
    return Stock(branch, settings, {name: reader.found[name] for name in plans})


class _Reader:
    """Reads the policies of one branch, one after another; `found` has those that are read."""

    def __init__(self, stock: Stock, above: Stock | None, reading: Reading) -> None:
        self.found: dict[str, Editions] = {}
        self._stock = stock
        self._above = above
        self._reading = reading
        names = reading.names
        self._names = reading.kept.get(("known", names), (), lambda: names)

    def read(self, name: str, plan: Plan, origins: Iterable[str]) -> None:
        """The editions of a policy: those of the branch above themselves where nothing differs."""
        upstream = {origin: self.found[origin] for origin in origins if origin in self.found}
        taken_over = plan.above if plan.overlay is None and not self._differs(plan, upstream) else None
        self.found[name] = taken_over or self._editions(name, plan, upstream)

    def _differs(self, plan: Plan, upstream: Mapping[str, Editions]) -> bool:
        """Whether what a policy reads from is another in the branch, or the calendar that its clocks go by."""
        if self._above is None:
            return True
        timed = any(draft.document.root.get(section) for draft in plan.drafts for section in _GOES_BY_CALENDARS)
        other_calendar = timed and self._stock.settings.calendar != self._above.settings.calendar
        return other_calendar or any(self._above.policies.get(name) is not each for name, each in upstream.items())

    def _editions(self, name: str, plan: Plan, upstream: Mapping[str, Editions]) -> Editions:
        windows = [draft.effective for draft in plan.drafts]
        windows += [edition.effective for editions in upstream.values() for edition in editions.editions]
        editions = tuple(self._edition(name, window, plan, upstream) for window in stretches(windows))
        sources = (plan.overlay, plan.above, *(part for each in editions for part in (each.document, each.policy)))
        make = partial(Editions, self._stock.branch, editions, plan.overlay, plan.above)
        return self._reading.kept.get(("editions", self._stock.branch, name), sources, make)

    def _edition(self, name: str, window: Effective, plan: Plan, upstream: Mapping[str, Editions]) -> Edition:
        day = first_day(window)
        draft = next(each for each in plan.drafts if each.effective.covers(day))
        gone = draft.dropped or check_dropped(name, upstream, day, self._stock.branch, self._reading.report)
        if plan.above and gone:
            return Edition(window, draft.document, plan.above.on(day).policy, draft.dropped)
        policy, found = self._policy(name, draft.document, day, upstream)
        if plan.above is None:
            self._reading.report.found += found
        else:
            admit(
                found, _cause(plan, upstream, draft.document), _patched(plan), self._stock.branch, self._reading.report
            )
        return Edition(window, draft.document, policy)

    def _policy(
        self, name: str, document: Document, day: dt.date, upstream: Mapping[str, Editions]
    ) -> tuple[Policy, list[Diagnostic]]:
        """A policy as it is from a day on, and what is found in it."""
        branch, settings, _ = self._stock
        words, report = self._reading.words, self._reading.report
        known = Upstream(words, on(self.found, day), self._names)
        sources = (document, settings, words, self._names, *on(upstream, day).values())
        read = partial(_read, document, branch, settings, known, report)
        return self._reading.kept.get(("policy", branch, name, day), sources, read)


def _read(
    document: Document, branch: str, settings: Settings, upstream: Upstream, report: Report
) -> tuple[Policy, list[Diagnostic]]:
    fresh = Report(report.sources)
    return read_policy(document, branch, settings, upstream, fresh), fresh.found


def _cause(plan: Plan, upstream: Mapping[str, Editions], document: Document) -> Span:
    """Where the branch makes a policy another: in its overlay, or in that of a policy that it reads from."""
    overlays = (plan.overlay, *(editions.overlay for editions in upstream.values()))
    return next((overlay.span for overlay in overlays if overlay), document.root.span)


def _patched(plan: Plan) -> frozenset[str]:
    """The parameters that the branch gives another value."""
    overrides = plan.overlay.overrides if plan.overlay else ()
    return frozenset(each.name for each in overrides if each.change == "patch")
