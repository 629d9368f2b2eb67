"""Outcomes as data to be told: effects with their clauses and amounts, outputs, contradictions, directions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.backends.proof.difference.forms import Constant
from engine.ir.differences import Amount, Decided, Effect

if TYPE_CHECKING:
    from engine.backends.proof.difference import outcomes
    from engine.backends.proof.difference.forms import Form
    from engine.backends.proof.difference.labels import Brought, Given
    from engine.feel.typed import Expression
    from engine.feel.types import Type


def decided(outcome: outcomes.Outcome) -> Decided:
    """An outcome as it is told; which way it differs is found later."""
    return Decided(
        tuple(_effect(effect.brought, undecided=effect.undecided) for effect in outcome.effects),
        tuple(_output(given) for given in outcome.outputs),
        tuple(row for _, rows in outcome.contradiction for row in rows),
    )


def _effect(brought: Brought, *, undecided: bool) -> Effect:
    label, rule, consequence = brought
    expressions = {attribute.name: attribute.expression for attribute in consequence.attributes}
    return Effect(
        do=label.do,
        to=subject(brought),
        amounts=tuple(_amount(name, expressions[name].type, form, expressions[name]) for name, form in label.amounts),
        rule=rule.id,
        title=rule.title,
        cites=rule.cites,
        span=consequence.span,
        undecided=undecided,
        held=label.awaits is not None,
    )


def subject(brought: Brought) -> str:
    """Whom a consequence concerns: a subject; where the facts say so, how (`= responsible`); or nobody, empty."""
    to = brought.label.to
    if isinstance(to, Constant):
        return str(to.value) if to.value is not None else ""
    written = brought.consequence.to
    return f"= {written.text}" if written else ""


def _output(given: Given) -> Amount:
    return _amount(given.name, given.type, given.form, given.expression)


def _amount(name: str, declared: Type, form: Form, expression: Expression | None) -> Amount:
    if isinstance(form, Constant):
        return Amount(name, declared, form.value)
    return Amount(name, declared, formula=expression)
