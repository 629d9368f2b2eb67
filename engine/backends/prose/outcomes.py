"""Consequences in words, with how each amount of money was computed."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from engine.backends.prose.phrases import joined
from engine.backends.prose.wording import MISSED_TARGET
from engine.feel.typed import Field, Ref
from engine.ir.decision import formulas
from engine.ir.timed import TOLD

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.backends.prose.wording import Wording
    from engine.feel.typed import Expression
    from engine.feel.types import Type
    from engine.feel.values import Value
    from engine.ir.decision import Held, Outcome
    from engine.ir.program import Program, Requires
    from engine.ir.trace import Amount, OutcomeTrace

HALF_A_CENT = Decimal("0.005")
TOLD_OF_RUNGS = frozenset(name for told in TOLD.values() for name, _ in told)
TIMES = {"*": "×", "/": "÷"}


def headline(outcome: Outcome, words: Wording, *, held: bool) -> tuple[str, str]:
    """What befalls whom, or waits to, and the rule and clause that say so."""
    to = words.title(outcome.to) if outcome.to else ""
    what = words.say("held_outcome" if held else "outcome", do=words.title(outcome.do), to=to)
    return what, words.say("by_rule", rule=outcome.rule, cites=joined(words.say, outcome.cites))


def details(traced: OutcomeTrace, words: Wording) -> list[str]:
    """One line per attribute; money with its computation."""
    return list(_details(traced.outcome, {amount.attribute: amount for amount in traced.amounts}, words))


def held_details(held: Held, words: Wording) -> list[str]:
    """One line per attribute of what waits, computed or not."""
    return list(_details(held.outcome, {}, words))


def _details(outcome: Outcome, amounts: Mapping[str, Amount], words: Wording) -> Iterator[str]:
    indicator = _indicator(outcome)
    for name, expression, value in formulas(outcome):
        title = _title(name, outcome, words)
        if indicator and isinstance(value, str) and _field_of_target(expression) in ("actual", "bound", "gap"):
            yield words.say("attribute", name=title, value=words.measure(value, indicator))
        else:
            yield _attribute(title, value, expression.type, amounts.get(name), outcome.needs, words)


def _title(name: str, outcome: Outcome, words: Wording) -> str:
    """What an attribute is called; one that every consequence of a rung has goes by a title of ours."""
    title = words.title(name, within=outcome.do)
    return words.say(f"rung_{name}") if title == name and name in TOLD_OF_RUNGS else title


def _indicator(outcome: Outcome) -> str:
    """The fact whose target an outcome says is missed; empty for another outcome."""
    named = (str(value) for _, expression, value in formulas(outcome) if _field_of_target(expression) == "id")
    return next(named, "")


def _field_of_target(expression: Expression) -> str:
    """Which part of a missed target an attribute is: `t.gap`. Empty for anything else."""
    match expression.root:
        case Field(Ref(kind="local", type=entry), name) if {field for field, _ in entry.fields} == MISSED_TARGET:
            return name
        case _:
            return ""


def held_text(held: Held, requires: Requires | None, program: Program, words: Wording) -> list[str]:
    """What a rule still waits for, and who is next."""
    missing = joined(words.say, (requirement(name, requires, program, words) for name in held.missing))
    lines = [words.say("missing", missing=missing)]
    return [*lines, words.say("next", next=words.title(held.next))] if held.next else lines


def requirement(name: str, requires: Requires | None, program: Program, words: Wording) -> str:
    """Evidence or an approval that is required, by its title."""
    if requires and name in requires.evidence:
        return words.labels.get(requires.evidence_fact or "", {}).get(name, name)
    titles = {event.name: event.title.in_language(words.lang) for event in program.events}
    return titles.get(name, name)


def _attribute(
    title: str, value: Value, declared: Type, amount: Amount | None, needs: tuple[str, ...], words: Wording
) -> str:
    if value is None:
        phrase = "attribute_needs" if needs else "attribute_null"
        return words.say(phrase, name=title, needs=words.names_of(needs))
    shown = words.called(value) if isinstance(value, str) and not declared.values else words.value(value, declared)
    return words.say("attribute", name=title, value=_computation(amount, shown, declared, words) if amount else shown)


def _computation(amount: Amount, result: str, declared: Type, words: Wording) -> str:
    """`10000.00 × 0.5% = 50.00`; where that was rounded, both; nothing to show where a single value was taken over."""
    formula, exact = _formula(amount, words), words.value(amount.unrounded, declared)
    if formula == result or not amount.pieces:
        return result
    phrase = "computed" if exact == result else "residual" if _has_residual(amount) else "rounded"
    return words.say(phrase, formula=formula, exact=exact, result=result)


def _has_residual(amount: Amount) -> bool:
    """Whether more than rounding made the difference."""
    exact, rounded = Decimal(amount.unrounded), Decimal(amount.rounded)  # type: ignore[arg-type]  # numbers, once computed
    return abs(rounded - exact) > HALF_A_CENT


def _formula(amount: Amount, words: Wording) -> str:
    """The text of the amount with the values in the place of their names."""
    parts, end = [], 0
    for piece in sorted(amount.pieces):
        shown = words.value(piece.value, piece.operand.type, piece.operand.name)
        parts += [_signs(amount.text[end : piece.start]), shown]
        end = piece.end
    return "".join([*parts, _signs(amount.text[end:])])


def _signs(text: str) -> str:
    return "".join(TIMES.get(character, character) for character in text)
