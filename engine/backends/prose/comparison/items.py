"""What a program says, item by item: facts, parameters, terms, rows, rules, clocks, ladders, schedules, one line each.

Told with the names of things in the place of their titles (`by_id`), the lines of two programs are equal where their
items say the same; what a parameter is worth is left to the parameter's own line.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from engine.backends.prose.handbook.listings import type_text
from engine.backends.prose.handbook.parts import Inline, text
from engine.backends.prose.handbook.rules import consequence_line
from engine.backends.prose.handbook.sentences import sentences
from engine.backends.prose.handbook.speech import filled, joined
from engine.backends.prose.handbook.timed.clocks import clock_rung_line, clock_terms
from engine.backends.prose.handbook.timed.ladders import ladder_rung_line, ladder_terms
from engine.backends.prose.handbook.timed.schedules import schedule_rung_line, schedule_terms
from engine.backends.prose.phrases import phrases
from engine.backends.prose.regions.sides import speech_of_side
from engine.diagnostics.catalog import entry
from engine.ir.program import Derived, Table
from engine.ir.timed import TOLD, Clock, Ladder, Schedule
from engine.model.parts import EventPattern

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.backends.prose.comparison.material import ItemKind
    from engine.backends.prose.handbook.parts import Line
    from engine.backends.prose.handbook.speech import Speech
    from engine.backends.prose.handbook.timed.patterns import Term
    from engine.diagnostics import Span
    from engine.feel.typed import Expression
    from engine.ir.program import Consequence, Fact, Param, Program, Requires, Row, Rule
    from engine.ir.timed import Timed, TimedRung
    from engine.model.text import Text

_UPSTREAM = "::"
"""In the names of what another policy brings, which is told with that policy."""


class Item(NamedTuple):
    kind: ItemKind
    id: str
    title: str
    line: Line
    span: Span
    cites: tuple[str, ...] = ()
    param: Param | None = None


def items(program: Program, speech: Speech) -> tuple[Item, ...]:
    """All of a program's own items, in the order of its sections."""
    rules = {rule.id: rule for rule in program.rules if not rule.revokes}
    own = [step for step in program.steps if not isinstance(step, Derived) and _UPSTREAM not in _name(step)]
    return (
        *(_fact(fact, speech) for fact in program.facts if fact.policy == program.policy),
        *(_param(param, speech) for param in program.params if _UPSTREAM not in param.name),
        *(_term(step, speech) for step in program.steps if isinstance(step, Derived) and _UPSTREAM not in step.name),
        *(row for step in own if isinstance(step, Table) for row in _table(step, rules, speech)),
        *(_rule(rule, speech) for rule in rules.values() if _is_written(rule, program)),
        *(item for step in own if not isinstance(step, Table) for item in _timed(step, rules, speech)),
    )


def speech_of_items(program: Program, calendars: Mapping[str, Text], lang: str) -> Speech:
    """The words of a program, with the titles of `calendars` by their ids."""
    named = {f"calendar.{name}": title.in_language(lang) for name, title in calendars.items()}
    speech = speech_of_side(program, lang)
    words = replace(speech.words, titles={**speech.words.titles, **named})
    values = {param.name: words.value(param.value, param.type) for param in program.params}
    return replace(speech, words=words, values=values)


def by_id(speech: Speech) -> Speech:
    """The same by ids: no titles, no labels, no parameter's value."""
    words = replace(speech.words, names={}, titles={}, labels={}, labels_of_enum={}, fields={})
    return replace(speech, words=words, values=dict.fromkeys(speech.values, ""), fields={}, events={}, data={})


def _name(step: Table | Timed) -> str:
    return step.id if isinstance(step, Table) else step.name


def _is_written(rule: Rule, program: Program) -> bool:
    """A rule that stands under `rules`: no row's, no rung's, none of another policy."""
    rows = {f"{step.id}.{row.id}" for step in program.steps if isinstance(step, Table) for row in step.rows}
    return not rule.rung and rule.id not in rows and _UPSTREAM not in rule.id


def _say(phrase: str, speech: Speech, /, **fields: Line) -> Line:
    return filled(entry("comparison")[phrase][speech.lang], fields)


# Facts, parameters, terms


def _fact(fact: Fact, speech: Speech) -> Item:
    return Item("fact", fact.name, speech.words.name(fact.name), tuple(_asked(fact, speech)), fact.span)


def _asked(fact: Fact, speech: Speech) -> Iterator[Inline]:
    """What may be given, and what holds where it isn't."""
    say, words, declared = phrases(speech.lang, "comparison"), speech.words, fact.type
    yield Inline(type_text(declared, words.labels.get(fact.name, {}).values(), speech))
    if fact.default is not None:
        yield Inline(say("fact_default", value=words.value(fact.default, declared, fact.name)))
    elif declared.optional:
        yield Inline(say("fact_optional"))
    if fact.check:
        yield from _say("fact_check", speech, said=sentences(fact.check, speech).condition(fact.check.root))


def _param(param: Param, speech: Speech) -> Item:
    line = (Inline(speech.words.value(param.value, param.type), "value"),)
    return Item("param", param.name, speech.words.name(param.name), line, param.origin.span, (), param)


def _term(step: Derived, speech: Speech) -> Item:
    return Item(
        "term", step.name, speech.words.name(step.name), _value(step.expression, speech), _place(step.expression)
    )


def _value(expression: Expression, speech: Speech) -> Line:
    return sentences(expression, speech).value(expression.root)


def _place(expression: Expression) -> Span:
    return expression.place.span(0, len(expression.text))


# Tables and rules


def _table(table: Table, rules: Mapping[str, Rule], speech: Speech) -> Iterator[Item]:
    """How rows are selected, then each row."""
    title = table.title.in_language(speech.lang)
    order = speech.say("list_comma").join(label for output in table.outputs for label, _ in output.labels)
    hit = text(speech.say(f"hit_{table.hit.replace(' ', '_')}", order=order))
    yield Item("table", table.id, title, hit, table.span)
    for row in table.rows:
        rule = rules.get(f"{table.id}.{row.id}")
        named = _titled(title, row.id, speech)
        cites = rule.cites if rule else ()
        yield Item("table", f"{table.id}.{row.id}", named, _row(row, table, rule, speech), row.span, cites)


def _titled(title: str, part: str, speech: Speech) -> str:
    return phrases(speech.lang, "comparison")("part_of", title=title, part=part)


def _row(row: Row, table: Table, rule: Rule | None, speech: Speech) -> Line:
    tests = [sentences(cell, speech).condition(cell.root) for cell in row.cells if cell]
    named = zip(table.outputs, row.outputs, strict=True)
    results = [_output(output.name, expression, speech) for output, expression in named]
    follows = [consequence_line(one, speech) for one in rule.then] if rule else []
    asked = joined(text(speech.say("and")), tests) or text(speech.say("always"))
    return _say("leads_to", speech, asked=asked, then=joined(_say("also", speech), [*results, *follows]))


def _output(name: str, expression: Expression, speech: Speech) -> Line:
    title = (Inline(speech.words.name(name), "name"),)
    labels = speech.words.labels.get(name, {})
    value = tuple(part._replace(text=labels.get(part.text, part.text)) for part in _value(expression, speech))
    return _say("output", speech, name=title, value=value)


def _rule(rule: Rule, speech: Speech) -> Item:
    return Item("rule", rule.id, rule.title.in_language(speech.lang), _sentence(rule, speech), rule.span, rule.cites)


def _sentence(rule: Rule, speech: Speech) -> Line:
    """Condition, list, consequences, and what is required first."""
    asked = sentences(rule.when, speech).condition(rule.when.root) if rule.when else ()
    each = speech.tell("for_each", source=_value(rule.each.source, speech)) if rule.each else ()
    lead = joined(text(speech.say("comma")), [line for line in (asked, each) if line]) or text(speech.say("always"))
    said = _say("leads_to", speech, asked=lead, then=_consequences(rule.then, speech))
    return (*said, *_required(rule.requires, speech)) if rule.requires else said


def _consequences(then: tuple[Consequence, ...], speech: Speech) -> Line:
    told = [consequence_line(consequence, speech) for consequence in then]
    return joined(_say("also", speech), told) or _say("nothing", speech)


def _required(requires: Requires, speech: Speech) -> Line:
    labels = speech.words.labels.get(requires.evidence_fact or "", {})
    papers = [labels.get(name, name) for name in requires.evidence]
    approvals = [f"{speech.events.get(a.event, a.event)}（{speech.words.title(a.by)}）" for a in requires.approvals]
    return _say("required", speech, items=text(speech.say("list_comma").join([*papers, *approvals])))


# Clocks, ladders, schedules


def _timed(step: Timed, rules: Mapping[str, Rule], speech: Speech) -> Iterator[Item]:
    """What is to be known of it, one by one, then its rungs with what they bring."""
    title, kind = step.title.in_language(speech.lang), _kind(step)
    about = speech.about(_event(step))
    for term in _terms(step, about):
        named = _titled(title, speech.say(term.phrase), speech)
        yield Item(kind, f"{step.name}.{term.key}", named, term.said, step.span, step.cites)
    for rung in step.rungs:
        rule = rules.get(rung.name)
        if rule:
            then = tuple(_untold(consequence, step) for consequence in rule.then)
            line = _say("leads_to", speech, asked=_rung(rung, step, about), then=_consequences(then, about))
            named = _titled(title, _rung_title(rung, rule, step, speech), speech)
            yield Item(kind, rung.name, named, line, rule.span, rule.cites)


def _rung_title(rung: TimedRung, rule: Rule, step: Timed, speech: Speech) -> str:
    """Its own title; without one, when it is reached: `第 3 次`, `到期`, `80%`."""
    if rule.title != step.title:
        return rule.title.in_language(speech.lang)
    say, name = phrases(speech.lang, "comparison_rungs"), rung.name.rpartition(".")[2]
    if isinstance(step, Ladder):
        return say("count", count=speech.words.name(name))
    return say(name) if name in entry("comparison_rungs") else name


def _untold(consequence: Consequence, step: Timed) -> Consequence:
    """Without what every consequence of a rung tells of the one that reached it."""
    told = {name for name, _ in TOLD[type(step)]}
    kept = tuple(attribute for attribute in consequence.attributes if attribute.name not in told)
    return replace(consequence, attributes=kept)


def _kind(step: Timed) -> ItemKind:
    match step:
        case Clock():
            return "clock"
        case Ladder():
            return "ladder"
        case Schedule():
            return "schedule"


def _event(step: Timed) -> str:
    match step:
        case Clock(starts=(first, *_)) | Ladder(counts=(first, *_)):
            return first.event
        case Schedule(anchor=EventPattern(event=event)):
            return event
        case _:
            return ""


def _terms(step: Timed, speech: Speech) -> Iterator[Term]:
    match step:
        case Clock():
            return clock_terms(step, _calendar(step.calendar, speech), speech)
        case Ladder():
            return ladder_terms(step, speech)
        case Schedule():
            return schedule_terms(step, _calendar(step.calendar, speech), speech)


def _calendar(calendar: str, speech: Speech) -> Line:
    return (Inline(speech.words.title(calendar, within="calendar"), "value"),) if calendar else ()


def _rung(rung: TimedRung, step: Timed, speech: Speech) -> Line:
    match step:
        case Clock():
            return clock_rung_line(rung, speech)  # type: ignore[arg-type]  # a clock's rungs are clock rungs
        case Ladder():
            return ladder_rung_line(rung, step, speech)  # type: ignore[arg-type]  # the same of a ladder's
        case Schedule():
            return schedule_rung_line(rung, step, speech)  # type: ignore[arg-type]  # and of a schedule's
