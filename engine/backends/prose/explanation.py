"""A decision in words, for the people whom it concerns: outcome, then why, then what did not apply, then margins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.backends.prose.conditions import reasons
from engine.backends.prose.layout import indented
from engine.backends.prose.margins import decision_margin, rule_margin, types_of_facts
from engine.backends.prose.outcomes import details, headline, held_details, held_text
from engine.backends.prose.phrases import joined
from engine.backends.prose.provenance import behind, change_lines, period, place
from engine.backends.prose.spoken import spoken
from engine.backends.prose.statements import formula
from engine.backends.prose.timed.clocks import clock_lines
from engine.backends.prose.timed.coming import coming, rule_coming
from engine.backends.prose.timed.ladders import ladder_lines
from engine.backends.prose.timed.schedules import schedule_lines
from engine.backends.prose.timed.timeline import timeline
from engine.backends.prose.wording import MISSED
from engine.diagnostics.width import columns
from engine.feel.types import Kind
from engine.feel.walk import references
from engine.ir.expressions import rule_expressions
from engine.ir.steps import closure, outputs_of
from engine.ir.trace import DerivedTrace, defaulted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from engine.backends.prose.spoken import Spoken
    from engine.backends.prose.wording import Wording
    from engine.feel.types import Type
    from engine.feel.values import Value
    from engine.ir.program import Param, Program
    from engine.ir.trace import RuleTrace, State, Trace

_STATES: tuple[tuple[str, State], ...] = (
    ("applied", "fired"),
    ("held", "held"),
    ("undecided", "undecided"),
    ("not_applied", "not-fired"),
)


@dataclass(frozen=True, slots=True)
class _Telling:
    """What the sections tell from."""

    trace: Trace
    spoken: Spoken
    types: Mapping[str, Type]

    @property
    def words(self) -> Wording:
        return self.spoken.words


def explain(trace: Trace, lang: str = "zh") -> str:
    """The explanation of a traced case in Chinese ("zh") or English ("en"), as lines for a terminal."""
    told = spoken(trace, lang)
    words, heading = told.words, _heading(trace.program, told.words)
    if not trace.program.in_force:
        return f"{heading}\n\n{words.say('not_in_force')}\n"
    telling = _Telling(trace, told, types_of_facts(trace.program))
    sections = (_section(words.say(name), lines) for name, lines in _sections(telling) if lines)
    return "\n\n".join([heading, *sections]) + "\n"


def _section(title: str, lines: Iterable[str]) -> str:
    return "\n".join([title, *indented(lines)])


def _sections(telling: _Telling) -> Iterator[tuple[str, list[str]]]:
    yield "outcomes", _outcomes(telling)
    yield "revoked", _revoked(telling)
    yield "outputs", _outputs(telling)
    yield from _timed(telling)
    for section, state in _STATES:
        conflicts = _conflicts(telling) if state == "undecided" else []
        rules = [rule for rule in telling.trace.rules if rule.state == state]
        yield section, conflicts + [line for rule in rules for line in _rule(rule, telling)]
    yield "defaults", _defaults(telling)
    yield "derived", _derived(telling)
    yield "margin", _margin(telling)
    yield "params", _params(telling)
    yield "changes", _changes(telling)


def _timed(telling: _Telling) -> Iterator[tuple[str, list[str]]]:
    """How clocks, ladders and schedules stand, and the case from first to last."""
    trace, tongue = telling.trace, telling.spoken.tongue
    yield "clocks", clock_lines(trace, tongue)
    yield "ladders", ladder_lines(trace, tongue)
    yield "schedule", schedule_lines(trace, tongue)
    yield "timeline", timeline(trace, tongue)


def _margin(telling: _Telling) -> list[str]:
    """What comes by itself, then what a change of facts would bring."""
    trace = telling.trace
    comes, margin = coming(trace, telling.spoken.tongue), trace.margin
    return decision_margin(margin, trace.program, telling.types, telling.words, comes) if margin else comes


def _heading(program: Program, words: Wording) -> str:
    since, until = (day.isoformat() if day else "" for day in (program.since, program.until))
    period = words.say("period", since=since, until=until) if since or until else ""
    title = program.title.in_language(words.lang)
    return words.say("heading", title=title, branch=program.branch, policy=program.policy, period=period)


def _outcomes(telling: _Telling) -> list[str]:
    """What follows, then what would if all that is required were there."""
    words, rules = telling.words, telling.trace.rules
    fired = [traced for rule in rules if rule.state == "fired" for traced in rule.outcomes]
    held = [held for rule in rules for held in rule.held]
    told = [(headline(traced.outcome, words, held=False), details(traced, words)) for traced in fired]
    told += [(headline(item.outcome, words, held=True), held_details(item, words)) for item in held]
    return _headed(told) or [words.say("no_outcome")]


def _revoked(telling: _Telling) -> list[str]:
    """What rungs had brought before an appeal undid them, and of whom."""
    words = telling.words
    undone = [traced for rule in telling.trace.revoked for traced in rule.outcomes]
    return _headed((headline(traced.outcome, words, held=False), details(traced, words)) for traced in undone)


def _headed(told: Iterable[tuple[tuple[str, ...], list[str]]]) -> list[str]:
    """Consequences, each with its attributes below it."""
    heads, inner = [], []
    for head, lines in told:
        heads.append(head)
        inner.append(indented(lines))
    return [line for head, lines in zip(columns(heads), inner, strict=True) for line in (head, *lines)]


def _outputs(telling: _Telling) -> list[str]:
    trace, words = telling.trace, telling.words
    types = {output.name: output.result for output in outputs_of(trace.program)}
    values = zip(trace.program.outputs, trace.outputs, strict=True)
    return columns((words.name(name), words.value(value, types[name], name)) for name, value in values)


def _conflicts(telling: _Telling) -> list[str]:
    """Tables whose rows contradict each other."""
    words = telling.words
    found = [undecided for undecided in telling.trace.undecided if undecided.conflict]
    return [words.say("conflict", table=u.rule, rows=joined(words.say, u.conflict)) for u in found]


def _rule(rule: RuleTrace, telling: _Telling) -> list[str]:
    words = telling.words
    title = rule.rule.title.in_language(words.lang)
    shown = "" if title == rule.rule.id else title
    head = words.say("rule", rule=rule.rule.id, title=shown, cites=joined(words.say, rule.rule.cites))
    return [head, *indented(_why(rule, telling))]


def _why(rule: RuleTrace, telling: _Telling) -> Iterator[str]:
    words = telling.words
    if rule.rule.rung:
        yield from telling.spoken.rungs[rule.rule.id]
        return
    if rule.rule.id in telling.spoken.rows:
        yield from telling.spoken.rows[rule.rule.id]
    elif rule.condition is None:
        yield words.say("always")
    else:
        yield from reasons(rule.condition, words, telling.spoken.state)
    if rule.state == "undecided":
        yield words.say("needs", needs=words.names_of(rule.needs)) if rule.needs else words.say("no_fact_needed")
    if rule.held:
        yield from held_text(rule.held[0], rule.rule.requires, telling.trace.program, words)
    yield from rule_margin(rule, telling.types, words, rule_coming(rule, telling.trace, telling.spoken.tongue))


def _derived(telling: _Telling) -> list[str]:
    words = telling.words
    steps = [step for step in telling.trace.steps if isinstance(step, DerivedTrace)]
    heads = columns(_derived_value(step, telling) for step in steps)
    return [line for head, step in zip(heads, steps, strict=True) for line in (head, *indented(_entries(step, words)))]


def _derived_value(step: DerivedTrace, telling: _Telling) -> tuple[str, ...]:
    """Its title, its value (of a list that is told below, how long it is), how it is computed."""
    expression, words = step.derived.expression, telling.words
    computed = "" if step.derived.name == MISSED else formula(expression, telling.spoken.speech)
    value = words.value(step.value, expression.type)
    shown = words.say("entry_count", count=len(_listed(step))) if _listed(step) else value
    return words.name(step.derived.name), shown, computed


def _entries(step: DerivedTrace, words: Wording) -> list[str]:
    element = step.derived.expression.type.element
    return [words.value(entry, element) for entry in _listed(step)] if element else []


def _listed(step: DerivedTrace) -> tuple[Value, ...]:
    """The entries of a list whose entries take a line each."""
    element = step.derived.expression.type.element
    return step.value if isinstance(step.value, tuple) and element and element.kind is Kind.CONTEXT else ()


def _defaults(telling: _Telling) -> list[str]:
    """The facts that have the value of where nothing is given, with the parameter that it is."""
    words, read = telling.words, _read(telling.trace.program)
    return columns(
        (
            words.name(fact.name),
            words.value(fact.default, fact.type, fact.name),
            words.say("default_of", param=words.name(fact.default_from)) if fact.default_from else "",
        )
        for fact in defaulted(telling.trace)
        if fact.name in read
    )


def _read(program: Program) -> set[str]:
    """All that the rules read."""
    roots = [expression.root for rule in program.rules for expression in rule_expressions(rule)]
    return {ref.name for root in roots for part in closure(root, program) for ref in references(part)}


def _params(telling: _Telling) -> list[str]:
    """The parameters that the rules read, as defaults, too, with who set them, where, since when."""
    program = telling.trace.program
    read = _read(program)
    read |= {fact.default_from for fact in defaulted(telling.trace) if fact.default_from and fact.name in read}
    chosen = [param for param in program.params if param.name in read]
    heads = columns(_param(param, telling.words) for param in chosen)
    say, lang = telling.words.say, telling.words.lang
    behinds = (indented(behind(param.origin, say, lang)) for param in chosen)
    return [line for head, more in zip(heads, behinds, strict=True) for line in (head, *more)]


def _changes(telling: _Telling) -> list[str]:
    """What branches changed of the policy, its parameters' values aside."""
    changes = [change for change in telling.trace.program.changes if change.section != "params"]
    return change_lines(changes, telling.words.say, telling.words.lang)


def _param(param: Param, words: Wording) -> tuple[str, ...]:
    origin = param.origin
    value = words.value(param.value, param.type)
    return words.name(param.name), value, origin.branch, place(origin), period(origin, words.say)
