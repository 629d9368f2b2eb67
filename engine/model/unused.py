"""Parameters and derived values that nothing reads, clocks that nothing stops: more may be meant for later.

Asked of policies without errors only: what an expression that can't be read would have used, nobody knows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel.walk import references
from engine.model.policy import Derived, TimedItem
from engine.model.policy_expressions import expressions_of
from engine.model.timed.shapes import Clock

if TYPE_CHECKING:
    from engine.diagnostics import Report
    from engine.model.policy import Policy


def check_unused(policy: Policy, report: Report) -> None:
    checks = (fact.check for fact in policy.facts if fact.check)
    items = (expression for item in (*policy.steps, *policy.rules) for expression in expressions_of(item))
    read = {ref.name for expression in (*checks, *items) for ref in references(expression.root)}
    read |= {fact.default_from for fact in policy.facts if fact.default_from}
    read |= {step.calendar_param for step in policy.steps if isinstance(step, TimedItem)}
    for param in policy.params:
        if param.name not in read:
            report.add("GJ340", param.span, name=param.name)
    for clock in (step.step for step in policy.steps if isinstance(step, TimedItem)):
        if isinstance(clock, Clock) and not clock.stops and not clock.cancels:
            report.add("GJ341", clock.span, name=clock.name)
    for step in policy.steps:
        if isinstance(step, Derived) and step.name not in read:
            report.add("GJ340", step.expression.place.span(0, len(step.expression.text)), name=step.name)
