"""What stands beside the rules of a policy: terms, targets, parameters, and the facts that must be known."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.backends.prose.handbook.parts import Grid, Inline, Pair, Pairs, Row, capitalised, code, text
from engine.backends.prose.handbook.rules import clause_links, note_blocks, period
from engine.backends.prose.handbook.sentences import sentences
from engine.backends.prose.handbook.vocabulary import SUBJECTS
from engine.backends.prose.wording import MISSED
from engine.feel.typed import If
from engine.feel.types import Kind
from engine.model.parts import EventSource
from engine.model.policy import ALWAYS, Derived, PolicySource

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from engine.backends.prose.handbook.material import Material
    from engine.backends.prose.handbook.parts import Block, Cell, Line
    from engine.backends.prose.handbook.sentences import Sentences
    from engine.backends.prose.handbook.speech import Speech
    from engine.feel.typed import Expr
    from engine.feel.types import Type
    from engine.model.policy import Fact, Param, Policy

_SIDES = ("at_least", "at_most")


def terms(policy: Policy, speech: Speech) -> tuple[Block, ...]:
    """Derived values as definitions."""
    derived = [step for step in policy.steps if isinstance(step, Derived) and step.name != MISSED]
    return (Pairs(tuple(_term(step, policy.id, speech) for step in derived), "terms"),) if derived else ()


def _term(step: Derived, policy: str, speech: Speech) -> Pair:
    said = sentences(step.expression, speech)
    lines = tuple(_definition(step.expression.root, said))
    held = (
        () if step.effective == ALWAYS else (text(speech.say("item_effective", period=period(step.effective, speech))),)
    )
    name = (Inline(speech.words.name(step.name), "name"),)
    said_all = (*held, *lines, *speech.note_lines("derived", step.name))
    return Pair(name, said_all, f"{policy}.{step.name}", (*clause_links(step.cites, policy), *code(step.name)))


def _definition(root: Expr, said: Sentences) -> Iterator[Line]:
    """One sentence; a chain of `if` as its cases."""
    if not isinstance(root, If):
        yield said.speech.tell("definition", said=capitalised(said.value(root)))
        return
    yield capitalised(said.speech.tell("first_of"))
    while isinstance(root, If):
        fields = {"condition": said.condition(root.condition), "value": said.value(root.then)}
        yield said.speech.tell("definition", said=capitalised(said.speech.tell("case_of", **fields)))
        root = root.otherwise
    yield said.speech.tell("definition", said=capitalised(said.speech.tell("otherwise", value=said.value(root))))


def targets(policy: Policy, speech: Speech) -> tuple[Block, ...]:
    """Bounds on facts."""
    bounds = [param for param in policy.params if _is_bound(param)]
    head = tuple(text(speech.say(name)) for name in ("indicator", "target", "source"))
    return (
        *_grid(head, tuple(_target(bound, policy.id, speech) for bound in bounds)),
        *_note_of("targets", bounds, speech),
    )


def _note_of(section: str, items: Sequence[object], speech: Speech) -> tuple[Block, ...]:
    """The note of a section that is there."""
    return note_blocks(speech, section) if items else ()


def _grid(head: tuple[Line, ...], rows: tuple[Row, ...]) -> tuple[Block, ...]:
    """A table without the last column where that has nothing in it; none where there are no rows."""
    if any(any(row.cells[-1]) for row in rows):
        return (Grid(head, rows),)
    return (Grid(head[:-1], tuple(replace(row, cells=row.cells[:-1]) for row in rows)),) if rows else ()


def _is_bound(param: Param) -> bool:
    return param.name.rpartition(".")[2] in _SIDES


def _target(bound: Param, policy: str, speech: Speech) -> Row:
    fact, _, side = bound.name.rpartition(".")
    indicator = (Inline(bound.title.in_language(speech.lang), "name", f"{policy}.{fact}"),)
    asked = speech.tell(f"target_{side}", values=(Inline(speech.values[bound.name], "value"),))
    return Row(((indicator,), (asked,), (clause_links(bound.cites, policy),)), f"{policy}.{bound.name}")


def params(policy: Policy, speech: Speech) -> tuple[Block, ...]:
    own = [param for param in policy.params if not _is_bound(param)]
    head = tuple(text(speech.say(name)) for name in ("parameter", "value", "stricter", "source"))
    return (*_grid(head, tuple(_param(param, policy, speech) for param in own)), *_note_of("params", own, speech))


def _param(param: Param, policy: Policy, speech: Speech) -> Row:
    way = speech.say(param.stricter or "no_way")
    dated = (_value(param, index, speech) for index in range(len(param.values)))
    values = (*dated, *speech.note_lines("params", param.name))
    name = (Inline(speech.words.name(param.name), "name"),)
    source = (clause_links(param.cites, policy.id),)
    return Row(((name, code(param.name)), values, (text(way),), source), f"{policy.id}.{param.name}")


def _value(param: Param, index: int, speech: Speech) -> Line:
    dated = param.values[index]
    value = (Inline(speech.words.value(dated.value, param.type), "value"),)
    return speech.tell("value_since", value=value, since=text(dated.since.isoformat())) if dated.since else value


def facts(policy: Policy, material: Material, speech: Speech) -> tuple[Block, ...]:
    head = tuple(text(speech.say(name)) for name in ("fact", "type", "left_out"))
    rows = tuple(_fact(fact, policy, material, speech) for fact in policy.facts)
    return (Grid(head, rows), *note_blocks(speech, "facts")) if rows else ()


def _fact(fact: Fact, policy: Policy, material: Material, speech: Speech) -> Row:
    name = (Inline(speech.words.name(fact.name), "name"),)
    kind = text(type_text(fact.type, _labels(fact, speech), speech))
    asked: Cell = (
        kind,
        *_check(fact, speech),
        *_whence(fact, material, speech),
        *speech.note_lines("facts", fact.name),
    )
    cells: tuple[Cell, ...] = ((name, code(fact.name)), asked, (_left_out(fact, speech),))
    return Row(cells, f"{policy.id}.{fact.name}")


def _check(fact: Fact, speech: Speech) -> Cell:
    if fact.check is None:
        return ()
    condition = sentences(fact.check, speech).condition(fact.check.root)
    return (speech.tell("must_hold", condition=condition),)


def _left_out(fact: Fact, speech: Speech) -> Line:
    if isinstance(fact.source, PolicySource):
        return text(speech.say("computed"))
    if fact.default_from:
        return speech.tell("default", value=speech.param(fact.default_from))
    if fact.default is not None:
        shown = (
            speech.words.value(fact.default, fact.type, fact.name) if fact.default != () else speech.say("none_chosen")
        )
        return speech.tell("default", value=text(shown))
    return text(speech.say("may_be_unknown" if fact.type.optional else "must_be_given"))


def _whence(fact: Fact, material: Material, speech: Speech) -> Cell:
    """Where a fact comes from that the CRM isn't asked for."""
    match fact.source:
        case EventSource(event):
            title = material.vocabulary.events[event].title.in_language(speech.lang)
            return (speech.tell("from_event", event=text(title)),)
        case PolicySource(policy):
            named = material.titles[policy].in_language(speech.lang)
            told = any(entry.policy.id == policy for entry in material.entries)
            link = (Inline(named, "link", policy),) if told else text(named)
            return (speech.tell("from_policy", policy=link, output=text(speech.words.name(fact.name))),)
        case None:
            return ()


def _labels(fact: Fact, speech: Speech) -> list[str]:
    return [title.in_language(speech.lang) for _, title in fact.labels]


def type_text(given: Type, titles: Collection[str], speech: Speech) -> str:
    """What kind of value is asked for, in words; `titles` of its values, where they have some of their own."""
    comma = speech.say("list_comma")
    labels = comma.join(titles)
    match given.kind:
        case Kind.ENUM:
            return _enum(given, labels, speech)
        case Kind.LIST if given.unique and labels:
            return speech.say("type_set", values=labels)
        case Kind.LIST:
            element = type_text(given.element, (), speech) if given.element else ""
            return speech.say("type_set_of" if given.unique else "type_list", element=element)
        case Kind.CONTEXT:
            return comma.join(
                speech.say("type_field", name=speech.fields.get(name, name), type=type_text(field, (), speech))
                for name, field in given.fields
            )
        case Kind.NUMBER if given.scale == 0:
            return speech.say("type_integer", range=_range(given, speech))
        case _:
            return speech.say(f"type_{given.kind}", range=_range(given, speech), scale=_scale(given))


def _enum(given: Type, labels: str, speech: Speech) -> str:
    if given.values == tuple(speech.words.labels.get(SUBJECTS, ())):
        return speech.say("type_subject")
    known = speech.words.labels_of_enum.get(given.values, {})
    shown = (known.get(value, value) for value in given.values)
    return speech.say("type_enum", values=labels or speech.say("list_comma").join(shown))


def _scale(given: Type) -> str:
    return "" if given.scale is None or given.kind is not Kind.NUMBER else str(given.scale)


def _range(given: Type, speech: Speech) -> str:
    """A percent's usual 0 to 100% goes without saying."""
    if given.kind is Kind.PERCENT and given.low == 0 and given.high == 1:
        return ""
    low, high = ("" if bound is None else speech.words.value(bound, given) for bound in (given.low, given.high))
    if low and high:
        return speech.say("range_both", low=low, high=high)
    return speech.say("range_low", low=low) if low else speech.say("range_high", high=high) if high else ""
