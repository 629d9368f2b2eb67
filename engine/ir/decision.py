"""What every executor answers: a `Result`; and the `Decision` that people and systems get to see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.feel.typed import Expression
    from engine.feel.types import Type
    from engine.feel.values import Value
    from engine.ir.program import Consequence, Rule
    from engine.temporal.clocks.reading import ClockReading
    from engine.temporal.ladders.reading import LadderReading
    from engine.temporal.schedules.occurrences import Occurrence


class Outcome:
    """One consequence of one rule for one case. Its attributes read as Python attributes; one that is null is None."""

    __slots__ = ("_consequence", "_rule", "needs", "to", "values")

    def __init__(
        self,
        rule: Rule,
        consequence: Consequence,
        to: str | None,
        values: tuple[Value, ...],
        needs: tuple[str, ...] = (),
    ) -> None:
        self._rule = rule
        self._consequence = consequence
        self.to = to
        self.values = values
        """One per attribute of the consequence, in its order."""
        self.needs = needs
        """Facts that are null and leave an attribute null."""

    @property
    def do(self) -> str:
        return self._consequence.do

    @property
    def rule(self) -> str:
        return self._rule.id

    @property
    def cites(self) -> tuple[str, ...]:
        return self._rule.cites

    @property
    def attributes(self) -> dict[str, Value]:
        """The attributes that have a value, by name, in the order of the policy."""
        names = (attribute.name for attribute in self._consequence.attributes)
        return {name: value for name, value in zip(names, self.values, strict=True) if value is not None}

    def __getattr__(self, name: str) -> Value:
        if not name.startswith("_"):  # an outcome that is being copied or unpickled has no slots yet
            for attribute, value in zip(self._consequence.attributes, self.values, strict=True):
                if attribute.name == name:
                    return value
        msg = f"an outcome has no attribute `{name}`"
        raise AttributeError(msg, name=name, obj=self)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Outcome) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key()[:3])

    def __repr__(self) -> str:
        attributes = "".join(f" {name}={value}" for name, value in self.attributes.items())
        return f"<{self.do} to {self.to}{attributes} by {self.rule}>"

    def _key(self) -> tuple[Any, ...]:
        return (self.rule, self.do, self.to, self.values, self.needs)


def typed_attributes(outcome: Outcome) -> Iterator[tuple[str, Type, Value]]:
    """Every attribute of an outcome, null ones too: its name, its type, its value."""
    for name, expression, value in formulas(outcome):
        yield name, expression.type, value


def formulas(outcome: Outcome) -> Iterator[tuple[str, Expression, Value]]:
    """The same with what each attribute is computed by."""
    declared = outcome._consequence.attributes  # noqa: SLF001 - a name of its own, so that kinds may have any attribute
    for attribute, value in zip(declared, outcome.values, strict=True):
        yield attribute.name, attribute.expression, value


class Undecided(NamedTuple):
    """A rule whose condition is null, with the null facts that it reads; or a table whose rows contradict."""

    rule: str
    needs: tuple[str, ...]
    conflict: tuple[str, ...] = ()
    """Rows of a unique or any table that matched together (their outputs differ): no row applies."""


class Held(NamedTuple):
    """A consequence that waits for evidence or approvals."""

    outcome: Outcome
    missing: tuple[str, ...]
    next: str | None
    """The subject whose approval is next; None where only evidence is missing."""


Read = TypeVar("Read")


class TimedReading(NamedTuple, Generic[Read]):
    """What a clock, a ladder or a schedule says of one key: `key` goes by its `per`, empty where it has none.

    One that is kept per something has no reading before it has a key; any other has always one.
    """

    name: str
    key: tuple[str, ...]
    reading: Read


class Result(NamedTuple):
    """An executor's answer for one case. `outputs` go by `Program.outputs`; `matched` are rule ids in program order.

    `clocks`, `ladders` and `schedule` are in the order of the program's steps, within one in the order of their keys.
    """

    matched: tuple[str, ...]
    outcomes: tuple[Outcome, ...]
    outputs: tuple[Value, ...]
    undecided: tuple[Undecided, ...]
    held: tuple[Held, ...]
    clocks: tuple[TimedReading[ClockReading], ...] = ()
    ladders: tuple[TimedReading[LadderReading], ...] = ()
    schedule: tuple[TimedReading[tuple[Occurrence, ...]], ...] = ()
    revoked: tuple[Outcome, ...] = ()


def key_value(per: tuple[str, ...], key: tuple[str, ...]) -> Value:
    """A key as an attribute: its text, or a context where it has several parts; null where there is none."""
    if len(per) > 1:
        return dict(zip(per, key, strict=True))
    return key[0] if per else None


def planned(result: Result) -> tuple[TimedReading[Occurrence], ...]:
    """The occurrences of all schedules, by date."""
    told = (TimedReading(each.name, each.key, one) for each in result.schedule for one in each.reading)
    return tuple(sorted(told, key=lambda each: (each.reading.date, each.reading.planned)))
