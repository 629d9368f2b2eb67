"""What a policy means, for one branch: everything typed, nothing yet cut into periods.

Items carry `effective`, the days on which they hold; a parameter carries all its dated values. `engine.ir.from_model`
makes of it one program per period.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from engine.record import record

if TYPE_CHECKING:
    import datetime as dt

    from engine.diagnostics import Span
    from engine.feel.typed import Expression
    from engine.feel.types import Type
    from engine.feel.values import Value
    from engine.model.parts import (
        Consequence,
        Each,
        EventSource,
        HitPolicy,
        Output,
        Requires,
    )
    from engine.model.text import Text
    from engine.model.timed.shapes import Timed


@dataclass(frozen=True, slots=True)
class Effective:
    """The days on which something holds, both ends included; None is open."""

    since: dt.date | None = None
    until: dt.date | None = None

    def covers(self, day: dt.date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


ALWAYS = Effective()


@dataclass(frozen=True, slots=True)
class PolicySource:
    """`from: monthly-assessment.grade`: another policy's output or derived value, decided on the same facts."""

    policy: str
    output: str
    span: Span


@dataclass(frozen=True, slots=True)
class Fact:
    """An input. `labels`: titles of an enum's values by id. `default_from`: the param whose value is the default.

    `fields`: titles of what an element of a list consists of.
    """

    name: str
    type: Type
    title: Text
    default: Value
    default_from: str | None
    check: Expression | None
    source: EventSource | PolicySource | None
    labels: tuple[tuple[str, Text], ...]
    cites: tuple[str, ...]
    span: Span
    fields: tuple[tuple[str, Text], ...] = ()


@dataclass(frozen=True, slots=True)
class DatedValue:
    """A parameter's value from a day on (None: from ever), as written at `span`."""

    since: dt.date | None
    value: Value
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Param:
    """`values` ascend by `since`. A target's bound is a param called `<fact>.at_least` or `<fact>.at_most`."""

    name: str
    type: Type
    title: Text
    values: tuple[DatedValue, ...]
    stricter: Literal["higher", "lower"] | None
    cites: tuple[str, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Derived:
    name: str
    title: Text
    expression: Expression
    cites: tuple[str, ...]
    effective: Effective


@dataclass(frozen=True, slots=True)
class Row:
    """`cells`: per input column a condition that is true or false, never null; None for `-`."""

    id: str
    cells: tuple[Expression | None, ...]
    outputs: tuple[Expression, ...]
    then: tuple[Consequence, ...]
    cites: tuple[str, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Table:
    id: str
    title: Text
    hit: HitPolicy
    inputs: tuple[Expression, ...]
    outputs: tuple[Output, ...]
    rows: tuple[Row, ...]
    effective: Effective
    span: Span
    complete: bool = False
    """Whether its owner says that it answers for all facts."""


@record
class Rule:
    """`when` None: always. A `when` that is null leaves the rule undecided."""

    id: str
    title: Text
    when: Expression | None
    each: Each | None
    requires: Requires | None
    then: tuple[Consequence, ...]
    cites: tuple[str, ...]
    effective: Effective
    span: Span


@record
class Rung:
    """What follows for those that reach a rung; `name` is that of the step's rung, and the rule's id."""

    name: str
    title: Text
    then: tuple[Consequence, ...]
    cites: tuple[str, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class TimedItem:
    """A clock, a ladder or a schedule. `rungs` go by the step's own; one that brings nothing has no consequences.

    `calendar_param`: the parameter whose value is the step's calendar; empty where the step names it itself.
    """

    step: Timed
    rungs: tuple[Rung, ...]
    calendar_param: str
    effective: Effective


Step = Derived | Table | TimedItem


@dataclass(frozen=True, slots=True)
class Policy:
    id: str
    branch: str
    title: Text
    owner: Text
    cites: tuple[str, ...]
    effective: Effective
    case: str
    dated_by: str | None
    facts: tuple[Fact, ...]
    params: tuple[Param, ...]
    steps: tuple[Step, ...]
    """Derived values, tables, clocks, ladders and schedules, each after those that it reads."""
    rules: tuple[Rule, ...]
    span: Span


def yields(step: Step) -> tuple[str, ...]:
    """The names that a step gives values to, as expressions name them."""
    match step:
        case Derived(name=name):
            return (name,)
        case Table(outputs=outputs):
            return tuple(output.name for output in outputs)
        case TimedItem(step=timed):
            return (timed.name,)
