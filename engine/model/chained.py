"""Chains of policies: what is read of those up the chain, and that their facts, which are one by name, agree."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.feel.types import Kind
from engine.feel.walk import references
from engine.model.policy import Derived, PolicySource, Table, TimedItem, yields
from engine.model.policy_expressions import expressions_of
from engine.model.timed.shapes import without_rungs

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from engine.diagnostics import Report
    from engine.feel.typed import Expression
    from engine.model.parts import EventSource
    from engine.model.policy import Fact, Policy, Step


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


def path_of(policy: Policy, policies: Mapping[str, Policy]) -> list[Policy]:
    """As `chain_of`, of the others only what those values are made of that are read: facts, parameters, steps."""
    path: list[Policy] = []
    read: dict[str, list[str]] = {}
    for member in reversed(chain_of(policy, policies)):
        if member is not policy and member.id not in read:
            continue
        path.append(member if member is policy else _made_of(read[member.id], member))
        for fact in path[-1].facts:
            if isinstance(fact.source, PolicySource):
                read.setdefault(fact.source.policy, []).append(fact.source.output)
    return path[::-1]


def _made_of(outputs: Iterable[str], policy: Policy) -> Policy:
    """The policy without its consequences, and without what none of the `outputs` reads."""
    steps = tuple(_without_consequences(step) for step in policy.steps)
    reads = _reads_of_facts(policy.facts) | {name: _reads_of_step(s) for s in steps for name in yields(s)}
    read = _closure(outputs, reads)
    return replace(
        policy,
        facts=tuple(fact for fact in policy.facts if fact.name in read),
        params=tuple(param for param in policy.params if param.name in read),
        steps=tuple(step for step in steps if read.intersection(yields(step))),
        rules=(),
    )


def _reads_of_step(step: Step) -> set[str]:
    calendar = {step.calendar_param} if isinstance(step, TimedItem) else set[str]()
    return _names(expressions_of(step)) | calendar


def _without_consequences(step: Step) -> Step:
    match step:
        case Derived():
            return step
        case Table(rows=rows):
            return replace(step, rows=tuple(replace(row, then=()) for row in rows))
        case TimedItem(step=timed):
            return replace(step, step=without_rungs(timed), rungs=())


def _reads_of_facts(facts: Iterable[Fact]) -> dict[str, set[str]]:
    """What a fact's check reads, and the parameter that its default is."""
    reads = {fact.name: _names([fact.check] if fact.check else ()) for fact in facts}
    for fact in facts:
        reads[fact.name] |= {fact.default_from} if fact.default_from else set()
    return reads


def _names(expressions: Iterable[Expression]) -> set[str]:
    return {ref.name for expression in expressions for ref in references(expression.root)}


def _closure(names: Iterable[str], reads: Mapping[str, set[str]]) -> set[str]:
    """The names, and all that they read, directly or through one another."""
    found: set[str] = set()
    left = list(names)
    while left:
        name = left.pop()
        if name not in found:
            found.add(name)
            left += reads.get(name, ())
    return found


def check_chained(policy: Policy, read: Mapping[str, Policy], report: Report) -> None:
    """Report a fact that a policy up the chain declares in another way. `read`: the policies read before, by id."""
    for upstream in path_of(policy, read)[:-1]:
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
