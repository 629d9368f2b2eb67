"""Facts: their types, where they come from, their defaults and checks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from engine.diagnostics import did_you_mean
from engine.document.nodes import Mapping, Node, Scalar
from engine.feel.literals import read_value
from engine.feel.types import ANY, BOOLEAN
from engine.model.declared_types import Declared, field_titles, read_type
from engine.model.parts import EventSource, Output
from engine.model.policy import Fact, Param, PolicySource, Table
from engine.model.reading import entries, items, read_expression, read_strings, read_text

if TYPE_CHECKING:
    from collections.abc import Mapping as MappingOf

    from engine.diagnostics import Report
    from engine.feel.scope import Scope
    from engine.feel.values import Value
    from engine.model.policy import Policy
    from engine.model.vocabulary import Vocabulary


NOT_OF_COMPUTED = ("default", "check", "range", "scale")
"""Keys that a fact from another policy can't have."""


@dataclass(frozen=True, slots=True)
class DeclaredFact:
    """A fact before its check is typed: checks may name any fact and parameter."""

    fact: Fact
    check: Node | None


@dataclass(frozen=True, slots=True)
class Upstream:
    """Where facts may come from: the vocabulary's events, and the policies that are read already, of all `names`."""

    vocabulary: Vocabulary
    policies: MappingOf[str, Policy]
    names: frozenset[str]


def declare_facts(
    node: Node | None, params: tuple[Param, ...], upstream: Upstream, report: Report
) -> tuple[DeclaredFact, ...]:
    known = {param.name: param for param in params}
    return tuple(
        _declare(key, value, known, upstream, report) for key, value in entries(node) if isinstance(value, Mapping)
    )


def typed_facts(declared: tuple[DeclaredFact, ...], scope: Scope, report: Report) -> tuple[Fact, ...]:
    """The facts with their checks typed."""
    return tuple(
        replace(item.fact, check=read_expression(item.check, scope, report, BOOLEAN)) if item.check else item.fact
        for item in declared
    )


def _declare(
    key: Scalar, node: Mapping, params: MappingOf[str, Param], upstream: Upstream, report: Report
) -> DeclaredFact:
    declared = read_type(node, upstream.vocabulary, report)
    origin = node.get("from")
    source = _source(origin, upstream, report) if isinstance(origin, Scalar) else None
    given = _given(source, upstream)
    if given is not None and isinstance(origin, Scalar):
        declared = _agreed(key, node, declared, given, origin, report)
    if given is not None and isinstance(source, PolicySource):
        declared = Declared(given.type, declared.labels)
        _check_computed(node, source, report)
    written = None if isinstance(source, PolicySource) else node.get("default")
    default_from = _default_param(written, declared, params, report)
    default = None if default_from else _default(written, declared, report)
    type_ = declared.type if default is None and default_from is None else declared.type.required()
    title, cites = read_text(node.get("title"), key.text), read_strings(node.get("cites"))
    fields = field_titles(node.get("of"))
    fact = Fact(key.text, type_, title, default, default_from, None, source, declared.labels, cites, key.span, fields)
    return DeclaredFact(fact, node.get("check"))


def _check_computed(node: Mapping, source: PolicySource, report: Report) -> None:
    """What another policy computes is neither filled in nor judged here."""
    for name in NOT_OF_COMPUTED:
        if key := node.key(name):
            report.add("GJ359", key.span, key=name, source=f"{source.policy}.{source.output}", policy=source.policy)


def _default_param(node: Node | None, declared: Declared, params: MappingOf[str, Param], report: Report) -> str | None:
    """The parameter that a default names."""
    param = params.get(node.text) if isinstance(node, Scalar) else None
    if param is None or not isinstance(node, Scalar):
        return None
    if ANY.kind not in (param.type.kind, declared.type.kind) and param.type.kind is not declared.type.kind:
        report.add("GJ351", node.span, name=param.name, kind=param.type.kind, wanted=declared.type.kind)
    return param.name


def _source(origin: Scalar, upstream: Upstream, report: Report) -> EventSource | PolicySource | None:
    """`policy.output` where a policy has that name, else `event.type.field`; None (reported) where it is neither."""
    name, _, field = origin.text.rpartition(".")
    if name in upstream.policies:
        return _policy_source(origin, upstream.policies[name], field, report)
    event = upstream.vocabulary.events.get(name)
    if event is None:
        if name not in upstream.names and upstream.vocabulary.complete:
            known = [*upstream.vocabulary.events, *sorted(upstream.names)]
            report.add("GJ317", origin.span, name=name, near=did_you_mean(name, known))
        return None
    fields = [known for known, _ in event.fields]
    if field not in fields:
        report.add("GJ318", origin.span, event=name, field=field, near=did_you_mean(field, fields))
        return None
    return EventSource(name, field)


def _policy_source(origin: Scalar, policy: Policy, output: str, report: Report) -> PolicySource | None:
    outputs = _readable(policy)
    if output in outputs:
        return PolicySource(policy.id, output, origin.span)
    report.add("GJ320", origin.span, policy=policy.id, output=output, near=did_you_mean(output, outputs))
    return None


def _readable(policy: Policy) -> dict[str, Output]:
    """What other policies can read of a policy: its tables' outputs."""
    return {output.name: output for step in policy.steps if isinstance(step, Table) for output in step.outputs}


def _given(source: EventSource | PolicySource | None, upstream: Upstream) -> Declared | None:
    """The type of what the source gives."""
    match source:
        case EventSource(event, field):
            happened = upstream.vocabulary.events[event]
            return Declared(dict(happened.fields)[field].or_null(), dict(happened.labels).get(field, ()))
        case PolicySource(policy, name):
            output = _readable(upstream.policies[policy])[name]
            return Declared(output.result, output.labels)
        case _:
            return None


def _agreed(
    key: Scalar, node: Mapping, declared: Declared, given: Declared, origin: Scalar, report: Report
) -> Declared:
    """The declared type, checked against the source's; where none is declared, the source's own.

    A source that may have no value (an event that hasn't happened) makes the fact optional.
    """
    if node.get("type") is None and node.get("values") is None:
        return given
    comparable = given.type.kind == declared.type.kind or ANY.kind in (given.type.kind, declared.type.kind)
    apart = given.type.values and declared.type.values and not {*given.type.values} & {*declared.type.values}
    if not comparable or apart:
        report.add("GJ319", origin.span, name=key.text, declared=declared.type.kind, given=given.type.kind)
    return replace(declared, type=declared.type.or_null()) if given.type.optional else declared


def _default(node: Node | None, declared: Declared, report: Report) -> Value:
    """A default as a value; a list's is a tuple of its items."""
    titles = {title: value for value, text in declared.labels for title in (text.zh, text.en)}
    element = declared.type.element
    if isinstance(node, Scalar):
        return read_value(node.text, declared.type.required(), node.place, report, titles)
    if node is None or element is None:
        return None
    scalars = (item for item in items(node) if isinstance(item, Scalar))
    return tuple(read_value(item.text, element, item.place, report, titles) for item in scalars)
