"""Facts along a chain of policies: one name is one fact, so its declarations must agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel.types import Kind
from engine.model.policy import PolicySource

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.diagnostics import Report
    from engine.model.parts import EventSource
    from engine.model.policy import Fact, Policy


def check_chained(policy: Policy, read: Mapping[str, Policy], report: Report) -> None:
    """Report a fact that a policy up the chain declares in another way. `read`: the policies read before, by id."""
    for upstream in _upstream(policy, read):
        theirs = {fact.name: fact for fact in upstream.facts}
        for fact in policy.facts:
            if fact.name in theirs and not _alike(fact, theirs[fact.name]):
                report.add("GJ357", fact.span, name=fact.name, policy=upstream.id)


def _upstream(policy: Policy, read: Mapping[str, Policy]) -> Iterator[Policy]:
    """Every policy that the policy reads from, directly or through another, once."""
    found: dict[str, Policy] = {}
    waiting = [policy]
    while waiting:
        names = {fact.source.policy for fact in waiting.pop().facts if isinstance(fact.source, PolicySource)}
        fresh = [read[name] for name in sorted(names) if name in read and name not in found]
        found |= {item.id: item for item in fresh}
        waiting += fresh
    yield from found.values()


def _alike(one: Fact, other: Fact) -> bool:
    """Whether two declarations of a name ask for the same; titles, and whether it may be left out, may differ."""
    if Kind.ANY in (one.type.kind, other.type.kind):
        return True
    return one.type.required() == other.type.required() and _origin(one) == _origin(other)


def _origin(fact: Fact) -> tuple[str, str] | EventSource | None:
    source = fact.source
    return (source.policy, source.output) if isinstance(source, PolicySource) else source
