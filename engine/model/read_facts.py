"""Facts: their types, where they come from, their defaults and checks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from engine.diagnostics import did_you_mean
from engine.document.nodes import Mapping, Node, Scalar
from engine.feel.literals import read_value
from engine.feel.types import ANY, BOOLEAN
from engine.model.declared_types import Declared, read_type
from engine.model.parts import EventSource, Output
from engine.model.policy import Fact, Param, PolicySource, Table
from engine.model.reading import entries, items, read_expression, read_text

if TYPE_CHECKING:
    from collections.abc import Mapping as MappingOf

    from engine.diagnostics import Report
    from engine.feel.scope import Scope
    from engine.feel.values import Value
    from engine.model.policy import Policy
    from engine.model.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class DeclaredFact:
    """A fact before its check is typed: checks may name any fact and parameter."""

    fact: Fact
    check: Node | None


@dataclass(frozen=True, slots=True)
class Known:
    """What a fact's declaration may name: parameters, the vocabulary, the policies that are read already."""

    params: MappingOf[str, Param]
    vocabulary: Vocabulary
    upstream: MappingOf[str, Policy]


def declare_facts(node: Node | None, known: Known, report: Report) -> tuple[DeclaredFact, ...]:
    return tuple(_declare(key, value, known, report) for key, value in entries(node) if isinstance(value, Mapping))


def typed_facts(declared: tuple[DeclaredFact, ...], scope: Scope, report: Report) -> tuple[Fact, ...]:
    """The facts with their checks typed."""
    return tuple(
        replace(item.fact, check=read_expression(item.check, scope, report, BOOLEAN)) if item.check else item.fact
        for item in declared
    )


def _declare(key: Scalar, node: Mapping, known: Known, report: Report) -> DeclaredFact:
    declared = read_type(node, known.vocabulary, report)
    origin = node.get("from")
    source = _source(origin, known.vocabulary, known.upstream, report) if isinstance(origin, Scalar) else None
    given = _given(source, known.vocabulary, known.upstream)
    if given is not None and isinstance(origin, Scalar):
        declared = _agreed(key, node, declared, given, origin, report)
    default_from = _default_param(node.get("default"), declared, known, report)
    default = None if default_from else _default(node.get("default"), declared, report)
    type_ = declared.type if default is None and default_from is None else declared.type.required()
    title = read_text(node.get("title"), key.text)
    fact = Fact(key.text, type_, title, default, default_from, None, source, declared.labels, key.span)
    return DeclaredFact(fact, node.get("check"))


def _default_param(node: Node | None, declared: Declared, known: Known, report: Report) -> str | None:
    """The parameter that a default names."""
    param = known.params.get(node.text) if isinstance(node, Scalar) else None
    if param is None or not isinstance(node, Scalar):
        return None
    if ANY.kind not in (param.type.kind, declared.type.kind) and param.type.kind is not declared.type.kind:
        report.add("GJ351", node.span, name=param.name, kind=param.type.kind, wanted=declared.type.kind)
    return param.name


def _source(
    origin: Scalar, vocabulary: Vocabulary, upstream: MappingOf[str, Policy], report: Report
) -> EventSource | PolicySource | None:
    """`policy.output` where a policy has that name, else `event.type.field`."""
    name, _, field = origin.text.rpartition(".")
    if name in upstream:
        outputs = _readable(upstream[name])
        if field not in outputs:
            report.add("GJ320", origin.span, policy=name, output=field, near=did_you_mean(field, outputs))
            return None
        return PolicySource(name, field, origin.span)
    event = vocabulary.events.get(name)
    if event is None and not vocabulary.complete:
        return None
    if event is None:
        known = [*vocabulary.events, *upstream]
        report.add("GJ317", origin.span, name=name, near=did_you_mean(name, known))
        return None
    fields = [known for known, _ in event.fields]
    if field not in fields:
        report.add("GJ318", origin.span, event=name, field=field, near=did_you_mean(field, fields))
        return None
    return EventSource(name, field)


def _readable(policy: Policy) -> dict[str, Output]:
    """What other policies can read of a policy: its tables' outputs."""
    return {output.name: output for step in policy.steps if isinstance(step, Table) for output in step.outputs}


def _given(
    source: EventSource | PolicySource | None, vocabulary: Vocabulary, upstream: MappingOf[str, Policy]
) -> Declared | None:
    """The type of what the source gives."""
    match source:
        case EventSource(event, field):
            return Declared(dict(vocabulary.events[event].fields)[field].or_null(), ())
        case PolicySource(policy, name):
            output = _readable(upstream[policy])[name]
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
