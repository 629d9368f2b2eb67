"""A guardrail judged of one decision: what witnesses are decided anew for, and what a proof says of all cases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.backends.scalar.evaluator import evaluator
from engine.compliance.replay import decide_witness
from engine.diagnostics import FactError
from engine.feel.typed import Apply, Const, Expr, Field, Ref
from engine.feel.walk import transform
from engine.ir.program import Clock, Timed
from engine.model.guardrails.calls import OUTCOME, OUTCOMES
from engine.model.guardrails.scope import WITHIN

if TYPE_CHECKING:
    import datetime as dt

    from engine.decision import Decision
    from engine.feel.typed import Expression
    from engine.feel.values import Value
    from engine.ir.decision import Outcome
    from engine.ir.regions import Witness
    from engine.model.guardrails import Must
    from engine.policy import Policy


def holds(must: Must, policy: Policy, decision: Decision) -> bool:
    """Whether the decision is as it must be. What is null isn't."""
    return (must.when is not None and not _is(must.when, policy, decision)) or _is(must.must, policy, decision)


def answers(table: str, decision: Decision) -> bool:
    """Whether a row of the table was hit, or several that contradict each other."""
    conflicts = {each.rule for each in decision.undecided if each.conflict}
    return table in conflicts or any(rule.startswith(f"{table}.") for rule in decision.matched)


def brought(decision: Decision) -> tuple[Outcome, ...]:
    """All that a decision brings, what waits for evidence or approvals too."""
    return (*decision.outcomes, *(held.outcome for held in decision.held))


def fields_in(policy: Policy, day: dt.date, case: Witness) -> dict[str, Value] | None:
    """How clocks, ladders and schedules stand in a case: `onsite.state` and so on; None where the case is refused."""
    try:
        decision = decide_witness(policy, case, day)
    except FactError:
        return None
    frame = _frame(policy, decision)
    steps = (step.name for step in decision.program.steps if isinstance(step, Timed) and not step.per)
    told = ((name, fields) for name in steps if isinstance(fields := frame[name], dict))
    return {f"{name}.{field}": value for name, fields in told for field, value in fields.items()}


def _frame(policy: Policy, decision: Decision) -> dict[str, Value]:
    """Every name's value in a decision."""
    return policy.tracer(decision.program).frame(tuple(decision.facts.values()), decision.history)


def _is(condition: Expression, policy: Policy, decision: Decision) -> bool:
    return evaluator(_told(condition.root, decision))(_frame(policy, decision)) is True


def _told(root: Expr, decision: Decision) -> Expr:
    """The condition with the outcomes that were decided."""
    clocks = {step.name: step for step in decision.program.steps if isinstance(step, Clock)}

    def change(node: Expr) -> Expr:
        match node:
            case Apply(op=op, args=args) if op == OUTCOME:
                kind, *subjects = _texts(args)
                there = any(each.do == kind and each.to in (subjects or [each.to]) for each in brought(decision))
                return Const(there, node.type, node.at)
            case Apply(op=op, args=args) if op == OUTCOMES:
                kinds = _texts(args)
                listed = tuple(_context(each) for each in brought(decision) if each.do in (kinds or [each.do]))
                return Const(listed, node.type, node.at)
            case Field(base=Ref(name=name), name=part) if part == WITHIN and name in clocks:
                return clocks[name].within.root
            case _:
                return node

    return transform(root, change)


def _texts(args: tuple[Expr, ...]) -> list[Value]:
    return [arg.value for arg in args if isinstance(arg, Const)]


def _context(outcome: Outcome) -> dict[str, Any]:
    return {"do": outcome.do, "to": outcome.to, "rule": outcome.rule, **outcome.attributes}
