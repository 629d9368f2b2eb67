"""Worked examples: the facts of a case in words, and what the engine decided on it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.backends.prose.handbook.parts import Inline, Item, Items, Pair, Pairs, Section, text
from engine.backends.prose.handbook.rules import clause_links
from engine.backends.prose.handbook.typography import has_han
from engine.backends.prose.handbook.vocabulary import printed
from engine.backends.prose.outcomes import details
from engine.backends.prose.wording import wording
from engine.ir.steps import outputs_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.backends.prose.handbook.material import Example, Ruling
    from engine.backends.prose.handbook.parts import Line
    from engine.backends.prose.handbook.speech import Speech
    from engine.backends.prose.wording import Wording
    from engine.feel.values import Value
    from engine.ir.decision import Held, Undecided
    from engine.ir.program import EventType
    from engine.ir.trace import OutcomeTrace, RuleTrace
    from engine.ir.wire import Event


def example_section(example: Example, number: int, policy: str, speech: Speech) -> Section:
    """One case: what is given, then what was decided, once per period where the periods differ."""
    decided = tuple(_decided(ruling, example, policy, speech) for ruling in example.rulings)
    return Section(
        anchor=f"{policy}.example-{number}",
        title=text(speech.say("example", number=number, title=_title(example, speech))),
        role="example",
        blocks=(_given(example.rulings[0], example, speech), *decided),
    )


def _title(example: Example, speech: Speech) -> str:
    """The case's title; nothing where it isn't in the reader's language."""
    foreign = speech.lang != "zh" and example.title.zh == example.title.en and has_han(example.title.en)
    return "" if foreign else example.title.in_language(speech.lang)


def _words(ruling: Ruling, speech: Speech) -> Wording:
    """The words of the program that decided: names along a chain of policies have their own."""
    program = ruling.trace.program
    return replace(printed(wording(program, speech.lang), program.currency), fields=speech.fields)


def _given(ruling: Ruling, example: Example, speech: Speech) -> Pairs:
    words = _words(ruling, speech)
    values = dict(zip((fact.name for fact in ruling.trace.program.facts), ruling.trace.facts, strict=True))
    types = {fact.name: fact.type for fact in ruling.trace.program.facts}
    told = [
        Pair((Inline(words.name(name), "name"),), (text(words.value(values[name], types[name], name)),))
        for name in example.given
        if name in values
    ]
    happened = tuple(_event(event, ruling, words, speech) for event in ruling.events)
    history = [Pair(text(speech.say("history")), happened)] if happened else []
    nothing = (Pair(text(speech.say("no_facts")), ()),)
    return Pairs((*told, *history) or nothing, "facts", text(speech.say("known_facts")))


def _event(event: Event, ruling: Ruling, words: Wording, speech: Speech) -> Line:
    """`2026-11-22 10:00　回访完成（客户满意：否）`."""
    kind = {known.name: known for known in ruling.trace.program.events}[event.type]
    data = speech.say("list_comma").join(_datum(name, value, kind, words, speech) for name, value in event.data.items())
    at = words.moment(event.at, words.zone)
    return text(speech.say("event", at=at, event=kind.title.in_language(speech.lang), data=data))


def _datum(name: str, value: Value, kind: EventType, words: Wording, speech: Speech) -> str:
    """A field of an event's data by its title; who gave an approval by itself."""
    if name == "by":
        return words.title(str(value))
    titles = {field: title.in_language(speech.lang) for field, title in kind.titles}
    labels = {known: label.in_language(speech.lang) for known, label in dict(kind.labels).get(name, ())}
    shown = labels.get(str(value)) or words.value(value, dict(kind.fields)[name])
    return speech.say("event_data", name=titles.get(name, name), value=shown)


def _decided(ruling: Ruling, example: Example, policy: str, speech: Speech) -> Items:
    words = _words(ruling, speech)
    items = (*_outputs(ruling, words, speech), *_outcomes(ruling, policy, words, speech))
    nothing = (Item(text(speech.say("nothing_follows"))),)
    return Items(items or nothing, "consequences", label=text(_label(ruling, example, speech)))


def _label(ruling: Ruling, example: Example, speech: Speech) -> str:
    """By which rules, where that makes a difference."""
    if ruling.as_of:
        return speech.say("decided_as_of", as_of=ruling.as_of.isoformat())
    if len(example.rulings) == 1:
        return speech.say("decided")
    since, until = (day.isoformat() if day else "" for day in (ruling.since, ruling.until))
    phrase = "between" if since and until else "since" if since else "until"
    return speech.say(f"decided_{phrase}", since=since, until=until)


def _outputs(ruling: Ruling, words: Wording, speech: Speech) -> Iterator[Item]:
    program = ruling.trace.program
    types = {output.name: output.result for output in outputs_of(program)}
    for name, value in zip(program.outputs, ruling.trace.outputs, strict=True):
        if value is not None:
            shown = (Inline(words.value(value, types[name], name), "value"),)
            yield Item(speech.tell("output", name=(Inline(words.name(name), "name"),), value=shown))


def _outcomes(ruling: Ruling, policy: str, words: Wording, speech: Speech) -> Iterator[Item]:
    """In the order of the rules: what follows, what waits, what can't be said yet."""
    for rule in ruling.trace.rules:
        link = _source(rule, policy)
        for traced in rule.outcomes if rule.state == "fired" else ():
            yield _outcome(traced, link, words, speech)
        for held in rule.held:
            yield _held(held, link, words, speech)
    for undecided in ruling.trace.undecided:
        yield _undecided(undecided, policy, words, speech)


def _source(rule: RuleTrace, policy: str) -> Line:
    return (*clause_links(rule.rule.cites, policy), Inline(rule.rule.id, "code", f"{policy}/{rule.rule.id}"))


def _outcome(traced: OutcomeTrace, link: Line, words: Wording, speech: Speech) -> Item:
    inner = tuple(Item(text(line)) for line in details(traced, words))
    what = (*_what(traced.outcome.do, traced.outcome.to, words, speech), Inline(" "), *link)
    return Item(what, (Items(inner),) if inner else ())


def _what(do: str, to: str | None, words: Wording, speech: Speech) -> Line:
    what = text(words.title(do))
    return speech.tell("consequence", to=(Inline(words.title(to), "subject"),), what=what) if to else what


def _held(held: Held, link: Line, words: Wording, speech: Speech) -> Item:
    """What waits, and for what."""
    what = speech.tell("on_hold", what=_what(held.outcome.do, held.outcome.to, words, speech))
    missing = [_missing(name, words, speech) for name in held.missing]
    waits = [speech.say("missing", missing=speech.say("list_comma").join(missing))]
    waits += [speech.say("next", next=words.title(held.next))] if held.next else []
    return Item((*what, Inline(" "), *link), (Items(tuple(Item(text(line)) for line in waits)),))


def _missing(name: str, words: Wording, speech: Speech) -> str:
    """Evidence or an approval, by its title."""
    labels = next((labels for labels in words.labels.values() if name in labels), {})
    return labels.get(name) or speech.events.get(name, name)


def _undecided(undecided: Undecided, policy: str, words: Wording, speech: Speech) -> Item:
    needs = words.names_of(undecided.needs)
    said = speech.say("cannot_say", needs=needs) if needs else speech.say("cannot_say_at_all")
    if undecided.conflict:
        said = speech.say("rows_conflict", rows=speech.say("list_comma").join(undecided.conflict))
    return Item((Inline(undecided.rule, "code", f"{policy}/{undecided.rule}"), *text(f" {said}")))
