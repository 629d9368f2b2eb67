"""Consequences in words, with how each amount of money was computed."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from engine.backends.prose.phrases import joined
from engine.ir.decision import typed_attributes

if TYPE_CHECKING:
    from engine.backends.prose.wording import Wording
    from engine.feel.types import Type
    from engine.feel.values import Value
    from engine.ir.decision import Held, Outcome
    from engine.ir.trace import Amount, OutcomeTrace

HALF_A_CENT = Decimal("0.005")
TIMES = {"*": "×", "/": "÷"}


def headline(outcome: Outcome, words: Wording) -> tuple[str, str]:
    """What befalls whom, and the rule and clause that say so."""
    to = words.title(outcome.to) if outcome.to else ""
    what = words.say("outcome", do=words.title(outcome.do), to=to)
    return what, words.say("by_rule", rule=outcome.rule, cites=joined(words.say, outcome.cites))


def details(traced: OutcomeTrace, words: Wording) -> list[str]:
    """One line per attribute; money with its computation."""
    amounts = {amount.attribute: amount for amount in traced.amounts}
    lines = []
    for name, declared, value in typed_attributes(traced.outcome):
        title = words.title(name, within=traced.outcome.do)
        lines.append(_attribute(title, value, declared, amounts.get(name), traced.outcome.needs, words))
    return lines


def held_text(held: Held, words: Wording) -> list[str]:
    """What a rule still waits for, and who is next."""
    missing = words.say("missing", missing=joined(words.say, held.missing))
    return [missing, words.say("next", next=words.title(held.next))] if held.next else [missing]


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
