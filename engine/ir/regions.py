"""What a proof finds, as data: regions of cases, witnesses, and how sure it is.

Prose tells it; compliance replays it.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from engine.diagnostics import Span
    from engine.feel.typed import Expression
    from engine.feel.types import Type
    from engine.feel.values import Value

SubjectKind = Literal["fact", "count", "member", "field", "comparison", "test"]
Doubt = Literal["nonlinear", "timeout", "text", "list", "history", "other"]


@dataclass(frozen=True, slots=True)
class Subject:
    """What one column of a space is about.

    `fact`: a fact's value. `count`: how many elements the list `name` has. `member`: whether it has the element
    `detail`. `field`: of the clock, ladder or schedule `name` the field `detail` (`state`, `count`). `comparison`: a
    test over several facts, `expression`. `test`: a test of one fact that isn't a matter of values, such as of a part
    of a text. The last two, and `member`, are true, false or null.
    """

    kind: SubjectKind
    name: str
    type: Type
    detail: Value = None
    expression: Expression | None = None


class Between(NamedTuple):
    """An interval of values; None is an open end without bound."""

    low: Value = None
    low_open: bool = False
    high: Value = None
    high_open: bool = False


@dataclass(frozen=True, slots=True)
class Extent:
    """What one subject may be: in one of the intervals, one of the values, any value not named (`others`), or null.

    `besides`: with `others`, the named values that it is none of: it is any other than these.
    """

    subject: Subject
    ranges: tuple[Between, ...] = ()
    values: tuple[Value, ...] = ()
    others: bool = False
    null: bool = False
    besides: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class Witness:
    """A case that lies in a region, as small as can be: facts by name, and where it takes some, events.

    `as_of`: the day whose rules hold. `replayed`: the scalar executor decided it, and as the proof says.
    """

    facts: Mapping[str, Value]
    events: tuple[Mapping[str, Any], ...] = ()
    as_of: dt.date | None = None
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class Region:
    """Cases that lie together: what must hold of each subject; a subject that isn't named doesn't matter.

    `share`: of all cases, for ordering: the product over its extents of the part of the column that it takes.
    """

    extents: tuple[Extent, ...]
    witness: Witness | None
    share: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True)
class Unknown:
    """What could not be settled: an expression (or what stands for one), where, and why."""

    text: str
    reason: Doubt
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Proof:
    """How far an answer goes. `complete`: nothing is left out. `stopped`: after `after` findings or nodes.

    Dates and instants within a century of the calendar's ends (the years 1 and 9999) are no cases.
    """

    verdict: Literal["complete", "stopped", "unknown"] = "complete"
    after: int = 0
    unknown: tuple[Unknown, ...] = ()


COMPLETE = Proof()
