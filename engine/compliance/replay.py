"""Witnesses decided anew by the scalar executor: what a proof says of a case is shown only if every side decides so."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from engine.diagnostics import FactError
from engine.ir.program import Timed

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Hashable, Iterator, Sequence

    from engine.decision import Decision
    from engine.feel.values import Value
    from engine.ir.decision import Outcome
    from engine.ir.differences import Amount, Decided, Difference, Effect
    from engine.ir.regions import Witness
    from engine.policy import Policy


def decide_witness(policy: Policy, witness: Witness, as_of: dt.date) -> Decision:
    """What a policy decides in the case of a witness, given those of its facts that the policy knows.

    `as_of`: where the witness names no day itself. Raises `FactError` where the policy refuses the case.
    """
    day = witness.as_of or as_of
    known = {fact.name for fact in policy.timeline.at(day).facts}
    facts: dict[str, object] = {name: value for name, value in witness.facts.items() if name in known}
    if witness.events:
        facts["events"] = list(witness.events)
    return policy.decide(facts, as_of=day)


def replayed(policies: Sequence[Policy], difference: Difference, as_of: dt.date) -> Difference:
    """The difference with its witness decided in every side. AssertionError where one decides otherwise than proved."""
    witness = difference.region.witness
    if witness is None:
        return difference
    wrong = contradictions(policies, difference, as_of)
    if wrong:
        msg = f"{policies[0].id}: a proof isn't borne out by {dict(witness.facts)}: {'; '.join(wrong)}"
        raise AssertionError(msg)
    return replace(difference, region=replace(difference.region, witness=replace(witness, replayed=True)))


@dataclass(frozen=True, slots=True)
class Replay:
    """The sides' executors, for a proof that looks for its cases."""

    policies: Sequence[Policy]
    as_of: dt.date

    def fields(self, case: Witness) -> dict[str, Value] | None:
        """What clocks, ladders and schedules say in a case, such as `handover.state`; None where it is refused."""
        try:
            return {name: value for policy in self.policies for name, value in _fields(policy, case, self.as_of)}
        except FactError:
            return None

    def bears_out(self, difference: Difference) -> bool:
        """Whether every side decides the case of its witness as it says, and not all of them alike."""
        return not contradictions(self.policies, difference, self.as_of)


def _fields(policy: Policy, case: Witness, as_of: dt.date) -> Iterator[tuple[str, Value]]:
    decision = decide_witness(policy, case, as_of)
    frame = policy.tracer(decision.program).frame(tuple(decision.facts.values()), decision.history)
    for step in (step for step in decision.program.steps if isinstance(step, Timed)):
        reading = frame.get(step.name)
        if isinstance(reading, dict):
            yield from ((f"{step.name}.{field}", value) for field, value in reading.items())


def contradictions(policies: Sequence[Policy], difference: Difference, as_of: dt.date) -> list[str]:
    """What the executor decides in the case of a difference's witness otherwise than proved."""
    witness = difference.region.witness
    assert witness  # noqa: S101  only a case can contradict
    try:
        decisions = [decide_witness(policy, witness, as_of) for policy in policies]
    except FactError as error:
        return [f"refused: {', '.join(each.code for each in error.diagnostics)}"]
    return [
        *_not_so(difference.sides, decisions),
        *_left_out(difference.sides, decisions),
        *_no_difference(difference.sides, decisions),
    ]


def _not_so(sides: Sequence[Decided], decisions: Sequence[Decision]) -> Iterator[str]:
    """What was proved of a side and isn't so."""
    for decided, decision in zip(sides, decisions, strict=True):
        outputs, undecided = decision.outputs, {each.rule for each in decision.undecided}
        rows = {row for each in decision.undecided for row in each.conflict}
        absent = [e.rule for e in decided.effects if not (e.rule in undecided if e.undecided else _of(e, decision))]
        absent += [amount.name for amount in decided.outputs if not _is(amount, outputs[amount.name])]
        absent += [row for row in decided.contradiction if row not in rows]
        yield from (f"`{name}` not as proved in {decision.branch}" for name in absent)


def _left_out(sides: Sequence[Decided], decisions: Sequence[Decision]) -> Iterator[str]:
    """What differs besides, among the consequences that the difference is about."""
    topics = {(effect.do, effect.to) for decided in sides for effect in decided.effects}
    rests = [_rest(decided, decision, topics) for decided, decision in zip(sides, decisions, strict=True)]
    for rest, decision in zip(rests[1:], decisions[1:], strict=True):
        if rest != rests[0]:
            yield f"{decision.branch} and {decisions[0].branch} differ besides: {(rest - rests[0]) + (rests[0] - rest)}"


def _no_difference(sides: Sequence[Decided], decisions: Sequence[Decision]) -> Iterator[str]:
    """Nothing of what was proved to differ does."""
    if len({_content(decided, decision) for decided, decision in zip(sides, decisions, strict=True)}) == 1:
        yield "all sides decide alike"


def _content(decided: Decided, decision: Decision) -> tuple[Hashable, ...]:
    """What a side decides of that in which it was proved to differ."""
    outcomes = [outcome for effect in decided.effects for outcome in _of(effect, decision)]
    held = [each for each in decision.held if any(each.outcome is outcome for outcome in outcomes)]
    waiting = sorted(repr((_told(each.outcome), each.missing, each.next)) for each in held)
    undecided = sorted((effect.do, effect.to, effect.rule) for effect in decided.effects if effect.undecided)
    outputs = sorted((amount.name, repr(decision.outputs[amount.name])) for amount in decided.outputs)
    told = sorted(map(repr, map(_told, outcomes)))
    return tuple(told), tuple(waiting), tuple(undecided), tuple(outputs), bool(decided.contradiction)


def _told(outcome: Outcome) -> Hashable:
    return outcome.do, outcome.to, tuple(sorted((name, repr(value)) for name, value in outcome.attributes.items()))


def _rest(decided: Decided, decision: Decision, topics: set[tuple[str, str]]) -> Counter[Hashable]:
    """The consequences on the topics, without those that were proved; what rungs bring is compared elsewhere."""
    told = [id(outcome) for effect in decided.effects for outcome in _of(effect, decision)]
    rungs = {rule.id for rule in decision.program.rules if rule.rung}
    return Counter(
        _told(outcome)
        for outcome in _all(decision)
        if (outcome.do, outcome.to) in topics and outcome.rule not in rungs and id(outcome) not in told
    )


def _all(decision: Decision) -> tuple[Outcome, ...]:
    """Those that came and those that are held."""
    return (*decision.outcomes, *(held.outcome for held in decision.held))


def _of(effect: Effect, decision: Decision) -> list[Outcome]:
    """The outcomes that an effect stands for: several where its rule goes over a list."""
    return [outcome for outcome in _all(decision) if _stands_for(effect, outcome)]


def _stands_for(effect: Effect, outcome: Outcome) -> bool:
    if effect.undecided or (effect.rule, effect.do) != (outcome.rule, outcome.do):
        return False
    attributes = outcome.attributes
    named = effect.to == outcome.to or effect.to.startswith("=")
    return named and all(_is(amount, attributes.get(amount.name)) for amount in effect.amounts)


def _is(amount: Amount, value: Value) -> bool:
    """Whether a value is the one proved, or within the bounds of the formula."""
    if amount.formula is None:
        return amount.value == value
    if not isinstance(value, int | Decimal):
        return True
    return (amount.low is None or amount.low <= value) and (amount.high is None or value <= amount.high)
