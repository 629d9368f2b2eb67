"""Consequences: what a rule does, to whom, with which attributes, each checked against the vocabulary."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.diagnostics import Report, did_you_mean
from engine.document.nodes import Mapping, Node, Scalar
from engine.feel.typed import Apply, Expression, Field
from engine.feel.types import ANY, STRING, Kind, Type
from engine.model.parts import ROUND_MONEY, Attribute, Consequence
from engine.model.reading import constant, entries, items, parse_text, read_expression, typed, unreadable

if TYPE_CHECKING:
    from engine.model.context import Context
    from engine.model.vocabulary import AttributeType, ConsequenceKind


def read_consequences(node: Node | None, context: Context) -> tuple[Consequence, ...]:
    """A `then:` list."""
    return tuple(_consequence(item, context) for item in items(node) if isinstance(item, Mapping))


def _consequence(node: Mapping, context: Context) -> Consequence:
    do = node.get("do")
    kind = _kind(do, context) if isinstance(do, Scalar) else None
    attributes = tuple(
        Attribute(key.text, expression)
        for key, value in entries(node)
        if key.text not in ("do", "to") and isinstance(value, Scalar)
        for expression in _attribute(key, value, kind, context)
    )
    to = node.get("to")
    subject = _subject(to, context) if isinstance(to, Scalar) else None
    return Consequence(do.text if isinstance(do, Scalar) else "", subject, attributes, node.span)


def _kind(do: Scalar, context: Context) -> ConsequenceKind | None:
    kinds = context.vocabulary.kinds
    if do.text not in kinds and context.vocabulary.complete:
        context.report.add("GJ303", do.span, name=do.text, near=context.vocabulary.near_kind(do.text))
    return kinds.get(do.text)


def _subject(to: Scalar, context: Context) -> Expression:
    """A subject of the vocabulary as it is written, or `= expr` that yields one."""
    subjects = context.vocabulary.subjects
    if to.text.startswith("="):
        return _computed_subject(to, context)
    if to.text not in subjects and context.vocabulary.complete:
        computed = context.scope.find(to.text.partition(".")[0], (0, 0)) is not None
        near = f"= {to.text}" if computed else context.vocabulary.near_subject(to.text)
        context.report.add("GJ304", to.span, name=to.text, near=near)
    return constant(to.text, STRING, to.text, to.place)


def _computed_subject(to: Scalar, context: Context) -> Expression:
    """One that an expression yields. Data of an event that are texts to the vocabulary name nobody (GJ339)."""
    unchecked = replace(context, report=Report())
    found = _computed(to, unchecked, ANY)
    if isinstance(found.root, Field) and found.root.base.type.kind is Kind.CONTEXT and found.type.kind is Kind.STRING:
        span = found.place.span(0, len(found.text))
        context.report.add(
            "GJ339",
            span,
            text=found.text,
            data=found.root.name,
            example=next(iter(context.vocabulary.subjects), "agent"),
        )
        return found
    return _computed(to, context, context.vocabulary.subject.or_null())


def _attribute(key: Scalar, value: Scalar, kind: ConsequenceKind | None, context: Context) -> tuple[Expression, ...]:
    if kind is None:
        return ()
    declared = kind.attributes.get(key.text)
    if declared is None:
        known = list(kind.attributes)
        context.report.add(
            "GJ305", key.span, name=key.text, kind=kind.id, near=did_you_mean(key.text, known), known=", ".join(known)
        )
        return ()
    return (_value(value, declared, context),)


def _value(value: Scalar, declared: AttributeType, context: Context) -> Expression:
    expected = declared.type.or_null()
    if value.text.startswith("="):
        return _rounded(_computed(value, context, expected), declared)
    if declared.literal:
        name = value.text.partition(".")[0]
        if not value.quoted and context.scope.find(name, (0, 0)):
            context.report.add("GJ352", value.span, text=value.text)
        return constant(value.text, STRING, value.text, value.place)
    read = read_expression(value, context.scope, context.report, expected)
    return _rounded(read or unreadable(value.text, value.place), declared)


def _computed(value: Scalar, context: Context, expected: Type) -> Expression:
    """The expression after `=`."""
    text = value.text[1:]
    start = 1 + len(text) - len(text.lstrip())
    place = value.place.shifted(start)
    parsed = parse_text(value.text[start:], place, context.scope, context.report)
    return typed(parsed, context.scope, context.report, expected) if parsed else unreadable(value.text[start:], place)


def _rounded(expression: Expression, declared: AttributeType) -> Expression:
    """Money is rounded once, here: half up to the cent."""
    if declared.type.kind is not Kind.MONEY:
        return expression
    root = expression.root
    given = root.type
    type_ = Type(Kind.MONEY, given.optional, scale=2, low=given.low, high=given.high)
    rounded = Apply(ROUND_MONEY, (root,), ANY if given.kind is Kind.ANY else type_, root.at)
    return Expression(rounded, expression.text, expression.place)
