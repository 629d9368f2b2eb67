"""Rules: condition, loop, requirements and consequences."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from engine.diagnostics import did_you_mean
from engine.document.nodes import Mapping, Node, Scalar
from engine.feel.types import ANY, BOOLEAN, Kind
from engine.model.parts import Approval, Each, Requires
from engine.model.policy import Fact, Rule
from engine.model.read_consequences import read_consequences
from engine.model.reading import (
    items,
    parse_text,
    read_effective,
    read_expression,
    read_string,
    read_strings,
    read_text,
    scalars,
    typed,
    unreadable,
)

if TYPE_CHECKING:
    from engine.model.context import Context
    from engine.model.namespace import Namespace

FOR = re.compile(r"(\S+)\s+in\s+")
APPROVAL = re.compile(r"(\S+)\s+by\s+(\S+)")


def read_rules(node: Node | None, facts: tuple[Fact, ...], names: Namespace, context: Context) -> tuple[Rule, ...]:
    return tuple(_rule(item, facts, names, context) for item in items(node) if isinstance(item, Mapping))


def _rule(node: Mapping, facts: tuple[Fact, ...], names: Namespace, context: Context) -> Rule:
    name = node.get("id")
    if isinstance(name, Scalar):
        names.declare(name)
    loop = node.get("for")
    each = _each(loop, context) if isinstance(loop, Scalar) else None
    inner = _inside(each, loop, context)
    when = node.get("when")
    condition = read_expression(when, context.scope, context.report, BOOLEAN.or_null())
    if condition is None and isinstance(when, Scalar):
        condition = unreadable(when.text, when.place)
    return Rule(
        id=read_string(name),
        title=read_text(node.get("title"), read_string(name)),
        when=condition,
        each=each,
        requires=_requires(node.get("requires"), facts, context),
        then=read_consequences(node.get("then"), inner),
        cites=read_strings(node.get("cites")),
        effective=read_effective(node.get("effective"), context.report),
        span=name.span if isinstance(name, Scalar) else node.span,
    )


def _each(loop: Scalar, context: Context) -> Each | None:
    """`s in shares`."""
    match = FOR.match(loop.text)
    if match is None:
        context.report.add("GJ342", loop.span, text=loop.text)
        return None
    place = loop.place.shifted(match.end())
    parsed = parse_text(loop.text[match.end() :], place, context.scope, context.report)
    if parsed is None:
        return Each(match.group(1), unreadable(loop.text[match.end() :], place))
    source = typed(parsed, context.scope, context.report)
    if source.type.kind not in (Kind.LIST, Kind.ANY):
        context.report.add("GJ343", place.span(0, len(source.text)), text=source.text, kind=source.type.kind)
    return Each(match.group(1), source)


def _inside(each: Each | None, loop: Node | None, context: Context) -> Context:
    """The context of the consequences: with the loop's variable."""
    if each is None or not isinstance(loop, Scalar):
        return context
    element = each.source.type.element or ANY
    return replace(context, scope=context.scope.with_local(each.name, element))


def _requires(node: Node | None, facts: tuple[Fact, ...], context: Context) -> Requires | None:
    if not isinstance(node, Mapping):
        return None
    wanted = scalars(node.get("evidence"))
    return Requires(
        evidence_fact=_evidence_fact(wanted, facts, context),
        evidence=tuple(item.text for item in wanted),
        approvals=tuple(approval for item in scalars(node.get("approvals")) for approval in _approval(item, context)),
        span=node.span,
    )


def _evidence_fact(wanted: tuple[Scalar, ...], facts: tuple[Fact, ...], context: Context) -> str | None:
    """The set fact among whose values all the evidence is."""
    if not wanted:
        return None
    sets = {fact.name: fact.type.element.values for fact in facts if fact.type.unique and fact.type.element}
    for name, values in sets.items():
        if all(item.text in values for item in wanted):
            return name
    known = [value for values in sets.values() for value in values]
    labels = [label for fact in facts if fact.name in sets for label in fact.labels]
    meant = {spelling: value for value, title in labels for spelling in title.spellings} | {id_: id_ for id_ in known}
    for item in wanted:
        if item.text not in known:
            near = meant.get(did_you_mean(item.text, meant), "")
            context.report.add("GJ328", item.span, name=item.text, near=near)
            return None
    context.report.add("GJ329", wanted[0].span)
    return None


def _approval(item: Scalar, context: Context) -> tuple[Approval, ...]:
    match = APPROVAL.fullmatch(item.text)
    if match is None:
        context.report.add("GJ345", item.span, text=item.text)
        return ()
    event, subject = match.groups()
    words = context.vocabulary
    if event not in words.events and words.complete:
        span = item.place.span(*match.span(1))
        context.report.add("GJ317", span, name=event, near=did_you_mean(event, words.events))
    if subject not in words.subjects and words.complete:
        span = item.place.span(*match.span(2))
        context.report.add("GJ304", span, name=subject, near=words.near_subject(subject))
    return (Approval(event, subject),)
