"""Margins in words: "再多 1（达到 80），就不适用"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.backends.prose.phrases import joined
from engine.backends.prose.wording import span_text
from engine.feel.types import ANY, NUMBER, Kind, Type
from engine.feel.values import TimeSpan, Unit
from engine.ir.steps import is_timed, outputs_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.backends.prose.wording import Wording
    from engine.ir.program import Program
    from engine.ir.trace import Change, Margin, RuleTrace


def types_of_facts(program: Program) -> Mapping[str, Type]:
    return {fact.name: fact.type for fact in program.facts}


def rule_margin(rule: RuleTrace, types: Mapping[str, Type], words: Wording, coming: list[str]) -> list[str]:
    """The nearest change that flips a rule, what is `coming`, in words, and the facts that were not searched."""
    if rule.margin is None or rule.rule.when is None:
        return []
    phrase = "would_cease" if rule.state in ("fired", "held") else "would_apply"
    nearest = [words.say(phrase, change=change_text(c, types, words)) for c in rule.margin.changes[:1]]
    silent = rule.margin.unknown or rule.rule.rung
    found = [*nearest, *coming] or ([] if silent else [words.say("no_single_change")])
    return found + _unknown(rule.margin, words)


def decision_margin(
    margin: Margin, program: Program, types: Mapping[str, Type], words: Wording, coming: list[str]
) -> list[str]:
    """What is `coming`, in words, then every fact's nearest change that changes the decision, nearest first.

    They are told with the rules that have consequences.
    """
    telling = {rule.id for rule in program.rules if rule.then} or {rule.id for rule in program.rules}
    outputs = {output.name: output.result for output in outputs_of(program)}
    lines = [
        words.say("effect", change=change_text(change, types, words), effects=_effects(change, telling, outputs, words))
        for change in margin.changes
    ]
    nothing = words.say("no_other_rule_yet" if is_timed(program) else "no_other_rule")
    found = coming + lines or ([] if margin.unknown else [nothing])
    return found + _unknown(margin, words)


def _unknown(margin: Margin, words: Wording) -> list[str]:
    return [words.say("unknown_margin", facts=words.names_of(margin.unknown))] if margin.unknown else []


def _effects(change: Change, telling: set[str], outputs: Mapping[str, Type], words: Wording) -> str:
    effects = (("begins", change.begins), ("ceases", change.ends), ("alters", change.alters))
    told = ((phrase, [rule for rule in rules if rule in telling]) for phrase, rules in effects)
    parts = [words.say(phrase, rules=joined(words.say, rules)) for phrase, rules in told if rules]
    values = [(name, words.value(value, outputs[name], name)) for name, value in change.outputs]
    parts += [words.say("gives", output=words.name(name), value=value) for name, value in values]
    return words.say("joiner").join(parts)


def change_text(change: Change, types: Mapping[str, Type], words: Wording) -> str:
    """A change of one fact: `审核分数再多 1（达到 80）`."""
    declared = types.get(change.fact, ANY)
    shown = _shown_type(change, declared)
    bound = words.value(change.bound, shown, change.fact)
    distance = _distance(change, shown, words)
    return words.say(_phrase(change, declared), fact=words.name(change.fact), bound=bound, distance=distance)


def _distance(change: Change, shown: Type, words: Wording) -> str:
    """How far it is: for a span and an instant a length of time."""
    if change.distance is None:
        return ""
    if isinstance(change.bound, TimeSpan):
        return span_text(TimeSpan(change.bound.unit, change.distance), words.lang)
    if shown.kind is Kind.DATE_TIME:
        return span_text(TimeSpan(Unit.SECONDS, change.distance), words.lang)
    return words.value(change.distance, shown if shown.is_numeric else NUMBER)


def _shown_type(change: Change, declared: Type) -> Type:
    """The type of `bound`: a list's length, its element, or the fact's own."""
    by_kind = {"count": NUMBER, "add": declared.element or ANY, "remove": declared.element or ANY}
    return by_kind.get(change.kind, declared)


def _phrase(change: Change, declared: Type) -> str:
    if change.kind in ("add", "remove", "other"):
        return change.kind
    if change.kind == "count":
        return "count_given" if change.distance is None else f"count_{_way(change, 'more', 'less')}"
    if change.value is None or (change.distance is None and change.side != "at"):
        return f"given_{change.side}"
    if change.distance is None:
        return "switched"
    if change.side == "at":
        day = declared.kind is Kind.DATE and change.distance == 1
        return _way(change, *(_ONE_DAY if day else _WAYS.get(declared.kind, ("more", "less"))))
    return change.side if change.distance else f"at_bound_{change.side}"


_ONE_DAY = ("later_day", "earlier_day")
_WAYS = {
    Kind.DATE: ("later_days", "earlier_days"),
    Kind.DATE_TIME: ("later_by", "earlier_by"),
    Kind.SPAN: ("longer", "shorter"),
}


def _way(change: Change, up: str, down: str) -> str:
    bound, value = change.bound, change.value
    if isinstance(bound, TimeSpan) and isinstance(value, TimeSpan):
        bound, value = bound.amount, value.amount
    return up if bound > value else down  # type: ignore[operator]  # both of one ordered type
