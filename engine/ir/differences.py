"""How the same policy of several branches (or of two versions) differs: in what it decides, and in time. Data only.

`sides` always go in the order in which the sides were asked for; the first one is the baseline.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from engine.ir.regions import COMPLETE, Proof, Region

if TYPE_CHECKING:
    import datetime as dt
    from decimal import Decimal

    from engine.diagnostics import Span
    from engine.feel.typed import Expression
    from engine.feel.types import Type
    from engine.feel.values import Value
    from engine.model.text import Text

Direction = Literal["same", "stricter", "milder", "other"]
"""Towards the baseline: by the vocabulary's order of severity, then by amounts; `other`: can't be ordered."""
FactPoint = Literal["asked", "type", "range", "values", "required", "default", "check", "source"]


@dataclass(frozen=True, slots=True)
class Amount:
    """An attribute of a consequence, or an output: its value where it is the same in all of a region, else its formula.

    `low`, `high`: exact bounds of a formula over the region, where they are known.
    """

    name: str
    type: Type
    value: Value = None
    formula: Expression | None = None
    low: Decimal | None = None
    high: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Effect:
    """One consequence that a side brings in a region; `undecided`: it can't tell, for want of facts."""

    do: str
    to: str
    amounts: tuple[Amount, ...]
    rule: str
    title: Text
    cites: tuple[str, ...]
    span: Span
    undecided: bool = False
    held: bool = False


@dataclass(frozen=True, slots=True)
class Decided:
    """What one side decides in a region, of that in which the sides differ there.

    `contradiction`: rows that contradict each other, so that nothing is selected. `direction`: towards the baseline.
    """

    effects: tuple[Effect, ...] = ()
    outputs: tuple[Amount, ...] = ()
    contradiction: tuple[str, ...] = ()
    direction: Direction = "same"


@dataclass(frozen=True, slots=True)
class Change:
    """How far an amount of a side is from the baseline's in the region: `low` to `high` (equal where it is constant).

    In money, as a fraction (a rate), or in the amount's own unit. None: not bounded. `exact`: both are reached, or
    approached, by a case of the region; else it is no more than bounded by them.
    """

    side: int
    name: str
    type: Type
    low: Decimal | None
    high: Decimal | None
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Difference:
    """A region in which not all sides decide alike."""

    region: Region
    sides: tuple[Decided, ...]
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Stated:
    """What one side says of a timed point, and what it comes to in the example. None: it has no such thing."""

    text: str
    value: Value = None
    due: dt.datetime | None = None
    provisional: bool = False
    span: Span | None = None
    cites: tuple[str, ...] = ()
    direction: Direction = "same"


@dataclass(frozen=True, slots=True)
class TimedDifference:
    """Something that a clock, a ladder, a schedule or a calendar says differently.

    `item`: `onsite`; `point`: `within`, `rung due`, `window`, `at 2`, `calendar`. `example`: the instant at which the
    example begins (`registered Friday 17:00`), chosen so that the sides' `due` differ; None where no date shows it.
    """

    item: str
    kind: Literal["clock", "ladder", "schedule", "calendar"]
    title: Text
    point: str
    sides: tuple[Stated | None, ...]
    example: dt.datetime | None = None
    same_in_effect: bool = False


@dataclass(frozen=True, slots=True)
class FactDifference:
    """A fact that the sides don't ask for alike. Decisions are compared for the values that all of them accept.

    `point`: `asked` (a side that doesn't know it ignores it), else what of it differs. None: not asked for there.
    """

    fact: str
    title: Text
    point: FactPoint
    sides: tuple[Stated | None, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One policy of several sides, on one day.

    `sides`: branch ids (or revisions' names). `missing`: the sides that don't have the policy, or where it isn't in
    force on that day. `classes`: the other sides grouped into those that behave alike, by their numbers.
    `text_differs`: their texts aren't the same; where `differences`, `timed` and `facts` are empty and `proof` is
    complete they behave the same all the same.
    """

    policy: str
    title: Text
    as_of: dt.date
    sides: tuple[str, ...]
    missing: tuple[int, ...]
    differences: tuple[Difference, ...]
    timed: tuple[TimedDifference, ...]
    classes: tuple[tuple[int, ...], ...]
    text_differs: bool
    proof: Proof = COMPLETE
    facts: tuple[FactDifference, ...] = ()
