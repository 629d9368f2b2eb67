"""What a policy means, for one branch: everything typed, nothing yet cut into periods.

Items carry `effective`, the days on which they hold; a parameter carries all its dated values. `engine.ir.from_model`
makes of it one program per period.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from engine.diagnostics import Span
    from engine.feel.typed import Expression
    from engine.feel.types import Type
    from engine.feel.values import Value
    from engine.model.text import Text

HitPolicy = Literal[
    "unique",
    "first",
    "any",
    "priority",
    "collect",
    "collect sum",
    "collect min",
    "collect max",
    "collect count",
    "rule order",
    "output order",
]
"""DMN 1.5, clause 8.2.10. `collect` and `rule order` list the outputs in row order."""


@dataclass(frozen=True, slots=True)
class Effective:
    """The days on which something holds, both ends included; None is open."""

    since: dt.date | None = None
    until: dt.date | None = None

    def covers(self, day: dt.date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


ALWAYS = Effective()


@dataclass(frozen=True, slots=True)
class EventSource:
    """`from: review.completed.score`: the latest such event's data field (ties: the greater id)."""

    event: str
    field: str


@dataclass(frozen=True, slots=True)
class PolicySource:
    """`from: monthly-assessment.grade`: another policy's output or derived value, decided on the same facts."""

    policy: str
    output: str
    span: Span


@dataclass(frozen=True, slots=True)
class Fact:
    """An input. `labels`: titles of an enum's values by id."""

    name: str
    type: Type
    title: Text
    default: Value
    check: Expression | None
    source: EventSource | PolicySource | None
    labels: tuple[tuple[str, Text], ...]
    span: Span


@dataclass(frozen=True, slots=True)
class DatedValue:
    """A parameter's value from a day on (None: from ever), as written at `span`, set by `branch`."""

    since: dt.date | None
    value: Value
    text: str
    span: Span
    branch: str


@dataclass(frozen=True, slots=True)
class Param:
    """`values` ascend by `since`."""

    name: str
    type: Type
    title: Text
    values: tuple[DatedValue, ...]
    stricter: Literal["higher", "lower"] | None
    span: Span


@dataclass(frozen=True, slots=True)
class Derived:
    name: str
    title: Text
    expression: Expression
    effective: Effective


@dataclass(frozen=True, slots=True)
class Output:
    """An output column: `type` is one row's, `result` the output's as a whole (a list where the hit policy collects).

    Priority (for `priority` and `output order`) is the order of an enum's values, the first being the highest.
    """

    name: str
    title: Text
    type: Type
    result: Type
    labels: tuple[tuple[str, Text], ...]


@dataclass(frozen=True, slots=True)
class Attribute:
    """A consequence's attribute; a money attribute's expression ends in the op `round-money`, over the unrounded one."""

    name: str
    expression: Expression


@dataclass(frozen=True, slots=True)
class Consequence:
    do: str
    to: Expression | None
    attributes: tuple[Attribute, ...]
    span: Span


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


@dataclass(frozen=True, slots=True)
class Approval:
    """An event that must be there, by the given subject (the event's data `by`)."""

    event: str
    by: str


@dataclass(frozen=True, slots=True)
class Requires:
    """What a rule's consequences wait for: `evidence` ids in the set `evidence_fact`, approvals in their order."""

    evidence_fact: str | None
    evidence: tuple[str, ...]
    approvals: tuple[Approval, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Each:
    """`for: s in shares`: the consequences once per element; `name` is a local of their expressions."""

    name: str
    source: Expression


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class Policy:
    id: str
    branch: str
    title: Text
    owner: str
    cites: tuple[str, ...]
    effective: Effective
    case: str
    dated_by: str | None
    facts: tuple[Fact, ...]
    params: tuple[Param, ...]
    steps: tuple[Derived | Table, ...]
    """Derived values and tables, each after those that it reads."""
    rules: tuple[Rule, ...]
    span: Span
