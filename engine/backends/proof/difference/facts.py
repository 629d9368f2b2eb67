"""What the sides ask for differently: rows of a comparison that no region can show."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from engine.feel.runtime.texts import plain_number
from engine.feel.spans import format_span
from engine.feel.types import Kind
from engine.feel.values import TimeSpan
from engine.ir.differences import FactDifference, Stated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from engine.feel.types import Type
    from engine.feel.values import Value
    from engine.ir.differences import FactPoint
    from engine.ir.program import Fact, Program

    Says = Callable[[Fact], str]


def fact_differences(programs: Sequence[Program | None]) -> Iterator[FactDifference]:
    """Every fact that not all sides ask for, every point at which those that do differ. None: no side to compare."""
    asked = [{fact.name: fact for fact in program.facts} if program else {} for program in programs]
    sides = sum(program is not None for program in programs)
    for name in dict.fromkeys(name for facts in asked for name in facts):
        yield from _of_fact(name, [side.get(name) for side in asked], sides)


def _of_fact(name: str, facts: Sequence[Fact | None], sides: int) -> Iterator[FactDifference]:
    known = [fact for fact in facts if fact]
    if len(known) < sides:
        yield _told(name, "asked", _kind, facts)
    for point, says in _POINTS.items():
        if len({says(fact) for fact in known}) > 1:
            yield _told(name, point, says, facts)


def _told(name: str, point: FactPoint, says: Says, facts: Sequence[Fact | None]) -> FactDifference:
    title = next(fact.title for fact in facts if fact)
    return FactDifference(
        name, title, point, tuple(Stated(says(fact), span=fact.span) if fact else None for fact in facts)
    )


def _kind(fact: Fact) -> str:
    return _type_text(fact.type)


def _type_text(declared: Type) -> str:
    if declared.element is None:
        return str(declared.kind)
    name = "set" if declared.unique else "list"
    return f"{name} of {_type_text(declared.element)}"


def _range(fact: Fact) -> str:
    low, high = fact.type.low, fact.type.high
    return "" if low is None and high is None else f"{_end(low)}..{_end(high)}"


def _end(value: Value) -> str:
    return "" if value is None else _text(value)


def _values(fact: Fact) -> str:
    declared = fact.type.element if fact.type.kind is Kind.LIST and fact.type.element else fact.type
    return ", ".join(declared.values)


def _default(fact: Fact) -> str:
    return "" if fact.default is None else _text(fact.default)


def _text(value: Value) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int() | Decimal():
            return plain_number(value)
        case TimeSpan():
            return format_span(value)
        case tuple():
            return ", ".join(map(_text, value))
        case _:
            return str(value)


def _required(fact: Fact) -> str:
    return "optional" if fact.type.optional or fact.source else "required"


def _check(fact: Fact) -> str:
    return fact.check.text if fact.check else ""


def _source(fact: Fact) -> str:
    return f"{fact.source.event}.{fact.source.field}" if fact.source else ""


_POINTS: Mapping[FactPoint, Says] = {
    "type": _kind,
    "range": _range,
    "values": _values,
    "required": _required,
    "default": _default,
    "check": _check,
    "source": _source,
}
