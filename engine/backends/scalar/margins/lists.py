"""What to try for a fact that is a list: other lengths, and elements that are looked for in it, or no longer.

A condition that counts a list and looks for constants in it is decided by which of the constants are there and how long
the list is; so every choice of both is tried. What else is done with a list is unknown.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import chain, combinations, count, cycle
from typing import TYPE_CHECKING, Any

from engine.backends.scalar.margins.axis import count_axis, targets
from engine.backends.scalar.margins.changes import DISCRETE, Candidate, moved
from engine.backends.scalar.margins.influence import Influence, along, mentioned
from engine.backends.scalar.margins.mentions import is_count, is_test
from engine.backends.scalar.margins.situation import Probe
from engine.feel.types import ANY, Kind
from engine.feel.values import TimeSpan, Unit
from engine.ir.trace import Change

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from engine.backends.scalar.margins.influence import Mentioned
    from engine.backends.scalar.margins.situation import Situation
    from engine.feel.types import Type
    from engine.feel.values import Value
    from engine.ir.program import Fact

    Elements = tuple[Value, ...]

FEW = 4
"""Constants of which every choice is tried."""
SHORT = 20
"""A list of up to so many elements is tried without each of them, where it is used in ways that aren't searched."""


def candidates_of_list(fact: Fact, situation: Situation) -> tuple[list[Candidate], Influence]:
    """What to try, nearest first, and what else the fact does."""
    present: Any = situation.frame[fact.name]
    found = mentioned(fact.name, situation)
    cuts, counted = along(_lengths(fact, present or (), situation))
    unknown = found.influence.unknown | counted.unknown | _too_many(found)
    influence = Influence(unknown, found.influence.moving | counted.moving)
    tried = [*_resized(fact, present, cuts, found.constants), *_chosen(fact, present or (), cuts, found.constants)]
    return [*tried, *(_without_each(fact.name, present or ()) if unknown else ())], influence


def _too_many(found: Mentioned) -> frozenset[int]:
    """The rules that look for constants, where there are too many to try every choice."""
    if len(found.constants) <= FEW:
        return frozenset()
    return frozenset(index for index, mention in found.conditions.items() if mention.constants)


def _lengths(fact: Fact, present: Elements, situation: Situation) -> Probe:
    name, frame, behind = fact.name, situation.frame, situation.behind
    return Probe(
        situation,
        name,
        count_axis(),
        lambda at: _of_length(present, int(at), fact.type),
        lambda expr: is_count(expr, name),
        lambda expr: is_test(expr, name, frame, behind),
    )


def _resized(
    fact: Fact, present: Elements | None, cuts: Iterable[Fraction], constants: Elements
) -> Iterator[Candidate]:
    """Other lengths, the constants in it staying there."""
    length = None if present is None else len(present)
    for target in targets(count_axis(), cuts, None if length is None else Fraction(length)):
        new = _of_length(present or (), int(target.sample), fact.type, constants)
        if new is not None:
            change = moved(fact.name, count_axis(), target, length).change
            yield Candidate(new, replace(change, kind="count"))


def _chosen(fact: Fact, present: Elements, cuts: Iterable[Fraction], constants: Elements) -> Iterator[Candidate]:
    """With one of the constants more or less, then with several; each also at other lengths."""
    choices = chain.from_iterable(combinations(constants, size) for size in range(1, len(constants) + 1))
    for changed in choices if len(constants) <= FEW else ((value,) for value in constants):
        new = _with_changed(present, changed)
        yield Candidate(new, _change(fact.name, present, new, changed))
        for target in targets(count_axis(), cuts, Fraction(len(new))):
            longer = _of_length(new, int(target.sample), fact.type, constants)
            if longer is not None and longer != new:
                yield Candidate(longer, _change(fact.name, present, longer, changed, more=1))


def _with_changed(present: Elements, changed: Elements) -> Elements:
    kept = tuple(element for element in present if element not in changed)
    return (*kept, *(value for value in changed if value not in present))


def _change(fact: str, present: Elements, new: Elements, changed: Elements, more: int = 0) -> Change:
    if more or len(changed) > 1:
        return Change(fact, "value", present, new, "at", None, DISCRETE * (len(changed) + more))
    if changed[0] in present:
        return Change(fact, "remove", present, changed[0], "at", None, DISCRETE)
    return Change(fact, "add", present, changed[0], "at", None, DISCRETE)


def _without_each(fact: str, present: Elements) -> Iterator[Candidate]:
    for place, element in enumerate(present[:SHORT]):
        rest = (*present[:place], *present[place + 1 :])
        yield Candidate(rest, Change(fact, "remove", present, element, "at", None, DISCRETE))


def _of_length(present: Elements, length: int, declared: Type, constants: Elements = ()) -> Elements | None:
    """The list cut short, or with new elements at its end, the same constants in it; None where there is none such."""
    missing = length - len(present)
    if missing <= 0:
        return _shortened(present, -missing, constants)
    more = tuple(value for _, value in zip(range(missing), _new(present, declared, constants), strict=False))
    return (*present, *more) if len(more) == missing else None


def _shortened(present: Elements, less: int, constants: Elements) -> Elements | None:
    kept = list(present)
    for place in reversed(range(len(present))):
        if less and (kept[place] not in constants or kept.count(kept[place]) > 1):
            del kept[place]
            less -= 1
    return None if less else tuple(kept)


def _new(present: Elements, declared: Type, constants: Elements) -> Iterator[Value]:
    """Elements that are none of the constants; doubles of those present where a list that may have doubles has none."""
    element = declared.element or ANY
    kinds = _FRESH[element.kind](element) if element.kind in _FRESH else iter((a_value(element),))
    there = list(present)
    for value in kinds:
        if value not in constants and value not in there:
            there.append(value)
            yield value
    if there and not declared.unique:
        yield from cycle(there)


def a_value(declared: Type) -> Value:
    """Some value of a type."""
    if declared.optional:
        return None
    if declared.kind is Kind.CONTEXT:
        return {name: a_value(entry) for name, entry in declared.fields}
    return next(_FRESH[declared.kind](declared), None) if declared.kind in _FRESH else _SAMPLES.get(declared.kind)


def _numbers(declared: Type) -> Iterator[Value]:
    low = declared.low if declared.low is not None else Decimal(0)
    return (low + number for number in count())


_FRESH: Mapping[Kind, Callable[[Type], Iterator[Value]]] = {
    Kind.ENUM: lambda declared: iter(declared.values),
    Kind.BOOLEAN: lambda _: iter((False, True)),
    Kind.NUMBER: _numbers,
    Kind.MONEY: _numbers,
    Kind.PERCENT: _numbers,
    Kind.STRING: lambda _: (f"~{number}" for number in count(1)),
    Kind.DATE: lambda _: (dt.date.fromordinal(day) for day in count(dt.date(2000, 1, 1).toordinal())),
}
"""Different values of a kind, in order."""
_SAMPLES: Mapping[Kind, Value] = {
    Kind.SPAN: TimeSpan(Unit.SECONDS, Decimal(0)),
    Kind.DATE_TIME: dt.datetime(2000, 1, 1, tzinfo=dt.UTC),
    Kind.LIST: (),
}
