"""What a guardrail claims, read in terms of its policy."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.diagnostics import did_you_mean
from engine.document.nodes import Mapping, Scalar
from engine.feel.check import elaborate
from engine.feel.typed import Expression
from engine.feel.types import BOOLEAN, DATE, DATE_TIME, NUMERIC, SPAN
from engine.model.guardrails.branches import has_policy
from engine.model.guardrails.calls import rules_with_outcomes
from engine.model.guardrails.guardrail import AsStrictAs, Claim, Complete, Monotone, Must
from engine.model.guardrails.lists import misused
from engine.model.guardrails.scope import scope_of
from engine.model.policy import Table, TimedItem
from engine.model.reading import parse_scalar, read_string, scalars
from engine.model.timed.shapes import Ladder

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from engine.diagnostics import Report
    from engine.document.nodes import Node
    from engine.model.guardrails.branches import Having
    from engine.model.policy import Policy
    from engine.model.vocabulary import Settings, Vocabulary

ALL = "all"
ORDERED = (*NUMERIC, DATE.kind, DATE_TIME.kind, SPAN.kind)
"""Kinds of facts that go up and down."""


class Setting(NamedTuple):
    """What a claim is read by: the policy that it is about, the words, the branches that have it."""

    policy: Policy
    words: Vocabulary
    settings: Settings
    having: Having
    report: Report


def read_claim(node: Mapping, setting: Setting) -> Claim | None:
    """The one thing that a guardrail says; None, and a report, where it says several or what can't be read."""
    said = [key for key in _READERS if node.get(key)]
    surplus = node.key(said[1]) if len(said) > 1 else node.key("when") if "must" not in said else None
    if surplus:
        setting.report.add("GJ441", surplus.span, key=surplus.text, other=said[0])
        return None
    return _READERS[said[0]](node, setting) if said else None


def _must(node: Mapping, setting: Setting) -> Claim | None:
    when, must = (_condition(node.get(key), setting) for key in ("when", "must"))
    if must is None or (when is None and node.get("when")):
        return None
    return Must(when, must)


def _condition(node: Node | None, setting: Setting) -> Expression | None:
    """A condition in the policy's scope, which knows `outcome` and `outcomes`, too."""
    if not isinstance(node, Scalar):
        return None
    scope = scope_of(setting.policy, setting.settings.currency, setting.words)
    parsed = parse_scalar(node, scope, setting.report)
    if parsed is None:
        return None
    rules = rules_with_outcomes(setting.words)
    root = elaborate(parsed.syntax, scope, setting.report, parsed.place, BOOLEAN.or_null(), rules)
    for part in misused(root):
        setting.report.add("GJ442", parsed.place.span(*part.at))
    return Expression(root, parsed.text, parsed.place)


def _as_strict_as(node: Mapping, setting: Setting) -> Claim | None:
    named = node.get("as_strict_as")
    if not isinstance(named, Scalar):
        return None
    return AsStrictAs(named.text) if has_policy(named, setting.having, setting.report) else None


def _monotone(node: Mapping, setting: Setting) -> Claim | None:
    said = node.get("monotone")
    if not isinstance(said, Mapping):
        return None
    named = said.get("ladder") or said.get("fact")
    if not isinstance(named, Scalar):
        return None
    ladder = said.get("ladder") is not None
    if ladder and (surplus := said.key("fact")):
        setting.report.add("GJ441", surplus.span, key="fact", other="ladder")
        return None
    known = _ladders(setting.policy) if ladder else _ordered_facts(setting.policy)
    if named.text not in known:
        code = "GJ445" if ladder else "GJ444"
        _unknown(code, named, known, setting)
        return None
    towards, never = read_string(said.get("towards")), read_string(said.get("never"))
    return Monotone(
        named.text,
        ladder,
        "lower" if towards == "lower" else "higher",
        "milder" if never == "milder" else "stricter",
        named.span,
    )


def _ladders(policy: Policy) -> list[str]:
    return [step.step.name for step in policy.steps if isinstance(step, TimedItem) and isinstance(step.step, Ladder)]


def _ordered_facts(policy: Policy) -> list[str]:
    return [fact.name for fact in policy.facts if fact.type.kind in ORDERED]


def _complete(node: Mapping, setting: Setting) -> Claim | None:
    named = scalars(node.get("complete"))
    known = [step.id for step in setting.policy.steps if isinstance(step, Table)]
    if [name.text for name in named] == [ALL]:
        if not known:
            _unknown("GJ446", named[0], known, setting)
        return Complete((), named[0].span) if known else None
    wrong = [name for name in named if name.text not in known]
    for name in wrong:
        _unknown("GJ446", name, known, setting)
    return None if wrong or not named else Complete(tuple(name.text for name in named), named[0].span)


def _unknown(code: str, named: Scalar, known: Collection[str], setting: Setting) -> None:
    near = did_you_mean(named.text, known)
    args = {"name": named.text, "policy": setting.policy.id, "near": near, "known": ", ".join(known)}
    setting.report.add(code, named.span, **args)


_READERS: dict[str, Callable[[Mapping, Setting], Claim | None]] = {
    "must": _must,
    "as_strict_as": _as_strict_as,
    "monotone": _monotone,
    "complete": _complete,
}
"""By the key that says it."""
