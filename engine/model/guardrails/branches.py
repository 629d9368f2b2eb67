"""The branches that a guardrail names."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.diagnostics import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from engine.diagnostics import Report
    from engine.document.nodes import Scalar


class Having(NamedTuple):
    """The branches that have the policy `policy`, in their order, among `every` there are."""

    policy: str
    branches: tuple[str, ...]
    every: AbstractSet[str]


def has_policy(named: Scalar, having: Having, report: Report) -> bool:
    """Whether there is a branch of that name and it has the policy; else that is reported."""
    name, known = named.text, ", ".join(having.branches)
    if name in having.branches:
        return True
    if name in having.every:
        report.add("GJ467", named.span, name=name, policy=having.policy, known=known)
    else:
        report.add("GJ443", named.span, name=name, near=did_you_mean(name, having.branches), known=known)
    return False
