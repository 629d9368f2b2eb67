"""Facts along a chain of policies: one name is one fact, so its declarations must agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel.types import Kind
from engine.model.policy import PolicySource

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.diagnostics import Report
    from engine.model.parts import EventSource
    from engine.model.policy import Fact, Policy


def chain_of(policy: Policy, policies: Mapping[str, Policy]) -> list[Policy]:
    """The policy and all that it reads from, directly or through others, those that are read first; itself last."""
    chain: dict[str, Policy] = {}

    def visit(current: Policy) -> None:
        if current.id in chain:
            return
        for fact in current.facts:
            if isinstance(fact.source, PolicySource) and fact.source.policy in policies:
                visit(policies[fact.source.policy])
        chain[current.id] = current

    visit(policy)
    return list(chain.values())


def check_chained(policy: Policy, read: Mapping[str, Policy], report: Report) -> None:
    """Report a fact that a policy up the chain declares in another way. `read`: the policies read before, by id."""
    for upstream in chain_of(policy, read)[:-1]:
        theirs = {fact.name: fact for fact in upstream.facts}
        for fact in policy.facts:
            if fact.name in theirs and not _alike(fact, theirs[fact.name]):
                report.add("GJ357", fact.span, name=fact.name, policy=upstream.id)


def _alike(one: Fact, other: Fact) -> bool:
    """Whether two declarations of a name ask for the same; titles, and whether it may be left out, may differ."""
    if Kind.ANY in (one.type.kind, other.type.kind):
        return True
    return one.type.required() == other.type.required() and _origin(one) == _origin(other)


def _origin(fact: Fact) -> tuple[str, str] | EventSource | None:
    source = fact.source
    return (source.policy, source.output) if isinstance(source, PolicySource) else source
