"""Why a decision came out as it did: everything compared, each value with the place that it comes from.

What the policy says stands in the static parts (`Test`, `Operand`: one per place in a policy, shared by all traces),
what this case brought in the others. Text for people is made of it by `engine.backends.prose.explanation`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from engine.ir.decision import Held, Outcome, Read, Result, TimedReading, Undecided

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable
    from decimal import Decimal

    from engine.diagnostics import Span
    from engine.feel.types import Type
    from engine.feel.values import Value
    from engine.ir.program import Clock, Derived, Fact, Ladder, Program, Rule, Schedule, Table
    from engine.temporal.calendar import Calendar
    from engine.temporal.clocks.reading import ClockReading, ClockRules, Marks
    from engine.temporal.ladders.reading import Chronicle, LadderReading, Threshold, Window
    from engine.temporal.schedules.occurrences import Occurrence

State = Literal["fired", "not-fired", "undecided", "held"]
OperandKind = Literal["fact", "param", "derived", "output", "hit", "local", "constant", "count", "computed"]


@dataclass(frozen=True, slots=True)
class Operand:
    """A part of a test. `name`: what it refers to (a `count`: of the list), else empty; `text`: as written."""

    kind: OperandKind
    name: str
    text: str
    type: Type


@dataclass(frozen=True, slots=True)
class Test:
    """A place where a policy asks for a truth value.

    `operator`: the sign of a comparison, whose two sides are the operands; "name" for a bare name; "" for anything
    else (a call, a loop), whose operands are the names in it. `facts`, `params` and `steps` (derived values, table
    outputs, hits) are all the names that it reads itself.
    """

    text: str
    span: Span
    operator: str
    operands: tuple[Operand, ...]
    facts: tuple[str, ...]
    params: tuple[str, ...]
    steps: tuple[str, ...]


class Atom(NamedTuple):
    """A test with the values of its operands and its truth: None is unknown."""

    test: Test
    values: tuple[Value, ...]
    truth: bool | None


class Junction(NamedTuple):
    """`and`, `or` and `not` over conditions, all of them evaluated."""

    operator: Literal["and", "or", "not"]
    parts: tuple[Condition, ...]
    truth: bool | None

    @property
    def deciding(self) -> tuple[Condition, ...]:
        """The parts that made it what it is: of a false `and` the false ones, of a true one all; `or` dually."""
        return tuple(part for part in self.parts if part.truth is self.truth) if self.operator != "not" else self.parts


Condition = Atom | Junction


class Piece(NamedTuple):
    """A named value inside a formula: the characters of the text that name it, what it is, its value here."""

    start: int
    end: int
    operand: Operand
    value: Value


class Amount(NamedTuple):
    """How a money attribute of an outcome was computed; `rounded` includes a residual cent. Both None: not known."""

    attribute: str
    text: str
    pieces: tuple[Piece, ...]
    unrounded: Value
    rounded: Value


class OutcomeTrace(NamedTuple):
    outcome: Outcome
    amounts: tuple[Amount, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """A change of one fact after which the decision is another.

    The rules of `begins` begin to apply, those of `ends` cease to, those of `alters` apply before and after and bring
    something else; `outputs`: those that differ, with the values that they would have.

    `bound` is the nearest value that does it; where `side` is "below" or "above" it is the limit, not itself enough.
    `kind` "count": `value` and `bound` are lengths of a list; "add" and "remove": `bound` is the list's element;
    "other": any text that no rule names. `distance` is |bound - value| in the fact's unit (of a span its own, of
    dates days, of instants seconds), None where there is nothing to subtract: enums, booleans, texts, absent facts.
    `nearness` orders changes of different facts: the distance as a part of the fact's range, or of its magnitude.
    """

    fact: str
    kind: Literal["value", "count", "add", "remove", "other"]
    value: Value
    bound: Value
    side: Literal["at", "below", "above"]
    distance: Decimal | None
    nearness: float
    begins: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    alters: tuple[str, ...] = ()
    outputs: tuple[tuple[str, Value], ...] = ()


class Coming(NamedTuple):
    """What flips a rule with no fact changed: time that passes until `at` (a clock's), or `more` strikes of a ladder.

    `step`: the clock or the ladder; `begins`: the rule begins to apply then, else it ceases to.
    """

    rule: str
    step: str
    begins: bool
    at: dt.datetime | None = None
    more: int = 0


@dataclass(frozen=True, slots=True)
class Margin:
    """The nearest flip by each fact that can flip it alone, nearest first.

    `unknown`: what it reads in a way that isn't searched, facts, clocks, ladders, schedules (then a nearer flip by them
    may exist). `coming`: what flips it though no fact changes; of rungs that is told by what reaches them.
    """

    changes: tuple[Change, ...]
    unknown: tuple[str, ...] = ()
    coming: tuple[Coming, ...] = ()


class RuleTrace(NamedTuple):
    """A rule in this case. `condition` None: it has none. A table's row is asked for its hit: its table says why."""

    rule: Rule
    state: State
    condition: Condition | None
    outcomes: tuple[OutcomeTrace, ...] = ()
    held: tuple[Held, ...] = ()
    needs: tuple[str, ...] = ()
    margin: Margin | None = None


class RowTrace(NamedTuple):
    """A row. `failed`: the first column whose cell is not true; None where all are: `selected`, or passed over."""

    selected: bool
    failed: int | None


class TableTrace(NamedTuple):
    table: Table
    inputs: tuple[Value, ...]
    rows: tuple[RowTrace, ...]
    outputs: tuple[Value, ...]
    conflict: tuple[str, ...]


class DerivedTrace(NamedTuple):
    derived: Derived
    value: Value


class Happened(NamedTuple):
    """An event of the case's history."""

    id: str
    type: str
    at: dt.datetime


class ClockLife(NamedTuple):
    """The clock of one key, with what it was read from: the rules and the calendar of its last cycle.

    `rules` and `marks` are None where it never started.
    """

    key: tuple[str, ...]
    reading: ClockReading
    rules: ClockRules | None = None
    marks: Marks | None = None
    calendar: Calendar | None = None


class ClockTrace(NamedTuple):
    """A clock; `lives` in the order of their keys."""

    clock: Clock
    lives: tuple[ClockLife, ...]

    @property
    def readings(self) -> tuple[TimedReading[ClockReading], ...]:
        return tuple([TimedReading(self.clock.name, life.key, life.reading) for life in self.lives])


class LadderLife(NamedTuple):
    """The ladder of one key, with what it was read from; `window` None: its length isn't known.

    `thresholds` are those of the rungs whose count is known.
    """

    key: tuple[str, ...]
    reading: LadderReading
    chronicle: Chronicle | None = None
    window: Window | None = None
    thresholds: tuple[Threshold, ...] = ()


class LadderTrace(NamedTuple):
    """A ladder; `lives` in the order of their keys."""

    ladder: Ladder
    lives: tuple[LadderLife, ...]

    @property
    def readings(self) -> tuple[TimedReading[LadderReading], ...]:
        return tuple([TimedReading(self.ladder.name, life.key, life.reading) for life in self.lives])


class ScheduleTrace(NamedTuple):
    """A schedule: its occurrences by key."""

    schedule: Schedule
    plans: tuple[tuple[tuple[str, ...], tuple[Occurrence, ...]], ...]
    calendar: Calendar | None

    @property
    def readings(self) -> tuple[TimedReading[tuple[Occurrence, ...]], ...]:
        return tuple([TimedReading(self.schedule.name, key, plan) for key, plan in self.plans])


TimedTrace = ClockTrace | LadderTrace | ScheduleTrace
StepTrace = DerivedTrace | TableTrace | TimedTrace


@dataclass(frozen=True, slots=True)
class Trace:
    """The whole of one case. `facts` go by `program.facts`, `outputs` by `program.outputs`.

    `margin`: the nearest change of facts that changes which rules apply. Margins are None until measured. `now`: the
    instant at which the history was read; `events`: the history up to then; `revoked`: what rungs had brought
    before an appeal undid them.
    """

    program: Program
    facts: tuple[Value, ...]
    steps: tuple[StepTrace, ...]
    rules: tuple[RuleTrace, ...]
    outputs: tuple[Value, ...]
    undecided: tuple[Undecided, ...]
    margin: Margin | None = None
    now: dt.datetime | None = None
    revoked: tuple[RuleTrace, ...] = ()
    events: tuple[Happened, ...] = ()


def defaulted(trace: Trace) -> list[Fact]:
    """The facts that have their default for a value."""
    facts = zip(trace.program.facts, trace.facts, strict=True)
    return [fact for fact, value in facts if fact.default is not None and value == fact.default]


def result_of(trace: Trace) -> Result:
    """The trace without its reasons: what the fast path answers."""
    applied = [rule for rule in trace.rules if rule.state in ("fired", "held")]
    return Result(
        matched=tuple(rule.rule.id for rule in applied),
        outcomes=tuple(traced.outcome for rule in applied if rule.state == "fired" for traced in rule.outcomes),
        outputs=trace.outputs,
        undecided=trace.undecided,
        held=tuple(held for rule in applied for held in rule.held),
        clocks=_own(each for step in trace.steps if isinstance(step, ClockTrace) for each in step.readings),
        ladders=_own(each for step in trace.steps if isinstance(step, LadderTrace) for each in step.readings),
        schedule=_own(each for step in trace.steps if isinstance(step, ScheduleTrace) for each in step.readings),
        revoked=tuple(traced.outcome for rule in trace.revoked for traced in rule.outcomes),
    )


def _own(readings: Iterable[TimedReading[Read]]) -> tuple[TimedReading[Read], ...]:
    """Those of the policy itself, not of one that it reads from."""
    return tuple(each for each in readings if "::" not in each.name)
