"""What a clock, a ladder or a schedule says, point by point: as it is written, and what that is worth when compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from engine.backends.proof.timed.worth import value_of, worth_of
from engine.feel.typed import If, Ref
from engine.feel.walk import references
from engine.ir.timed import TOLD

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence

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


@dataclass(frozen=True, slots=True)
class Told:
    """A program as its points are read from it."""

    program: Program
    params: Mapping[str, Param]
    values: Mapping[str, Value]
    rules: Mapping[str, Rule]
    calendars: Mapping[str, Calendar]
    evaluate: Evaluator


def told(program: Program, evaluate: Evaluator) -> Told:
    return Told(
        program,
        {param.name: param for param in program.params},
        {param.name: param.value for param in program.params},
        {rule.id: rule for rule in program.rules if not rule.revokes},
        {calendar.id: calendar for calendar in program.calendars},
        evaluate,
    )


def amounts(key: str, expression: Expression, told: Told, stricter: str = "") -> Iterator[Point]:
    """An amount; where it depends on a condition, one point for each of its cases."""
    return _cases(key, expression.root, expression, told, stricter)


def _cases(key: str, root: Expr, whole: Expression, told: Told, stricter: str) -> Iterator[Point]:
    if isinstance(root, If):
        condition = _text(root.condition, whole)
        yield from _cases(f"{key} if {condition}", root.then, whole, told, stricter)
        yield from _cases(f"{key} else" if " if " not in key else key, root.otherwise, whole, told, stricter)
        return
    value = value_of(root, told.values, told.evaluate)
    worth = ("value", repr(value)) if value is not None else worth_of(root, told.values)
    param = told.params.get(root.name) if isinstance(root, Ref) else None
    if param is None:
        yield Point(key, _text(root, whole), worth, value, stricter, whole.place.span(*root.at))
    else:
        yield Point(key, param.text, worth, value, param.stricter or stricter, param.origin.span)


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
    return (pattern.event, pattern.where and worth_of(pattern.where.root, told.values))


def plain(key: str, text: str, span: Span) -> Point:
    """A word that is worth what it says."""
    return Point(key, text, text, span=span)


def calendar(name: str, told: Told, span: Span) -> Iterator[Point]:
    """The calendar that something is counted on: what matters is when it is open."""
    found = told.calendars.get(name)
    if found:
        days = tuple((day.day, day.hours) for part in (found.holidays, found.workdays, found.overrides) for day in part)
        yield Point("calendar", name, (found.zone, found.weekly, days), span=span)


def brought(key: str, rung: str, told: Told) -> Iterator[Point]:
    """What follows for those that reach a rung."""
    rule = told.rules.get(rung)
    if rule:
        text = ", ".join(_consequence_text(each, told) for each in rule.then) or "—"
        worth = frozenset(_consequence_worth(each, told) for each in rule.then)
        yield Point(key, text, worth, span=rule.span, cites=rule.cites)


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


def _consequence_worth(consequence: Consequence, told: Told) -> Hashable:
    to = consequence.to and worth_of(consequence.to.root, told.values)
    attributes = ((each.name, worth_of(each.expression.root, told.values)) for each in consequence.attributes)
    return (consequence.do, to, frozenset(attributes))


def keys(per: Iterable[str], span: Span) -> Iterator[Point]:
    text = ", ".join(per)
    if text:
        yield plain("per", text, span)
