"""The parts that a policy and a program share: cutting a policy into periods doesn't change their shape."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from engine.record import record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.diagnostics import Span
    from engine.feel.typed import Expression
    from engine.feel.types import Type
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

ROUND_MONEY = "round-money"
"""The operator that every money attribute ends in."""


@dataclass(frozen=True, slots=True)
class EventType:
    """An event of the vocabulary: its name, its title, and the types of its data.

    `titles`: of its data. `labels`: the titles of the values of those that are enums.
    """

    name: str
    title: Text
    fields: tuple[tuple[str, Type], ...]
    titles: tuple[tuple[str, Text], ...] = ()
    labels: tuple[tuple[str, tuple[tuple[str, Text], ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class EventSource:
    """`from: review.completed.score`: the latest such event's data field (ties: the greater id)."""

    event: str
    field: str


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


@record
class Attribute:
    """A consequence's attribute; a money attribute's expression is `ROUND_MONEY` of the exact one."""

    name: str
    expression: Expression


@record
class Consequence:
    do: str
    to: Expression | None
    attributes: tuple[Attribute, ...]
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


@record
class EventPattern:
    """`EVENT where EXPR`: the events of a type for which the condition is true; the event is the local `event`."""

    event: str
    where: Expression | None
    span: Span


@record
class EventInterval:
    """`EVENT until EVENT`: from one of the one kind to the next of the other, half-open; `closes` None: for good."""

    opens: EventPattern
    closes: EventPattern | None
    span: Span


def consequence_expressions(consequences: Iterable[Consequence]) -> Iterator[Expression]:
    """Everything that consequences read, in their order."""
    for consequence in consequences:
        if consequence.to:
            yield consequence.to
        yield from (attribute.expression for attribute in consequence.attributes)
