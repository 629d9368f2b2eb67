"""The values worth trying for one fact: enough of them that nothing between them can make a difference."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.backends.scalar.axis import axis_of, count_axis, targets, to_decimal
from engine.backends.scalar.critical import Courses
from engine.backends.scalar.mentions import is_count, is_fact, is_test, mentions
from engine.backends.scalar.probe import Probe
from engine.feel.types import Kind
from engine.ir.steps import closure
from engine.ir.trace import Change

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from engine.backends.scalar.axis import Axis, Target
    from engine.backends.scalar.probe import Situation
    from engine.feel.types import Type
    from engine.feel.values import Value
    from engine.ir.program import Fact

DISCRETE = 1.0
"""How near another value of an enum is: as far as a whole range."""
MORE = 100
"""How many elements are added to a list at most, where there are no fresh ones."""
ABSENT = 2.0
"""How near any value is for a fact that is absent now."""


class Candidate(NamedTuple):
    """A change to try: the fact's new value, and how to tell of it."""

    new: Value
    change: Change


class Candidates(NamedTuple):
    """Nearest first. `unknown`: the rules (by index) on which the fact has an influence that isn't searched."""

    tried: list[Candidate]
    unknown: frozenset[int]


def candidates(fact: Fact, situation: Situation) -> Candidates:
    """What to try for `fact`."""
    axis = axis_of(fact.type)
    if axis:
        return _along(fact, axis, situation)
    search = _BY_KIND.get(fact.type.kind)
    return search(fact, situation) if search else Candidates([], frozenset(range(len(situation.program.rules))))


def _along(fact: Fact, axis: Axis, situation: Situation) -> Candidates:
    here: Any = situation.frame[fact.name]
    at = None if here is None else axis.position(here)
    probe = Probe(situation, fact.name, axis, axis.value, lambda expr: is_fact(expr, fact.name), lambda _: False)
    cuts, unknown = _cuts(probe)
    return Candidates([_moved(fact.name, axis, target, here, at) for target in targets(axis, cuts, at)], unknown)


def _cuts(probe: Probe) -> tuple[frozenset[Fraction], frozenset[int]]:
    """The critical points of all rules, and the rules that may have others."""
    courses = Courses(probe)
    found = {i: courses.of(rule.when.root) for i, rule in enumerate(probe.program.rules) if rule.when}
    unknown = frozenset(index for index, course in found.items() if not course.steady)
    return frozenset().union(*(course.cuts for course in found.values())), unknown


def _moved(fact: str, axis: Axis, target: Target, here: Value, at: Fraction | None) -> Candidate:
    away = None if at is None else abs(target.bound - at)
    distance = None if away is None else to_decimal(away)
    change = Change(fact, "value", here, axis.value(target.bound), target.side, distance, _nearness(axis, away, at))
    return Candidate(axis.value(target.sample), change)


def _nearness(axis: Axis, away: Fraction | None, at: Fraction | None) -> float:
    if away is None or at is None:
        return ABSENT
    if axis.unit:
        return float(away) / axis.unit
    if axis.low is not None and axis.high is not None and axis.high > axis.low:
        return float(away / (axis.high - axis.low))
    return float(away / max(abs(at), Fraction(1)))


def _others(fact: str, values: Iterable[Value], here: Value) -> list[Candidate]:
    near = ABSENT if here is None else DISCRETE
    others = [value for value in values if value != here]
    return [Candidate(value, Change(fact, "value", here, value, "at", None, near)) for value in others]


def _booleans(fact: Fact, situation: Situation) -> Candidates:
    return Candidates(_others(fact.name, (True, False), situation.frame[fact.name]), frozenset())


def _enum(fact: Fact, situation: Situation) -> Candidates:
    return Candidates(_others(fact.name, fact.type.values, situation.frame[fact.name]), frozenset())


def _texts(fact: Fact, situation: Situation) -> Candidates:
    """The texts that it is compared with, and one that is none of them."""
    constants, unknown = _mentioned(fact.name, situation)
    here = situation.frame[fact.name]
    other = Change(fact.name, "other", here, None, "at", None, ABSENT if here is None else DISCRETE)
    tried = [*_others(fact.name, constants, here), Candidate(next(_fresh((*constants, here))), other)]
    return Candidates(tried, unknown)


def _mentioned(fact: str, situation: Situation) -> tuple[tuple[Any, ...], frozenset[int]]:
    """The constants that rules compare a fact with, and the rules that do other things to it."""
    program, frame, behind = situation.program, situation.frame, situation.behind
    found = {
        index: mentions(closure(rule.when.root, program), fact, frame, behind)
        for index, rule in enumerate(program.rules)
        if rule.when
    }
    constants = dict.fromkeys(value for mention in found.values() for value in mention.constants if value is not None)
    return tuple(constants), frozenset(index for index, mention in found.items() if not mention.known)


def _fresh(taken: Iterable[Value]) -> Iterator[str]:
    """Texts that are none of those taken."""
    return (text for index in count(1) if (text := f"~{index}") not in set(taken))


def _lists(fact: Fact, situation: Situation) -> Candidates:
    """Other lengths, and single elements more or less."""
    elements: Any = situation.frame[fact.name]
    constants, unknown = _mentioned(fact.name, situation)
    cuts, unsolved = _cuts(_count_probe(fact, elements or (), situation))
    changed = [*_lengths(fact, cuts, elements), *_elements(fact.name, elements or (), constants)]
    return Candidates(changed, unknown | unsolved)


def _count_probe(fact: Fact, elements: Sequence[Value], situation: Situation) -> Probe:
    name, frame, behind = fact.name, situation.frame, situation.behind
    return Probe(
        situation,
        name,
        count_axis(),
        lambda at: _resized(elements, int(at), fact.type),
        lambda expr: is_count(expr, name),
        lambda expr: is_test(expr, name, frame, behind),
    )


def _lengths(fact: Fact, cuts: Iterable[Fraction], elements: Sequence[Value] | None) -> list[Candidate]:
    length = None if elements is None else len(elements)
    at = None if length is None else Fraction(length)
    tried = []
    for target in targets(count_axis(), cuts, at):
        resized = _resized(elements or (), int(target.sample), fact.type)
        if resized is not None:
            moved = _moved(fact.name, count_axis(), target, length, at)
            tried.append(Candidate(resized, _counting(moved.change)))
    return tried


def _counting(change: Change) -> Change:
    return Change(change.fact, "count", change.value, change.bound, change.side, change.distance, change.nearness)


def _resized(elements: Sequence[Value], length: int, fact_type: Type) -> tuple[Value, ...] | None:
    """The list cut short, or with new elements at its end; None where there are no more values to add."""
    missing = length - len(elements)
    if missing <= 0:
        return tuple(elements[:length])
    added = _new_elements(elements, fact_type)
    more = [value for _, value in zip(range(missing), added, strict=False)]
    return (*elements, *more) if len(more) == missing else None


def _new_elements(elements: Sequence[Value], fact_type: Type) -> Iterable[Value]:
    element = fact_type.element
    if element and element.kind is Kind.ENUM:
        unused = tuple(value for value in element.values if value not in elements)
        return unused if fact_type.unique else element.values * MORE
    if element and element.is_numeric:
        return (Decimal(number) for number in count(1) if number not in elements)
    if element and element.kind is Kind.STRING:
        return _fresh(elements)
    return tuple(elements[-1:]) * MORE


def _elements(fact: str, elements: Sequence[Value], mentioned: Iterable[Value]) -> list[Candidate]:
    """Lists with a mentioned element more, or without it."""
    present = tuple(elements)
    tried = []
    for value in mentioned:
        there = value in present
        new = tuple(e for e in present if e != value) if there else (*present, value)
        change = Change(fact, "remove" if there else "add", present, value, "at", None, DISCRETE)
        tried.append(Candidate(new, change))
    return tried


_BY_KIND: Mapping[Kind, Callable[[Fact, Situation], Candidates]] = {
    Kind.BOOLEAN: _booleans,
    Kind.ENUM: _enum,
    Kind.STRING: _texts,
    Kind.LIST: _lists,
}
