"""Worked examples: the facts of a case in words, and what the engine decided on it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.backends.prose.amounts import moment_text
from engine.backends.prose.handbook.parts import Inline, Item, Items, Pair, Pairs, Section, text
from engine.backends.prose.handbook.rules import clause_links
from engine.backends.prose.handbook.speech import joined
from engine.backends.prose.handbook.standing import now_pair, standing
from engine.backends.prose.outcomes import details, held_text
from engine.backends.prose.spacing import has_han
from engine.backends.prose.wording import wording
from engine.ir.program import Table
from engine.ir.steps import outputs_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.backends.prose.handbook.material import Example, Ruling
    from engine.backends.prose.handbook.parts import Block, Line
    from engine.backends.prose.handbook.speech import Speech
    from engine.backends.prose.wording import Wording
    from engine.feel.values import Value
    from engine.ir.decision import Outcome, Undecided
    from engine.ir.program import EventType, Rule
    from engine.ir.trace import OutcomeTrace, RuleTrace
    from engine.ir.wire import Event


def example_section(example: Example, number: int, policy: str, speech: Speech) -> Section:
    """One case: what is given, then what was decided, once per period where the periods differ."""
    decided = tuple(_decided(ruling, example, policy, speech) for ruling in example.rulings)
    return Section(
        anchor=f"{policy}.example-{number}",
        title=text(speech.say("example", number=number, title=_title(example, speech))),
        role="example",
        blocks=(_given(example.rulings[0], example, speech), *(block for blocks in decided for block in blocks)),
    )


def _title(example: Example, speech: Speech) -> str:
    """The case's title; nothing where it isn't in the reader's language."""
    foreign = speech.lang != "zh" and example.title.zh == example.title.en and has_han(example.title.en)
    return "" if foreign else example.title.in_language(speech.lang)


def _words(ruling: Ruling, speech: Speech) -> Wording:
    """The words of the program that decided: names along a chain of policies have their own."""
    return replace(wording(ruling.trace.program, speech.lang), fields=speech.fields)


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
    if not (told or history):
        told = [Pair(text(speech.say("no_facts")), ())]
    return Pairs((*told, *history, *now_pair(ruling.trace, speech)), "facts", text(speech.say("known_facts")))


def _event(event: Event, ruling: Ruling, words: Wording, speech: Speech) -> Line:
    """`2026-11-22 10:00　回访完成（客户满意：否）`."""
    kind = {known.name: known for known in ruling.trace.program.events}[event.type]
    data = speech.say("list_comma").join(_datum(name, value, kind, words, speech) for name, value in event.data.items())
    at = moment_text(event.at, words.zone)
    return text(speech.say("event", at=at, event=kind.title.in_language(speech.lang), data=data))


def _datum(name: str, value: Value, kind: EventType, words: Wording, speech: Speech) -> str:
    """A field of an event's data by its title; who gave an approval by itself."""
    if name == "by":
        return words.title(str(value))
    titles = {field: title.in_language(speech.lang) for field, title in kind.titles}
    labels = {known: label.in_language(speech.lang) for known, label in dict(kind.labels).get(name, ())}
    shown = labels.get(str(value)) or words.value(value, dict(kind.fields)[name])
    return speech.say("event_data", name=titles.get(name, name), value=shown)


def _decided(ruling: Ruling, example: Example, policy: str, speech: Speech) -> tuple[Block, ...]:
    words = _words(ruling, speech)
    items = (*_outputs(ruling, words, speech), *_outcomes(ruling, policy, words, speech))
    nothing = (Item(text(speech.say("nothing_follows"))),)
    followed = Items(items or nothing, "consequences", label=text(_label(ruling, example, speech)))
    return (followed, *standing(ruling.trace, speech))


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
        for traced in rule.outcomes if rule.state == "fired" else ():
            yield _outcome(traced, rule, policy, words, speech)
        if rule.held:
            yield _held(rule, policy, ruling, words, speech)
    for rule in ruling.trace.revoked:
        yield from (_revoked(traced, rule, policy, words, speech) for traced in rule.outcomes)
    for undecided in ruling.trace.undecided:
        yield _undecided(undecided, ruling, policy, words, speech)


def _outcome(traced: OutcomeTrace, rule: RuleTrace, policy: str, words: Wording, speech: Speech) -> Item:
    what = _what(traced.outcome, rule, policy, words, speech)
    return Item((*what, *_clauses(rule, policy)), _below(details(traced, words), speech))


def _revoked(traced: OutcomeTrace, rule: RuleTrace, policy: str, words: Wording, speech: Speech) -> Item:
    what = _what(traced.outcome, rule, policy, words, speech)
    mark = Inline(speech.say("revoked"), "mark")
    return Item((mark, *what, *_clauses(rule, policy)), _below(details(traced, words), speech))


def _clauses(rule: RuleTrace, policy: str) -> Line:
    return (Inline(" "), *clause_links(rule.rule.cites, policy)) if rule.rule.cites else ()


def _below(lines: list[str], speech: Speech) -> tuple[Block, ...]:
    """Attributes in one line."""
    said = speech.say("attributes").join(lines)
    return (Items((Item(text(said)),)),) if said else ()


def _what(outcome: Outcome, rule: RuleTrace, policy: str, words: Wording, speech: Speech) -> Line:
    """What befalls whom, leading to the rule that says so."""
    what = (Inline(words.title(outcome.do), "link", _anchor(policy, rule.rule)),)
    to = (Inline(words.title(outcome.to), "subject"),) if outcome.to else ()
    return speech.tell("consequence", to=to, what=what) if to else what


def _anchor(policy: str, rule: Rule) -> str:
    """Where a rule stands; a rung stands with its clock, ladder or schedule."""
    return f"{policy}.{rule.id.partition('.')[0]}" if rule.rung else f"{policy}/{rule.id}"


def _held(rule: RuleTrace, policy: str, ruling: Ruling, words: Wording, speech: Speech) -> Item:
    """All that waits by one rule, and for what."""
    separator = text(speech.say("attributes"))
    what = joined(separator, (_what(held.outcome, rule, policy, words, speech) for held in rule.held))
    waits = held_text(rule.held[0], rule.rule.requires, ruling.trace.program, words)
    line = (Inline(speech.say("on_hold"), "mark"), *what, *_clauses(rule, policy))
    return Item(line, (Items(tuple(Item(text(said)) for said in waits)),))


def _undecided(undecided: Undecided, ruling: Ruling, policy: str, words: Wording, speech: Speech) -> Item:
    """A rule by its title, or a table by its own."""
    needs = words.names_of(undecided.needs)
    said = speech.say("cannot_say", needs=needs) if needs else speech.say("cannot_say_at_all")
    if undecided.conflict:
        said = speech.say("rows_conflict", rows=speech.say("list_comma").join(undecided.conflict))
    program = ruling.trace.program
    titles = {rule.id: rule.title for rule in program.rules} | {
        step.id: step.title for step in program.steps if isinstance(step, Table)
    }
    title = titles[undecided.rule].in_language(speech.lang) if undecided.rule in titles else undecided.rule
    link = Inline(title, "link", f"{policy}/{undecided.rule}")
    return Item((Inline(speech.say("undecided"), "mark"), link, *text(speech.say("undecided_because", why=said))))
