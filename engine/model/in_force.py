"""An item may only read steps that hold on every day on which it holds itself."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from engine.feel.walk import references
from engine.model.policy import ALWAYS, Effective, Param, Policy, yields
from engine.model.policy_expressions import expressions_of

if TYPE_CHECKING:
    from engine.diagnostics import Report


def check_in_force(policy: Policy, report: Report) -> None:
    """Report references to derived values and outputs on days on which those don't hold, and rules that never hold."""
    for rule in policy.rules:
        if rule.effective != ALWAYS and _is_empty(_both(rule.effective, policy.effective)):
            report.add("GJ362", rule.span, name=rule.id)
    for param in policy.params:
        _check_beginning(param, policy, report)
    windows = {name: step.effective for step in policy.steps for name in yields(step) if step.effective != ALWAYS}
    if not windows:
        return
    for item in (*policy.steps, *policy.rules):
        needed = _both(item.effective, policy.effective)
        for expression in expressions_of(item):
            for ref in references(expression.root):
                day = _uncovered(needed, windows.get(ref.name, ALWAYS))
                if day:
                    report.add("GJ350", expression.place.span(*ref.at), name=ref.name, day=day.isoformat())


def _check_beginning(param: Param, policy: Policy, report: Report) -> None:
    """A later value alone, without the one before: then the policy itself begins on that day."""
    since = param.values[0].since if len(param.values) == 1 else None
    if since and (policy.effective.since is None or policy.effective.since < since):
        report.add("GJ369", param.values[0].span, name=param.name.partition(".")[0], day=since.isoformat())


def _both(one: Effective, other: Effective) -> Effective:
    since = max((day for day in (one.since, other.since) if day), default=None)
    until = min((day for day in (one.until, other.until) if day), default=None)
    return Effective(since, until)


def _is_empty(window: Effective) -> bool:
    return window.since is not None and window.until is not None and window.until < window.since


def _uncovered(needed: Effective, window: Effective) -> dt.date | None:
    """A day of `needed` that `window` doesn't cover."""
    if window.since and (needed.since is None or needed.since < window.since):
        return needed.since or window.since - dt.timedelta(days=1)
    if window.until and (needed.until is None or needed.until > window.until):
        return window.until + dt.timedelta(days=1)
    return None
