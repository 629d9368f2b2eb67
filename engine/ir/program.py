"""The intermediate representation: a policy of one branch in one period, with nothing left to look up.

A `Timeline` holds the `Program`s of a policy's consecutive periods. A program is a list of facts, resolved parameters,
steps in the order of their dependencies (derived values and tables), and rules. Each row of a table is also a rule,
with the id `<table>.<row>`, whose `when` is the row's hit: consequences have one mechanism.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from engine.ir.timed import Clock, Ladder, Schedule, Timed
from engine.model.parts import (
    ROUND_MONEY,
    Approval,
    Attribute,
    Consequence,
    Each,
    EventSource,
    EventType,
    HitPolicy,
    Output,
    Requires,
)
from engine.model.text import Text

if TYPE_CHECKING:
    import datetime as dt

    from engine.diagnostics import Span
    from engine.feel.typed import Expression
    from engine.feel.types import Type
    from engine.feel.values import Value
    from engine.temporal.calendar import Calendar

__all__ = [
    "ROUND_MONEY",
    "Approval",
    "Attribute",
    "Change",
    "Clock",
    "Consequence",
    "Derived",
    "Each",
    "EventSource",
    "EventType",
    "Fact",
    "HitPolicy",
    "Ladder",
    "Origin",
    "Output",
    "Param",
    "Program",
    "Requires",
    "Row",
    "Rule",
    "Schedule",
    "Step",
    "Table",
    "Text",
    "Timed",
    "Timeline",
]


@dataclass(frozen=True, slots=True)
class Fact:
    """An input. Where `check` (it refers to the fact by its name) is false of the value, the facts are refused.

    `labels`: titles of an enum's values by id. `policy`: the upstream policy that asks for it, where it isn't this one.
    `titles`: of what an element of a list consists of. `default_from`: the parameter whose value is the default.
    """

    name: str
    type: Type
    title: Text
    default: Value
    check: Expression | None
    source: EventSource | None
    labels: tuple[tuple[str, Text], ...]
    span: Span
    policy: str
    titles: tuple[tuple[str, Text], ...] = ()
    default_from: str | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """Who set a parameter's value: the branch, where, since when (None: always), until when (inclusive, None: open).

    `reason`: why a branch did. `instead`: what holds in the branch that it extends, whose text is `said`.
    """

    branch: str
    span: Span
    since: dt.date | None
    until: dt.date | None
    reason: Text | None = None
    instead: Origin | None = None
    said: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """What a branch changed of a policy: the item `name` of a section (`rules`), with who changed it and why.

    The section is empty where the policy as a whole is concerned: its calendar, its zone. `text`: what is written now
    of a value, a calendar or a zone.
    """

    section: str
    name: str
    change: Literal["patch", "add", "replace", "drop"]
    origin: Origin
    text: str = ""


@dataclass(frozen=True, slots=True)
class Param:
    name: str
    type: Type
    title: Text
    value: Value
    origin: Origin
    text: str
    """The value as the owner wrote it."""
    stricter: Literal["higher", "lower"] | None = None
    """Which way it gets stricter."""


@dataclass(frozen=True, slots=True)
class Derived:
    name: str
    title: Text
    expression: Expression


@dataclass(frozen=True, slots=True)
class Row:
    """`cells`: per input column a condition that is true or false, never null; None for `-`."""

    id: str
    cells: tuple[Expression | None, ...]
    outputs: tuple[Expression, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Table:
    """A decision table. Selected rows by hit policy: see `engine.ir.hits`.

    `complete`: its owner says that it answers for all facts.
    """

    id: str
    title: Text
    hit: HitPolicy
    inputs: tuple[Expression, ...]
    outputs: tuple[Output, ...]
    rows: tuple[Row, ...]
    span: Span
    complete: bool = False


Step = Derived | Table | Timed
"""What gives names their values, each step after those that it reads."""


@dataclass(frozen=True, slots=True)
class Rule:
    """`when` None: always. A `when` that is null leaves the rule undecided.

    `rung`: it goes over those that reached a rung of a timed step. `revokes`: over those that had reached it before an
    appeal undid it: its outcomes are `revoked`, it is never matched; it has the id of the rung's own rule.
    """

    id: str
    title: Text
    when: Expression | None
    each: Each | None
    requires: Requires | None
    then: tuple[Consequence, ...]
    cites: tuple[str, ...]
    span: Span
    rung: bool = False
    revokes: bool = False


@dataclass(frozen=True, slots=True)
class Program:
    """A policy of one branch in one period: `since` and `until` (inclusive) bound it, None is open.

    `in_force` is false for a period outside the policy's own `effective`, or before a parameter's first value: then the
    program is empty, and nothing is decided.
    """

    policy: str
    branch: str
    title: Text
    currency: str
    zone: str
    since: dt.date | None
    until: dt.date | None
    in_force: bool
    dated_by: str | None
    events: tuple[EventType, ...]
    facts: tuple[Fact, ...]
    params: tuple[Param, ...]
    steps: tuple[Step, ...]
    rules: tuple[Rule, ...]
    outputs: tuple[str, ...]
    """Names of the policy's own table outputs, in order (upstream policies' are steps, not outputs)."""
    titles: tuple[tuple[str, Text], ...] = ()
    """For prose: the titles of the consequence kinds (`warning`), their attributes (`bonus.rate`) and the subjects."""
    calendars: tuple[Calendar, ...] = ()
    """Those that clocks and schedules name."""
    before: Program | None = None
    """The program of the period before: a running clock keeps the rules of its start."""
    severity: tuple[str, ...] = ()
    """The kinds of consequences that have an order, from mild to severe."""
    stated_by: str = "base"
    """The branch that states the policy: this one, or the one above it whose policy this one takes over or changes."""
    changes: tuple[Change, ...] = ()
    """What holds in the period of that which this branch and those between it and `stated_by` changed."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """A policy's programs in the order of time, without holes; `revision` is the content hash of them all.

    `case`: what one case of it is, in the end; empty where it doesn't say.
    """

    policy: str
    branch: str
    revision: str
    programs: tuple[Program, ...]
    case: str = ""

    def is_about(self, kind: str) -> bool:
        """Whether it goes by what is told of a case of some kind; an empty one says nothing, and is for all."""
        return kind in ("", self.case)

    def at(self, day: dt.date) -> Program:
        """The program in force on a day (or the one that says that none is)."""
        return next(p for p in self.programs if p.until is None or day <= p.until)
