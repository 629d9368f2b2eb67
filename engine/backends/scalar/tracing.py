"""The tracing evaluator: decides a case like the fast path, and keeps everything that it compared on the way.

`Tracer` prepares a program once; `trace` is the whole in one call.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.backends.scalar.checked import NO_HISTORY
from engine.backends.scalar.conditions import judge
from engine.backends.scalar.consequences import consequences, needed
from engine.backends.scalar.requirements import waiting_for
from engine.backends.scalar.steps import step_run
from engine.feel.typed import Ref
from engine.ir.decision import Held, Undecided
from engine.ir.program import Derived, Table
from engine.ir.reads import facts_behind, facts_of
from engine.ir.steps import is_timed
from engine.ir.trace import Happened, RuleTrace, TableTrace, Trace
from engine.late import room

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from engine.backends.scalar.checked import Checked, History
    from engine.backends.scalar.conditions import Judge
    from engine.backends.scalar.evaluator import Frame
    from engine.backends.scalar.requirements import Approved, Waiting
    from engine.feel.values import Value
    from engine.ir.program import Program, Requires, Rule, Step
    from engine.ir.reads import Reads
    from engine.ir.trace import Condition, OutcomeTrace, StepTrace

    StepRun = Callable[[Frame, History], StepTrace]
    RuleRun = Callable[[Frame, Sequence[Approved]], RuleTrace]


class Tracer:
    """A program made ready for tracing."""

    __slots__ = ("_facts", "_params", "_revoked", "_rules", "_steps", "program")

    def __init__(self, program: Program) -> None:
        behind = facts_behind(program)
        names = tuple(fact.name for fact in program.facts)
        self.program = program
        self._facts = names
        self._params: Frame = {param.name: param.value for param in program.params}
        self._steps = _step_runs(program)
        self._rules = tuple(_plan(rule, names, behind) for rule in program.rules if not rule.revokes)
        self._revoked = tuple(_plan(rule, names, behind)[-1] for rule in program.rules if rule.revokes)

    def frame(self, facts: Sequence[Value], history: History = NO_HISTORY) -> Frame:
        """Every name's value, given the facts in the program's order."""
        frame, _ = self._run_steps(facts, history)
        return frame

    def trace(self, checked: Checked) -> Trace:
        """The full trace of a case."""
        facts = checked.facts
        if not self.program.in_force:
            nothing = (None,) * len(self.program.outputs)
            return Trace(self.program, facts, (), (), nothing, ())
        history = checked.history
        frame, steps = self._run_steps(facts, history)
        given = history.approvals
        rules = tuple([run(frame, given) if row is None or frame[row] else missed for row, missed, run in self._rules])
        outputs = tuple([frame[name] for name in self.program.outputs])
        revoked = tuple([run(frame, given) for run in self._revoked])
        undecided = _undecided(steps, rules)
        events = tuple([Happened(event.id, event.type, event.at) for event in history.events])
        return Trace(
            self.program, facts, steps, rules, outputs, undecided, now=history.now, revoked=revoked, events=events
        )

    def _run_steps(self, facts: Sequence[Value], history: History) -> tuple[Frame, tuple[StepTrace, ...]]:
        frame = self._params.copy()
        frame.update(zip(self._facts, facts, strict=True))
        return frame, tuple([step(frame, history) for step in self._steps])


def trace(program: Program, checked: Checked) -> Trace:
    """The full trace of a case: facts as `Executable.check` gives them. For many cases keep a `Tracer`."""
    return Tracer(program).trace(checked)


def _step_runs(program: Program) -> tuple[StepRun, ...]:
    setting = room("timed").setting(program) if is_timed(program) else None
    return tuple(_step_run(step, setting) for step in program.steps)


def _step_run(step: Step, setting: Any) -> StepRun:
    if isinstance(step, Derived | Table):
        plain = step_run(step)
        return lambda frame, _history: plain(frame)
    read = room("timed").timed_run(step, setting)

    def run(frame: Frame, history: History) -> StepTrace:
        told = read(frame, history)
        frame.update(told.values)
        trace: StepTrace = told.trace
        return trace

    return run


def _undecided(steps: Sequence[StepTrace], rules: Sequence[RuleTrace]) -> tuple[Undecided, ...]:
    """Tables whose rows contradict each other, then rules whose condition is null."""
    tables = [Undecided(s.table.id, (), s.conflict) for s in steps if isinstance(s, TableTrace) and s.conflict]
    return (*tables, *[Undecided(rule.rule.id, rule.needs) for rule in rules if rule.state == "undecided"])


def _plan(rule: Rule, facts: Sequence[str], behind: Reads) -> tuple[str | None, RuleTrace, RuleRun]:
    """The hit that a table's row asks for, its trace where it isn't hit (always the same: made once); how it runs."""
    when = rule.when
    if when and isinstance(when.root, Ref) and when.root.kind == "hit":
        name, ask = when.root.name, judge(when)
        hit = ask({name: True})
        return name, RuleTrace(rule, "not-fired", ask({name: False})), _rule(rule, lambda _: hit, facts, behind)
    return None, RuleTrace(rule, "not-fired", None), _rule(rule, judge(when) if when else None, facts, behind)


def _rule(rule: Rule, condition: Judge | None, facts: Sequence[str], behind: Reads) -> RuleRun:
    read = facts_of(rule.when.root, behind) if rule.when else frozenset()
    produce = consequences(rule, facts, behind)

    def run(frame: Frame, history: Sequence[Approved]) -> RuleTrace:
        found = condition(frame) if condition else None
        if found and found.truth is False:
            return RuleTrace(rule, "not-fired", found)
        if found and found.truth is None:
            return RuleTrace(rule, "undecided", found, needs=needed(facts, read, frame))
        return _applied(rule, found, produce(frame), _waiting(rule.requires, frame, history))

    return run


def _waiting(requires: Requires | None, frame: Frame, history: Sequence[Approved]) -> Waiting | None:
    if requires is None:
        return None
    evidence: Any = frame[requires.evidence_fact] if requires.evidence_fact else None
    return waiting_for(requires, evidence or (), history)


def _applied(
    rule: Rule, condition: Condition | None, outcomes: tuple[OutcomeTrace, ...], waiting: Waiting | None
) -> RuleTrace:
    if waiting is None:
        return RuleTrace(rule, "fired", condition, outcomes)
    held = tuple(Held(traced.outcome, waiting.missing, waiting.next) for traced in outcomes)
    return RuleTrace(rule, "held", condition, outcomes, held)
