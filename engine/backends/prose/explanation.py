"""A decision in words, for the people whom it concerns: outcome, then why, then what did not apply, then margins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.backends.prose.conditions import reasons
from engine.backends.prose.layout import indented
from engine.backends.prose.margins import decision_margin, rule_margin, types_of_facts
from engine.backends.prose.outcomes import details, headline, held_text
from engine.backends.prose.phrases import joined
from engine.backends.prose.tables import row_reasons
from engine.backends.prose.wording import wording
from engine.diagnostics.width import columns
from engine.feel.walk import references
from engine.ir.expressions import rule_expressions
from engine.ir.steps import closure, outputs_of
from engine.ir.trace import DerivedTrace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from engine.backends.prose.tables import RowReasons
    from engine.backends.prose.wording import Wording
    from engine.feel.types import Type
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
    words: Wording
    rows: RowReasons
    types: Mapping[str, Type]


def explain(trace: Trace, lang: str = "zh") -> str:
    """The explanation of a traced case in Chinese ("zh") or English ("en"), as lines for a terminal."""
    words = wording(trace.program, lang)
    heading = _heading(trace.program, words)
    if not trace.program.in_force:
        return f"{heading}\n\n{words.say('not_in_force')}\n"
    telling = _Telling(trace, words, row_reasons(trace, words), types_of_facts(trace.program))
    sections = (_section(words.say(name), lines) for name, lines in _sections(telling) if lines)
    return "\n\n".join([heading, *sections]) + "\n"


def _section(title: str, lines: Iterable[str]) -> str:
    return "\n".join([title, *indented(lines)])


def _sections(telling: _Telling) -> Iterator[tuple[str, list[str]]]:
    yield "outcomes", _outcomes(telling)
    yield "outputs", _outputs(telling)
    for section, state in _STATES:
        conflicts = _conflicts(telling) if state == "undecided" else []
        rules = [rule for rule in telling.trace.rules if rule.state == state]
        yield section, conflicts + [line for rule in rules for line in _rule(rule, telling)]
    yield "derived", _derived(telling)
    if telling.trace.margin is not None:
        yield "margin", decision_margin(telling.trace.margin, telling.trace.program, telling.types, telling.words)
    yield "params", _params(telling)


def _heading(program: Program, words: Wording) -> str:
    since, until = (day.isoformat() if day else "" for day in (program.since, program.until))
    period = words.say("period", since=since, until=until) if since or until else ""
    title = program.title.in_language(words.lang)
    return words.say("heading", title=title, branch=program.branch, policy=program.policy, period=period)


def _outcomes(telling: _Telling) -> list[str]:
    fired = [traced for rule in telling.trace.rules if rule.state == "fired" for traced in rule.outcomes]
    heads = columns(headline(traced.outcome, telling.words) for traced in fired)
    lines = []
    for head, traced in zip(heads, fired, strict=True):
        lines += [head, *indented(details(traced, telling.words))]
    return lines or [telling.words.say("no_outcome")]


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
    if rule.rule.id in telling.rows:
        yield from telling.rows[rule.rule.id]
    elif rule.condition is None:
        yield words.say("always")
    else:
        yield from reasons(rule.condition, words)
    if rule.state == "undecided":
        yield words.say("needs", needs=words.names_of(rule.needs)) if rule.needs else words.say("no_fact_needed")
    if rule.held:
        yield from held_text(rule.held[0], words)
    yield from rule_margin(rule, telling.types, words)


def _derived(telling: _Telling) -> list[str]:
    words = telling.words
    steps = [step for step in telling.trace.steps if isinstance(step, DerivedTrace)]
    return columns(_derived_value(step, words) for step in steps)


def _derived_value(step: DerivedTrace, words: Wording) -> tuple[str, ...]:
    expression = step.derived.expression
    return words.name(step.derived.name), words.value(step.value, expression.type), expression.text


def _params(telling: _Telling) -> list[str]:
    """The parameters that the rules read, with who set them, where, since when."""
    program = telling.trace.program
    roots = [expression.root for rule in program.rules for expression in rule_expressions(rule)]
    read = {ref.name for root in roots for part in closure(root, program) for ref in references(part)}
    return columns(_param(param, telling.words) for param in program.params if param.name in read)


def _param(param: Param, words: Wording) -> tuple[str, ...]:
    origin = param.origin
    since = words.say("since", since=origin.since.isoformat()) if origin.since else ""
    until = words.say("until", until=origin.until.isoformat()) if origin.until else ""
    period = words.say("joiner").join(part for part in (since, until) if part)
    value = words.value(param.value, param.type)
    return words.name(param.name), value, origin.branch, f"{origin.span.path}:{origin.span.line}", period
