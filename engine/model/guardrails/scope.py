"""The names that a guardrail's expressions see: those of the policy, its clocks' targets, and `outcomes`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.feel.types import SPAN, Kind, Type
from engine.model.guardrails.calls import OUTCOMES, all_outcomes
from engine.model.policy import TimedItem
from engine.model.read_policy import input_scope
from engine.model.read_steps import symbols_of
from engine.model.timed.shapes import Clock

if TYPE_CHECKING:
    from engine.feel.scope import Scope, Symbol
    from engine.model.policy import Policy, Step
    from engine.model.vocabulary import Vocabulary

WITHIN = "within"
"""`CLOCK.within`: the clock's target."""


def scope_of(policy: Policy, currency: str, words: Vocabulary) -> Scope:
    inputs = input_scope(policy.facts, policy.params, frozenset(), currency, words)
    steps = [symbol for step in policy.steps for symbol in _symbols(step)]
    known = inputs.plus(*steps)
    if not known.declares(OUTCOMES):
        known = known.bind(((OUTCOMES, all_outcomes(words)),))
    return _in_any_unit(known)


def _symbols(step: Step) -> list[Symbol]:
    """A clock's target is one even where there is a clock for each of several things, whose states aren't."""
    symbols = symbols_of(step)
    match step:
        case TimedItem(step=Clock(per=per, type=given)):
            states = () if per else given.fields
            timed = Type(Kind.CONTEXT, fields=(*states, (WITHIN, SPAN.or_null())))
            return [replace(symbol, type=timed, per=()) for symbol in symbols]
        case _:
            return symbols


def _in_any_unit(scope: Scope) -> Scope:
    """Branches may state a span in other units: their comparison is told at each branch's own."""
    return scope.plus(*(replace(s, type=replace(s.type, unit=None)) for s in scope.symbols if s.type.unit))
