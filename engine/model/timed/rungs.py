"""Rungs of clocks, ladders and schedules: what follows for those that reach one, and what all rungs are checked for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from engine.model.policy import Rung, TimedItem
from engine.model.read_consequences import read_consequences
from engine.model.reading import read_strings, read_text
from engine.model.timed.shapes import local_of

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from engine.diagnostics import Span
    from engine.document.nodes import Mapping, Scalar
    from engine.feel.types import Type
    from engine.model.context import Context
    from engine.model.timed.patterns import ParsedPattern
    from engine.model.timed.shapes import TimedRung

Fields = tuple[tuple[str, "Type"], ...]


class WrittenRung(NamedTuple):
    """The mapping that has a rung's title and clauses, and under `then` its consequences."""

    node: Mapping
    span: Span
    then: str = "then"


def with_consequences(item: TimedItem, written: Iterable[WrittenRung], context: Context) -> TimedItem:
    """The item with what its rungs bring, in their order. One without a title or clauses has the item's own."""
    step, local = item.step, local_of(item.step)
    reached: tuple[TimedRung, ...] = step.rungs
    rungs = (
        Rung(
            name=rung.name,
            title=read_text(source.node.get("title")) if source.node.get("title") else step.title,
            then=read_consequences(source.node.get(source.then), _inside(context, local, rung.element)),
            cites=read_strings(source.node.get("cites")) or step.cites,
            span=source.span,
        )
        for rung, source in zip(reached, written, strict=True)
    )
    return replace(item, rungs=tuple(rungs))


def _inside(context: Context, local: str, element: Type) -> Context:
    return replace(context, scope=context.scope.with_local(local, element))


def check_apart(rungs: Iterable[tuple[Hashable, Scalar]], context: Context) -> None:
    """No two rungs are at one place: (what tells a rung's place, where that is written)."""
    seen: dict[Hashable, Scalar] = {}
    for place, written in rungs:
        first = seen.setdefault(place, written)
        if first is not written:
            context.report.add("GJ379", written.span, text=written.text, line=first.span.line)


def check_own_names(own: Fields, patterns: Iterable[ParsedPattern], context: Context) -> None:
    """The events' data don't take the names of what a rung adds to them."""
    for pattern in patterns:
        event = context.vocabulary.events.get(pattern.event)
        for name, _ in event.fields if event else ():
            if name in dict(own):
                taken = ", ".join(dict(own))
                context.report.add("GJ390", pattern.span, event=pattern.event, data=name, taken=taken)
