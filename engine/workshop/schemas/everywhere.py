"""A policy as all branches together have it: what any case of it may name."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol, TypeVar

from engine.model.policy import Derived, Table, TimedItem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from engine.model.from_document import Model
    from engine.model.policy import Fact, Policy, Step

_Part = TypeVar("_Part")


class _HasId(Protocol):
    @property
    def id(self) -> str: ...


def policies_everywhere(model: Model) -> dict[str, Policy]:
    """The base's policies, each with the facts, steps and rules that branches add; by id."""
    found: dict[str, Policy] = {}
    for name, policy in model.policies.items():
        stocks = (stock.held().get(name) for stock in model.stocks.values())
        editions = (edition.policy for each in stocks if each for edition in each.editions)
        others = {id(edition): edition for edition in editions if edition is not policy}
        found[name] = _together(policy, tuple(others.values())) if others else policy
    return found


def _together(policy: Policy, others: tuple[Policy, ...]) -> Policy:
    for other in others:
        policy = replace(
            policy,
            facts=_facts(policy.facts, other.facts),
            steps=_joined(policy.steps, other.steps, _name, _steps),
            rules=_joined(policy.rules, other.rules, _id),
        )
    return policy


def _facts(ours: tuple[Fact, ...], theirs: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """Those that both have; and as optional ones those that one has."""
    both = {fact.name for fact in ours} & {fact.name for fact in theirs}
    joined = _joined(ours, theirs, lambda fact: fact.name)
    return tuple(fact if fact.name in both else replace(fact, type=fact.type.or_null()) for fact in joined)


def _joined(
    ours: tuple[_Part, ...],
    theirs: Iterable[_Part],
    name: Callable[[_Part], str],
    join: Callable[[_Part, _Part], _Part] = lambda one, _: one,
) -> tuple[_Part, ...]:
    """Our parts with what theirs of the same name add, then theirs of other names."""
    found = {name(part): part for part in ours}
    for part in theirs:
        known = found.get(name(part))
        found[name(part)] = part if known is None or known is part else join(known, part)
    return tuple(found.values())


def _steps(one: Step, other: Step) -> Step:
    """A table with the rows and outputs of both, what goes by time with the rungs of both."""
    match one, other:
        case Table(), Table():
            outputs = _joined(one.outputs, other.outputs, lambda output: output.name)
            return replace(one, outputs=outputs, rows=_joined(one.rows, other.rows, _id))
        case TimedItem(), TimedItem():
            return replace(one, rungs=_joined(one.rungs, other.rungs, lambda rung: rung.name))
        case _:
            return one


def _id(part: _HasId) -> str:
    return part.id


def _name(step: Step) -> str:
    match step:
        case Derived(name=name):
            return name
        case Table(id=name):
            return f"table {name}"
        case TimedItem(step=timed):
            return timed.name
