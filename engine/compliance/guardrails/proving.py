"""One guardrail in one branch on one day: proved, refuted by a case that was decided, or unknown."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from engine.backends.scalar.evaluator import evaluator
from engine.compliance.guardrails.constants import folded
from engine.compliance.guardrails.judging import answers, brought, fields_in, holds
from engine.compliance.guardrails.milder import is_milder
from engine.compliance.guardrails.report import Finding, Reason
from engine.compliance.guardrails.strikes import order_of_strikes
from engine.compliance.replay import decide_witness
from engine.diagnostics import FactError
from engine.feel.typed import Const
from engine.feel.walk import references
from engine.ir.guarantees import PROVED, Verdict
from engine.ir.guarded import missing, violation
from engine.ir.program import Ladder, Table
from engine.ir.regions import Unknown
from engine.late import room
from engine.model.guardrails import AsStrictAs, Complete, Monotone, Must

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator

    from engine.decision import Decision
    from engine.feel.typed import Expression
    from engine.ir.differences import Comparison, TimedDifference
    from engine.ir.program import Program
    from engine.ir.regions import Witness
    from engine.model.guardrails import Claim
    from engine.policy import Policy

HOLDS = Finding(PROVED)
REFUTED, UNKNOWN = Verdict("refuted"), Verdict("unknown")
GRAVITY = ("proved", "unknown", "refuted")


def prove(claim: Claim, policy: Policy, baseline: Policy | None, day: dt.date) -> Finding:
    """What is found of a claim by the rules of a day. `baseline`: the policy that it is to be as strict as.

    ModuleNotFoundError where it takes `guiju[proof]`, which isn't there.
    """
    program = policy.timeline.at(day)
    match claim:
        case Must():
            return _must(claim, policy, program, day)
        case Complete():
            return _complete(claim, policy, program, day)
        case Monotone():
            return _strikes(claim, program) if claim.ladder else _monotone(claim, policy, program, day)
        case AsStrictAs():
            return _as_strict_as(policy, baseline, day)


def _must(claim: Must, policy: Policy, program: Program, day: dt.date) -> Finding:
    absent = [ref.name for each in (claim.when, claim.must) if each for ref in missing(each, program)]
    if absent:
        return _without(absent)
    wrong = folded(violation(claim, program), program)
    if isinstance(wrong.root, Const):
        return Finding(REFUTED, Reason("values", (("values", _values(claim, program)),))) if wrong.root.value else HOLDS
    return _asked(lambda rooms, asked: rooms.never(wrong, asked), lambda case: holds(claim, policy, case), policy, day)


def _asked(
    ask: Callable[[Any, Any], Verdict], holds_in: Callable[[Decision], bool], policy: Policy, day: dt.date
) -> Finding:
    """What a proof says, its witness decided anew. AssertionError where the claim holds in it after all."""
    rooms = room("guarantees")

    def refutes(case: Witness) -> bool:
        try:
            return not holds_in(decide_witness(policy, case, day))
        except FactError:
            return False

    program, read = policy.timeline.at(day), partial(fields_in, policy, day)
    verdict = ask(rooms, rooms.Asked(program, evaluator, day, read, refutes))
    region = verdict.region
    if region and region.witness and not refutes(region.witness):
        msg = f"{policy.branch}/{policy.id}: a refutation isn't borne out by {dict(region.witness.facts)}"
        raise AssertionError(msg)
    return Finding(_replayed(verdict, day))


def _replayed(verdict: Verdict, day: dt.date) -> Verdict:
    region = verdict.region
    if region is None or region.witness is None:
        return verdict
    case = replace(region.witness, as_of=region.witness.as_of or day, replayed=True)
    return replace(verdict, region=replace(region, witness=case))


def _without(absent: list[str]) -> Finding:
    return Finding(UNKNOWN, Reason("names", (("names", ", ".join(dict.fromkeys(absent))),)))


def _values(claim: Must, program: Program) -> str:
    """The parameters that it reads as they are written: `partial_rate = 0.4%`."""
    expressions = [each for each in (claim.when, claim.must) if each]
    read = {name for each in expressions for name in _read(each, program)}
    return ", ".join(f"{param.name} = {param.text}" for param in program.params if param.name in read)


def _read(expression: Expression, program: Program) -> Iterator[str]:
    for ref in references(violation(Must(None, expression), program).root):
        yield ref.name


def _complete(claim: Complete, policy: Policy, program: Program, day: dt.date) -> Finding:
    own = [step.id for step in program.steps if isinstance(step, Table) and "::" not in step.id]
    absent = [table for table in claim.tables if table not in own]
    if absent:
        return _without(absent)
    found = [_asked(partial(_covers, table), partial(answers, table), policy, day) for table in claim.tables or own]
    return max(found, key=lambda each: GRAVITY.index(each.verdict.state), default=HOLDS)


def _covers(table: str, rooms: Any, asked: Any) -> Verdict:
    verdict: Verdict = rooms.complete(table, asked)
    return verdict


def _strikes(claim: Monotone, program: Program) -> Finding:
    if not any(isinstance(step, Ladder) and step.name == claim.name for step in program.steps):
        return _without([claim.name])
    wrong, doubts = order_of_strikes(claim, program)
    if wrong:
        return Finding(REFUTED, Reason("strikes", (("count", str(wrong[0])), ("more", str(wrong[1])))))
    return Finding(Verdict("unknown", unknown=doubts)) if doubts else HOLDS


def _monotone(claim: Monotone, policy: Policy, program: Program, day: dt.date) -> Finding:
    if claim.name not in {fact.name for fact in program.facts}:
        return _without([claim.name])
    rooms = room("guarantees")
    course = rooms.Course(claim.name, claim.towards == "higher", claim.never == "milder")

    def breaks(before: Witness, after: Witness) -> bool:
        try:
            start, end = (brought(decide_witness(policy, case, day)) for case in (before, after))
        except FactError:
            return False
        return is_milder(*((end, start) if course.milder else (start, end)), program.severity)

    asked = rooms.Asked(program, evaluator, day, partial(fields_in, policy, day), _any_case)
    verdict: Verdict = rooms.monotone(course, asked, breaks)
    return Finding(_replayed(verdict, day), Reason("pair" if verdict.against else "case"))


def _any_case(_: Witness) -> bool:
    """A claim about two cases isn't refuted by one."""
    return True


def _as_strict_as(policy: Policy, baseline: Policy | None, day: dt.date) -> Finding:
    """Nowhere milder than the baseline, neither in what it decides nor in time."""
    if baseline is None or not baseline.timeline.at(day).in_force:
        return HOLDS
    sides, names = (baseline, policy), (baseline.branch, policy.branch)
    comparison: Comparison = room("comparison").compare_policies(sides, names, day)
    base = baseline.timeline.at(day)
    doubts = tuple(dict.fromkeys(_doubts(comparison, base)))
    settled = Finding(Verdict("unknown", unknown=doubts)) if doubts else HOLDS
    return _milder_case(comparison) or _milder_time(comparison, base) or settled


def _milder_case(comparison: Comparison) -> Finding | None:
    regions = (each.region for each in comparison.differences if each.sides[1].direction == "milder")
    return next((Finding(Verdict("refuted", region)) for region in regions), None)


def _milder_time(comparison: Comparison, base: Program) -> Finding | None:
    for each in comparison.timed:
        was, now = each.sides
        if was and (now.direction == "milder" if now else _threatens(each, base)):
            args = {"item": each.item, "point": each.point, "base": was.text, "text": now.text if now else "—"}
            return Finding(REFUTED, Reason("time", tuple(args.items())))
    return None


def _threatens(timed: TimedDifference, base: Program) -> bool:
    """Whether what the other side hasn't is a rung that brings penalties, or a step with one."""
    rung = timed.point.rpartition(" ")[2]
    rules = (rule for rule in base.rules if rule.rung and not rule.revokes and rule.id.startswith(f"{timed.item}."))
    those = (rule for rule in rules if not rung or rule.id == f"{timed.item}.{rung}")
    return any(each.do in base.severity for rule in those for each in rule.then)


def _doubts(comparison: Comparison, program: Program) -> Iterator[Unknown]:
    """Penalties and points in time that can't be ordered, and what can't be told at all."""
    yield from comparison.proof.unknown
    if comparison.proof.verdict == "stopped":
        yield Unknown(comparison.policy, "timeout")
    for each in comparison.differences:
        if each.sides[1].direction == "other":
            effects = (effect for side in each.sides for effect in side.effects if effect.do in program.severity)
            yield from (Unknown(effect.rule, "other", effect.span) for effect in effects)
    for timed in comparison.timed:
        was, now = timed.sides
        undirected = now.direction == "other" if now else not _threatens(timed, program)
        stated = now or was
        if stated and undirected and not timed.same_in_effect:
            yield Unknown(f"{timed.item}.{timed.point}", "other", stated.span)
