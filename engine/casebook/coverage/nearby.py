"""What is near a case: the same facts but for one, changed to every value that makes a difference."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from engine.backends.scalar.checked import NO_HISTORY
from engine.backends.scalar.evaluator import evaluator
from engine.backends.scalar.margins.candidates import candidates
from engine.backends.scalar.margins.situation import Situation
from engine.casebook.values import shown
from engine.feel.literals import within
from engine.feel.typed import And, Const, Expression, Filter, ForEach, Or, Quantifier, Ref
from engine.feel.types import Kind
from engine.feel.values import TimeSpan, Unit, scale_of
from engine.feel.walk import walk
from engine.ir.program import Rule, Text
from engine.ir.reads import facts_behind, facts_of
from engine.ir.steps import closure

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Sequence

    from engine.backends.scalar.checked import History
    from engine.backends.scalar.evaluator import Frame
    from engine.backends.scalar.tracing import Tracer
    from engine.feel.typed import Expr
    from engine.feel.types import Type
    from engine.feel.values import Value
    from engine.ir.program import Fact
    from engine.ir.trace import Change

_FRESH = re.compile(r"~\d+")
"""A text that is like no other: any will do."""
HIDDEN = 1e-9
"""How much farther a value is that nobody would think of, such as the middle between two bounds."""
FAR = 2.5
"""How near a value is that is tried at random: an end of a range, a length of time."""
NOTHING = 3.0
"""How near the absence of an optional fact is: farther than any value."""
STEPS = {Unit.SECONDS: 60, Unit.WORKING_SECONDS: 60}
"""What a length of time is moved by, in its unit, where that isn't 1."""


class Stand(NamedTuple):
    """Where a case stands: its facts in the program's order, everything's value; `changes` lead here, as texts.

    `as_of`: the day on which it must be decided, where that isn't the case's own. `history`: always the case's own.
    """

    case: Text
    facts: tuple[Value, ...]
    frame: Frame
    changes: tuple[tuple[str, str], ...] = ()
    away: float = 0.0
    as_of: dt.date | None = None
    history: History = NO_HISTORY


class Surroundings:
    """What changed facts make of cases, as far as some expressions can tell the difference.

    `certain` is false as soon as a fact was met that they read in a way that isn't searched.
    """

    def __init__(self, tracer: Tracer, expressions: Sequence[Expression]) -> None:
        program, self._behind = tracer.program, facts_behind(tracer.program)
        roots = {id(root): root for expression in expressions for root in closure(expression.root, program)}
        tests = [test for root in roots.values() for test in _tests(root)]
        self._tests = [test for test in tests if _is_closed(test)]
        read = frozenset[str]().union(*(facts_of(expression.root, self._behind) for expression in expressions))
        self._tracer = tracer
        self._zone = ZoneInfo(program.zone)
        self._program = replace(program, rules=tuple(_asking(test, expressions[0]) for test in self._tests))
        self._facts = [(place, fact) for place, fact in enumerate(program.facts) if fact.name in read]
        self._checks = [(fact.name, evaluator(fact.check.root)) for fact in program.facts if fact.check]
        self.certain = len(self._tests) == len(tests)

    def around(self, stands: Iterable[Stand]) -> Iterator[Stand]:
        """Every stand with one more fact changed, to every value that makes a difference."""
        return chain.from_iterable(self._moved(stand, place, fact) for stand in stands for place, fact in self._facts)

    def _moved(self, stand: Stand, place: int, fact: Fact) -> Iterator[Stand]:
        if fact.name in dict(stand.changes):
            return
        for value, away in self._values(stand, place, fact):
            facts = (*stand.facts[:place], value, *stand.facts[place + 1 :])
            frame = self._tracer.frame(facts, stand.history)
            if self._allowed(frame):
                told = _FRESH.sub("…", shown(value, fact.type, self._zone))
                changes = (*stand.changes, (fact.name, told))
                yield stand._replace(facts=facts, frame=frame, changes=changes, away=stand.away + away)

    def _values(self, stand: Stand, place: int, fact: Fact) -> Iterator[tuple[Value, float]]:
        def with_changed(name: str, value: Value) -> Frame:
            changed = (value if other.name == name else old for other, old in zip(facts, stand.facts, strict=True))
            return self._tracer.frame(tuple(changed), stand.history)

        facts, rules = self._program.facts, self._program.rules
        found = candidates(fact, Situation(self._program, rules, self._behind, stand.frame, with_changed))
        self.certain = self.certain and not found.influence.unknown
        for candidate in found.tried:
            nearness = candidate.change.nearness
            if candidate.change.side != "at":
                yield from ((value, nearness) for value in _plain(candidate.change, fact.type))
            yield candidate.new, nearness + HIDDEN
        if fact.type.is_numeric:
            yield from ((end, FAR) for end in (fact.type.low, fact.type.high) if end is not None)
        if fact.type.optional and stand.facts[place] is not None:
            yield None, NOTHING

    def _allowed(self, frame: Frame) -> bool:
        """Whether the facts pass their checks."""
        return all(frame[name] is None or check(frame) is not False for name, check in self._checks)


def _plain(change: Change, declared: Type) -> Iterator[Value]:
    """The round value next to a bound that is itself not meant: 79 below 80, 84% below 85%, 29 minutes below 30."""
    bound, towards = change.bound, -1 if change.side == "below" else 1
    if isinstance(bound, TimeSpan):
        yield replace(bound, amount=bound.amount + towards * STEPS.get(bound.unit, 1))
    if isinstance(bound, int | Decimal) and not isinstance(bound, bool):
        decimals = max(scale_of(bound), 2 if declared.kind is Kind.PERCENT else 0)
        value = bound + towards * Decimal(1).scaleb(-decimals)
        if within(value, declared):
            yield value


def _tests(root: Expr) -> Iterator[Expr]:
    """Everything in an expression that is true or false and not made of such."""
    return (node for node in walk(root) if node.type.kind is Kind.BOOLEAN and not isinstance(node, Const | And | Or))


def _is_closed(expr: Expr) -> bool:
    """Whether it reads no variable of a loop around it, which has no value here."""
    own = {node.name for node in walk(expr) if isinstance(node, ForEach | Filter | Quantifier)}
    return all(node.kind != "local" or node.name in own for node in walk(expr) if isinstance(node, Ref))


def _asking(test: Expr, written: Expression) -> Rule:
    """A rule that asks for a test alone, as the search for candidates takes them."""
    when = Expression(test, written.text, written.place)
    return Rule("", Text("", ""), when, None, None, (), (), written.place.span(0, 0))
