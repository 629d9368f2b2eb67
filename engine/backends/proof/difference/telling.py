"""Outcomes as data to be told: effects with their clauses and amounts, outputs, contradictions, directions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.backends.proof.difference.amounts import bounds_of
from engine.backends.proof.difference.forms import Constant
from engine.ir.differences import Amount, Decided, Effect

if TYPE_CHECKING:
    from engine.backends.proof.boxes.grid import Box
    from engine.backends.proof.difference import outcomes
    from engine.backends.proof.difference.forms import Form
    from engine.backends.proof.difference.labels import Brought
    from engine.backends.proof.theory.possible import Theory
    from engine.feel.typed import Expression
    from engine.feel.types import Type


def decided(outcome: outcomes.Outcome, theory: Theory, box: Box) -> Decided:
    """An outcome in a box as it is told; which way it differs is found later."""
    return Decided(
        tuple(_effect(effect.brought, theory, box, undecided=effect.undecided) for effect in outcome.effects),
        tuple(_amount(each.name, each.type, each.form, each.expression, theory, box) for each in outcome.outputs),
        tuple(row for _, rows in outcome.contradiction for row in rows),
    )


def _effect(brought: Brought, theory: Theory, box: Box, *, undecided: bool) -> Effect:
    label, rule, consequence = brought.label, brought.rule, brought.consequence
    written = {attribute.name: attribute.expression for attribute in consequence.attributes}
    amounts = (_amount(name, written[name].type, form, written[name], theory, box) for name, form in label.amounts)
    return Effect(
        do=label.do,
        to=subject(brought),
        amounts=tuple(amounts),
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


def _amount(name: str, declared: Type, form: Form, expression: Expression | None, theory: Theory, box: Box) -> Amount:
    if isinstance(form, Constant):
        return Amount(name, declared, form.value)
    low, high, _ = bounds_of(form, declared, theory, box)
    return Amount(name, declared, None, expression, low, high)
