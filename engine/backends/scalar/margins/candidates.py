"""The values worth trying for one fact: enough of them that nothing between them can make a difference."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, NamedTuple

from engine.backends.scalar.evaluator import evaluator
from engine.backends.scalar.margins.axis import axis_of, span_axis, targets
from engine.backends.scalar.margins.changes import ABSENT, DISCRETE, Candidate, moved, to_another
from engine.backends.scalar.margins.influence import Influence, along, asked_of, mentioned
from engine.backends.scalar.margins.lists import candidates_of_list
from engine.backends.scalar.margins.mentions import is_fact, reads_local
from engine.backends.scalar.margins.situation import Probe
from engine.feel.typed import Apply
from engine.feel.types import Kind
from engine.feel.values import TimeSpan, Unit
from engine.feel.walk import walk
from engine.ir.reads import facts_of
from engine.ir.steps import closure
from engine.ir.trace import Change

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from engine.backends.scalar.margins.axis import Axis
    from engine.backends.scalar.margins.situation import Situation
    from engine.feel.typed import Expr
    from engine.feel.values import Value
    from engine.ir.program import Fact


class Candidates(NamedTuple):
    """Nearest first, with what else the fact does."""

    tried: list[Candidate]
    influence: Influence


NO_INFLUENCE = Influence(frozenset(), frozenset())


def candidates(fact: Fact, situation: Situation) -> Candidates:
    """What to try for `fact`."""
    axis = axis_of(fact.type)
    if axis:
        return _along(fact, axis, situation)
    search = _BY_KIND.get(fact.type.kind)
    return search(fact, situation) if search else Candidates([], _unsearched(fact, situation))


def _unsearched(fact: Fact, situation: Situation) -> Influence:
    return asked_of(fact.name, situation).influence(lambda _: False)


def _along(fact: Fact, axis: Axis, situation: Situation) -> Candidates:
    here = situation.frame[fact.name]
    probe = Probe(situation, fact.name, axis, axis.value, lambda expr: is_fact(expr, fact.name), lambda _: False)
    cuts, influence = along(probe)
    around = targets(axis, cuts, axis.position(here))
    return Candidates([moved(fact.name, axis, target, here) for target in around], influence)


def _spans(fact: Fact, situation: Situation) -> Candidates:
    """Along the axis of its own unit, then along those of the units that it is held against."""
    found = [_along(fact, span_axis(unit), situation) for unit in _units(fact, situation)]
    if not found:
        return Candidates([], _unsearched(fact, situation))
    unknown, moving = zip(*(each.influence for each in found), strict=True)
    influence = Influence(frozenset().union(*unknown), frozenset().union(*moving))
    return Candidates([candidate for each in found for candidate in each.tried], influence)


def _units(fact: Fact, situation: Situation) -> Iterable[Unit]:
    """The fact's own unit first; then those of the spans that it is held against, and those that move what it moves."""
    here = situation.frame[fact.name]
    roots = (part for root in asked_of(fact.name, situation).all() for part in closure(root, situation.program))
    others = (unit for root in roots for node in walk(root) for unit in _units_beside(node, fact, situation))
    return dict.fromkeys((*((here.unit,) if isinstance(here, TimeSpan) else ()), *others))


def _units_beside(node: Expr, fact: Fact, situation: Situation) -> tuple[Unit, ...]:
    if fact.name in facts_of(node, situation.behind):
        return _MOVING.get(node.op, ()) if isinstance(node, Apply) else ()
    if node.type.kind is not Kind.SPAN or reads_local(node):
        return ()
    value = evaluator(node)(situation.frame)
    return (value.unit,) if isinstance(value, TimeSpan) else ()


_DATES = ("add-date-span", "add-span-date", "subtract-date-span")
_INSTANTS = ("add-date-time-span", "add-span-date-time", "subtract-date-time-span")
_MOVING: Mapping[str, tuple[Unit, ...]] = {
    **dict.fromkeys(_DATES, (Unit.MONTHS, Unit.DAYS)),
    **dict.fromkeys(_INSTANTS, (Unit.SECONDS,)),
}


def _others(fact: Fact, values: Iterable[Value], situation: Situation) -> list[Candidate]:
    here = situation.frame[fact.name]
    return [to_another(fact.name, here, value) for value in values if value != here]


def _booleans(fact: Fact, situation: Situation) -> Candidates:
    return Candidates(_others(fact, (True, False), situation), NO_INFLUENCE)


def _enum(fact: Fact, situation: Situation) -> Candidates:
    return Candidates(_others(fact, fact.type.values, situation), NO_INFLUENCE)


def _texts(fact: Fact, situation: Situation) -> Candidates:
    """The texts that it is compared with, and one that is none of them."""
    found = mentioned(fact.name, situation)
    here = situation.frame[fact.name]
    fresh = next(text for index in count(1) if (text := f"~{index}") not in (*found.constants, here))
    other = Change(fact.name, "other", here, None, "at", None, ABSENT if here is None else DISCRETE)
    tried = [*_others(fact, found.constants, situation), Candidate(fresh, other)]
    return Candidates(tried, found.influence)


_BY_KIND: Mapping[Kind, Callable[[Fact, Situation], Candidates]] = {
    Kind.BOOLEAN: _booleans,
    Kind.ENUM: _enum,
    Kind.STRING: _texts,
    Kind.SPAN: _spans,
    Kind.LIST: lambda fact, situation: Candidates(*candidates_of_list(fact, situation)),
}
