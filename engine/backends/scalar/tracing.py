"""The tracing evaluator: decides a case like the fast path, and keeps everything that it compared on the way.

`Tracer` prepares a program once; `trace` is the whole in one call.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.backends.scalar.conditions import judge
from engine.backends.scalar.consequences import consequences, needed
from engine.backends.scalar.evaluator import evaluator
from engine.backends.scalar.requirements import waiting_for
from engine.feel.typed import Ref
from engine.ir import hits
from engine.ir.decision import Held, Undecided
from engine.ir.program import Derived
from engine.ir.reads import facts_behind, facts_of
from engine.ir.trace import DerivedTrace, RowTrace, RuleTrace, TableTrace, Trace

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from engine.backends.scalar.checked import Checked
    from engine.backends.scalar.conditions import Judge
    from engine.backends.scalar.evaluator import Evaluate, Frame
    from engine.backends.scalar.requirements import Approved, Waiting
    from engine.feel.typed import Expression
    from engine.feel.values import Value
    from engine.ir.program import Program, Requires, Rule, Table
    from engine.ir.reads import Reads
    from engine.ir.trace import Condition, OutcomeTrace

    StepRun = Callable[[Frame], DerivedTrace | TableTrace]
    RuleRun = Callable[[Frame, Sequence[Approved]], RuleTrace]


class Tracer:
    """A program made ready for tracing."""

    __slots__ = ("_facts", "_params", "_rules", "_steps", "program")

    def __init__(self, program: Program) -> None:
        behind = facts_behind(program)
        names = tuple(fact.name for fact in program.facts)
        self.program = program
        self._facts = names
        self._params: Frame = {param.name: param.value for param in program.params}
        self._steps = tuple(_step(step) for step in program.steps)
        self._rules = tuple(_plan(rule, names, behind) for rule in program.rules)

    def frame(self, facts: Sequence[Value]) -> Frame:
        """Every name's value, given the facts in the program's order."""
        frame, _ = self._run_steps(facts)
        return frame

    def trace(self, checked: Checked) -> Trace:
        """The full trace of a case."""
        facts = checked.facts
        if not self.program.in_force:
            nothing = (None,) * len(self.program.outputs)
            return Trace(self.program, facts, (), (), nothing, ())
        frame, steps = self._run_steps(facts)
        history = checked.history.approvals
        rules = tuple(
            [run(frame, history) if row is None or frame[row] else missed for row, missed, run in self._rules]
        )
        outputs = tuple([frame[name] for name in self.program.outputs])
        return Trace(self.program, facts, steps, rules, outputs, _undecided(steps, rules))

    def _run_steps(self, facts: Sequence[Value]) -> tuple[Frame, tuple[DerivedTrace | TableTrace, ...]]:
        frame = self._params.copy()
        frame.update(zip(self._facts, facts, strict=True))
        return frame, tuple([step(frame) for step in self._steps])


def trace(program: Program, checked: Checked) -> Trace:
    """The full trace of a case: facts as `Executable.check` gives them. For many cases keep a `Tracer`."""
    return Tracer(program).trace(checked)


def _undecided(steps: Sequence[DerivedTrace | TableTrace], rules: Sequence[RuleTrace]) -> tuple[Undecided, ...]:
    """Tables whose rows contradict each other, then rules whose condition is null."""
    tables = [Undecided(s.table.id, (), s.conflict) for s in steps if isinstance(s, TableTrace) and s.conflict]
    return (*tables, *[Undecided(rule.rule.id, rule.needs) for rule in rules if rule.state == "undecided"])


def _step(step: Derived | Table) -> StepRun:
    return _derived(step) if isinstance(step, Derived) else _table(step)


def _derived(derived: Derived) -> StepRun:
    compute = evaluator(derived.expression.root)

    def run(frame: Frame) -> DerivedTrace:
        frame[derived.name] = value = compute(frame)
        return DerivedTrace(derived, value)

    return run


def _table(table: Table) -> StepRun:
    inputs = tuple(evaluator(item.root) for item in table.inputs)
    rows = tuple(_cells(row.cells) for row in table.rows)
    outputs = tuple(tuple(evaluator(item.root) for item in row.outputs) for row in table.rows)
    names = tuple(f"{table.id}.{row.id}" for row in table.rows)
    columns = tuple(output.name for output in table.outputs)
    no_hit: Frame = dict.fromkeys(names, False)

    def run(frame: Frame) -> TableTrace:
        failed = [_first_failing(cells, frame) for cells in rows]
        matching = [index for index, column in enumerate(failed) if column is None]
        values = [tuple([output(frame) for output in outputs[index]]) for index in matching]
        found = hits.select(table, matching, values)
        frame.update(zip(columns, found.outputs, strict=True))
        frame.update(no_hit)
        traced = [_FAILED[column] if column is not None else _PASSED_OVER for column in failed]
        for index in found.hits:
            frame[names[index]] = True
            traced[index] = _SELECTED
        conflict = tuple([table.rows[index].id for index in found.conflict])
        return TableTrace(table, tuple([item(frame) for item in inputs]), tuple(traced), found.outputs, conflict)

    return run


class _Failed(dict[int, RowTrace]):
    """One row trace per column, made when first asked for: rows that fail alike share it."""

    def __missing__(self, column: int) -> RowTrace:
        self[column] = RowTrace(selected=False, failed=column)
        return self[column]


_FAILED = _Failed()
_SELECTED, _PASSED_OVER = RowTrace(selected=True, failed=None), RowTrace(selected=False, failed=None)


def _cells(cells: Sequence[Expression | None]) -> tuple[tuple[int, Evaluate], ...]:
    return tuple((column, evaluator(cell.root)) for column, cell in enumerate(cells) if cell is not None)


def _first_failing(cells: tuple[tuple[int, Evaluate], ...], frame: Frame) -> int | None:
    """The column of the first cell that is not true; None where all are."""
    for column, cell in cells:
        if cell(frame) is not True:
            return column
    return None


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
