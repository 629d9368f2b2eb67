"""What a clock, a ladder or a schedule says, point by point: as it is written, and what that is worth when compared."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from engine.backends.proof.constants import constants_of
from engine.backends.proof.timed.calendars import CALENDAR, openings
from engine.backends.proof.timed.worth import meanings_in, value_of, worth_of
from engine.feel.typed import If, Ref
from engine.feel.walk import references
from engine.ir.program import Derived
from engine.ir.timed import TOLD

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
    from decimal import Decimal

    from engine.backends.proof.space import Evaluator
    from engine.diagnostics import Span
    from engine.feel.typed import Expr, Expression
    from engine.feel.values import Value
    from engine.ir.program import Attribute, Consequence, Param, Program, Rule
    from engine.ir.timed import EventInterval, EventPattern
    from engine.temporal.calendar import Calendar


_TOLD = {name for entries in TOLD.values() for name, _ in entries}
"""What every consequence of a rung tells."""


class Point(NamedTuple):
    """One thing that a step says. Sides whose `worth` is equal say the same; `text` is as written.

    `order`: the point's amount, of which more is stricter, where the step or a parameter's owner says so.
    """

    key: str
    text: str
    worth: Hashable
    value: Value = None
    stricter: str = ""
    """`higher`, `lower`, or nothing known."""
    span: Span | None = None
    cites: tuple[str, ...] = ()
    cases: tuple[Case, ...] = ()
    """Where it depends on conditions, what it says in each of its cases."""
    effect: Hashable = None
    """Sides that say otherwise, and whose effects are equal, come to the same all the same."""
    brings: tuple[Consequence, ...] = ()
    """What follows at it."""
    place: tuple[str, Decimal] | None = None
    """Of a rung: on which scale it stands, and where."""


class Case(NamedTuple):
    """`where`: conditions by their worth, as they are written, and whether they are true."""

    where: Mapping[Hashable, Condition]
    point: Point


class Condition(NamedTuple):
    """`side`: the program in whose terms it is written."""

    side: Told
    expression: Expression
    text: str
    holds: bool


@dataclass(frozen=True, slots=True)
class Told:
    """A program as its points are read from it.

    `values`: of what no fact has a part in. `meanings`: what names are worth, those of derived values and outputs too.
    """

    program: Program
    params: Mapping[str, Param]
    values: Mapping[str, Value]
    meanings: Mapping[str, Hashable]
    rules: Mapping[str, Rule]
    calendars: Mapping[str, Calendar]
    derived: Mapping[str, Expression]
    evaluate: Evaluator


def told(program: Program, evaluate: Evaluator) -> Told:
    values = constants_of(program, evaluate)
    return Told(
        program,
        {param.name: param for param in program.params},
        values,
        meanings_in(program, values),
        {rule.id: rule for rule in program.rules if not rule.revokes},
        {calendar.id: calendar for calendar in program.calendars},
        {step.name: step.expression for step in program.steps if isinstance(step, Derived)},
        evaluate,
    )


def amounts(key: str, expression: Expression, told: Told, stricter: str = "") -> Iterator[Point]:
    """An amount; where it depends on conditions, with what it is in each of its cases."""
    whole = _amount(key, expression.root, expression, told, stricter)
    cases = tuple(_cases(whole, expression.root, expression, told, {}))
    yield whole._replace(cases=cases if len(cases) > 1 else ())


def _cases(
    like: Point, root: Expr, whole: Expression, told: Told, where: Mapping[Hashable, Condition]
) -> Iterator[Case]:
    """Derived values as what they come from."""
    if isinstance(root, Ref) and root.name in told.derived and root.name not in told.values:
        whole = told.derived[root.name]
        root = whole.root
    if not isinstance(root, If):
        yield Case(where, _amount(like.key, root, whole, told, like.stricter))
        return
    worth, text = worth_of(root.condition, told.meanings), _text(root.condition, whole)
    for part, holds in ((root.then, True), (root.otherwise, False)):
        if worth not in where or where[worth].holds is holds:
            condition = Condition(told, replace(whole, root=root.condition), text, holds)
            yield from _cases(like, part, whole, told, {**where, worth: condition})


def _amount(key: str, root: Expr, whole: Expression, told: Told, stricter: str) -> Point:
    value = value_of(root, told.values, told.evaluate)
    worth = ("value", repr(value)) if value is not None else worth_of(root, told.meanings)
    param = told.params.get(root.name) if isinstance(root, Ref) else None
    if param is None:
        return Point(key, _text(root, whole), worth, value, stricter, whole.place.span(*root.at))
    return Point(key, param.text, worth, value, param.stricter or stricter, param.origin.span)


def _text(root: Expr, whole: Expression) -> str:
    return whole.text[slice(*root.at)]


def patterns(key: str, found: Sequence[EventPattern], told: Told) -> Iterator[Point]:
    """Events that something waits for, if any; in which order they are written makes no difference."""
    if found:
        worth = frozenset(_pattern_worth(pattern, told) for pattern in found)
        yield Point(key, ", ".join(map(pattern_text, found)), worth, span=found[0].span)


def intervals(key: str, found: Sequence[EventInterval], told: Told) -> Iterator[Point]:
    if found:
        text = ", ".join(map(interval_text, found))
        yield Point(key, text, frozenset(interval_worth(each, told) for each in found), span=found[0].span)


def interval_worth(interval: EventInterval, told: Told) -> Hashable:
    closes = interval.closes and _pattern_worth(interval.closes, told)
    return (_pattern_worth(interval.opens, told), closes)


def interval_text(interval: EventInterval) -> str:
    closes = f" until {pattern_text(interval.closes)}" if interval.closes else ""
    return pattern_text(interval.opens) + closes


def pattern_text(pattern: EventPattern) -> str:
    return f"{pattern.event} where {pattern.where.text}" if pattern.where else pattern.event


def _pattern_worth(pattern: EventPattern, told: Told) -> Hashable:
    return (pattern.event, pattern.where and worth_of(pattern.where.root, told.meanings))


def plain(key: str, text: str, span: Span) -> Point:
    """A word that is worth what it says."""
    return Point(key, text, text, span=span)


def calendar(name: str, told: Told, span: Span) -> Iterator[Point]:
    """The calendar that something is counted on: what matters is when it is open."""
    found = told.calendars.get(name)
    if found:
        days = tuple((day.day, day.hours) for part in (found.holidays, found.workdays, found.overrides) for day in part)
        worth = (found.zone, found.weekly, days)
        yield Point(CALENDAR, name, worth, span=span, effect=openings(found))


def brought(key: str, rung: str, told: Told, named: Iterable[str] = ()) -> Iterator[Point]:
    """What follows for those that reach a rung. `named`: parameters whose values are a point of their own."""
    rule = told.rules.get(rung)
    if rule:
        meanings = {name: worth for name, worth in told.meanings.items() if name not in set(named)}
        text = ", ".join(_consequence_text(each, told) for each in rule.then) or "—"
        worth = frozenset(_consequence_worth(each, meanings) for each in rule.then)
        yield Point(key, text, worth, span=rule.span, cites=rule.cites, brings=rule.then)


def _consequence_text(consequence: Consequence, told: Told) -> str:
    """`fine → foreman {amount: foreman_fine = 500 CNY}`: with the values of the parameters that it goes by."""
    to = f" → {consequence.to.text}" if consequence.to else ""
    said = ", ".join(_attribute_text(each, told) for each in consequence.attributes if each.name not in _TOLD)
    return consequence.do + to + (f" {{{said}}}" if said else "")


def _attribute_text(attribute: Attribute, told: Told) -> str:
    expression = attribute.expression
    read = dict.fromkeys(ref.name for ref in references(expression.root) if ref.name in told.params)
    values = ", ".join(f"{name} = {told.params[name].text}" for name in read)
    return f"{attribute.name}: {expression.text}" + (f" ({values})" if values else "")


def _consequence_worth(consequence: Consequence, meanings: Mapping[str, Hashable]) -> Hashable:
    to = consequence.to and worth_of(consequence.to.root, meanings)
    attributes = ((each.name, worth_of(each.expression.root, meanings)) for each in consequence.attributes)
    return (consequence.do, to, frozenset(attributes))


def keys(per: Iterable[str], span: Span) -> Iterator[Point]:
    text = ", ".join(per)
    if text:
        yield plain("per", text, span)
