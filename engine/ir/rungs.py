"""Rungs as rules: each goes over the list of those that reached it, and tells with every consequence which that was.

What had reached a ladder's rung before an appeal undid it stands in another list; the rule's twin goes over that.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.diagnostics import Place
from engine.feel.typed import Expression, Field, Ref
from engine.feel.types import list_of
from engine.ir.elements import with_elements
from engine.ir.program import Attribute, Consequence, Each, Rule
from engine.ir.timed import REVOKED, TOLD, Ladder, local_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.feel.types import Type
    from engine.ir.timed import Timed, TimedRung
    from engine.model.policy import Rung


def rung_rules(step: Timed, rungs: tuple[Rung, ...]) -> Iterator[Rule]:
    """The rules of a step's rungs, those that bring nothing too; a ladder's each with its twin after it."""
    reached: tuple[TimedRung, ...] = step.rungs
    for at, written in zip(reached, rungs, strict=True):
        rule = _rule(step, at, written)
        yield rule
        if isinstance(step, Ladder):
            each = _each(step, at, written, at.name + REVOKED)
            yield replace(rule, when=with_elements(None, each.source), each=each, revokes=True)


def _rule(step: Timed, at: TimedRung, written: Rung) -> Rule:
    each = _each(step, at, written, at.name)
    then = tuple(_telling(consequence, step, at) for consequence in written.then)
    when = with_elements(None, each.source)
    return Rule(at.name, written.title, when, each, None, then, written.cites, written.span, rung=True)


def _each(step: Timed, at: TimedRung, written: Rung, name: str) -> Each:
    ref = Ref(name, "derived", list_of(at.element), (0, len(name)))
    place = Place(written.span.path, ((0, written.span.line, written.span.column),))
    return Each(local_of(step), Expression(ref, name, place))


def _telling(consequence: Consequence, step: Timed, at: TimedRung) -> Consequence:
    """The consequence with what it tells of its rung; what the owner wrote of such a name stays."""
    written = {attribute.name for attribute in consequence.attributes}
    entries = dict(at.element.fields)
    told = (
        _entry(name, entry, entries[entry], step, consequence)
        for name, entry in TOLD[type(step)]
        if name not in written and entry in entries
    )
    return replace(consequence, attributes=(*consequence.attributes, *told))


def _entry(name: str, entry: str, type_: Type, step: Timed, consequence: Consequence) -> Attribute:
    """`count` is `event.count`."""
    local = local_of(step)
    text, span = f"{local}.{entry}", consequence.span
    element = next(rung.element for rung in step.rungs)
    base = Ref(local, "local", element, (0, len(local)))
    place = Place(span.path, ((0, span.line, span.column),))
    return Attribute(name, Expression(Field(base, entry, type_, (0, len(text))), text, place))
