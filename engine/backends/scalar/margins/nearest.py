"""Margins: the nearest change of one fact that flips a rule, and the nearest that changes the decision.

Every fact is moved alone, the others standing still: along its axis to each neighbourhood of its critical points, or
through its other values. Each candidate is decided anew, derived values and tables included, so a margin is always
true; and since nothing changes inside a neighbourhood it is the nearest one, unless the fact is named in `unknown`.

A decision changes where a rule with consequences begins or ceases to apply, where another row gives an output, and
where a rule that applies brings something else. What follows a fact evenly, as an amount does a price, is no change.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from engine.backends.scalar.checked import NO_HISTORY
from engine.backends.scalar.evaluator import evaluator
from engine.backends.scalar.margins.candidates import candidates
from engine.backends.scalar.margins.passing import Passed, Passing
from engine.backends.scalar.margins.situation import Situation
from engine.backends.scalar.margins.watching import watched_in
from engine.backends.scalar.tracing import Tracer
from engine.ir.reads import facts_behind, facts_of
from engine.ir.trace import Change, Margin

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Sequence

    from engine.backends.scalar.checked import History
    from engine.backends.scalar.evaluator import Frame
    from engine.backends.scalar.margins.candidates import Candidates
    from engine.feel.values import Value
    from engine.ir.program import Fact
    from engine.ir.trace import RuleTrace, Trace

    Flips = list[Change | None]
    """Per rule the nearest change that flips it; last, the nearest that changes the decision."""


class State(NamedTuple):
    """Per rule whether its condition is true; per watched expression its value."""

    truths: tuple[bool, ...]
    values: tuple[Value, ...]


def with_margins(trace: Trace, tracer: Tracer | None = None, history: History = NO_HISTORY) -> Trace:
    """The trace with the margin of each rule and of the decision, the case's `history` standing still.

    `tracer`: the program's, where one is at hand.
    """
    search = _Search(tracer or Tracer(trace.program), trace, history)
    if not trace.rules:
        return trace
    found = [search.along(fact) for fact in trace.program.facts if search.is_read(fact.name)]
    passed = search.passed()
    rules = tuple(
        rule._replace(margin=_margin((flips[index] for _, flips, _ in found), _unknown(index, found), passed[index]))
        for index, rule in enumerate(trace.rules)
    )
    return replace(trace, rules=rules, margin=_of_all(rules, [flips[-1] for _, flips, _ in found]))


def _margin(changes: Iterable[Change | None], unknown: tuple[str, ...], passed: Passed) -> Margin:
    there = [change for change in changes if change]
    return Margin(tuple(sorted(there, key=lambda change: change.nearness)), (*unknown, *passed.unknown), passed.coming)


def _of_all(rules: Sequence[RuleTrace], changes: Flips) -> Margin:
    """The decision's: what any rule doesn't know, and what comes to those that bring something."""
    margins = [(rule.rule, rule.margin) for rule in rules if rule.margin]
    unknown = tuple(dict.fromkeys(name for _, margin in margins for name in margin.unknown))
    telling = any(rule.then for rule, _ in margins)
    coming = tuple(found for rule, margin in margins if rule.then or not telling for found in margin.coming)
    return _margin(changes, unknown, Passed(coming))


def _unknown(index: int, found: list[tuple[str, Flips, frozenset[int]]]) -> tuple[str, ...]:
    return tuple(name for name, _, unknown in found if index in unknown)


class _Search:
    """The rules of a program around one case."""

    __slots__ = (
        "_checks",
        "_facts",
        "_history",
        "_now",
        "_rules",
        "_situation",
        "_tracer",
        "_values",
        "_watched",
        "_whens",
    )

    def __init__(self, tracer: Tracer, trace: Trace, history: History) -> None:
        program, behind = tracer.program, facts_behind(tracer.program)
        self._tracer = tracer
        self._facts = trace.facts
        self._history = history
        self._rules = tuple(traced.rule for traced in trace.rules)
        self._whens = tuple(evaluator(rule.when.root) if rule.when else _always for rule in self._rules)
        self._checks = [(fact.name, evaluator(fact.check.root)) for fact in program.facts if fact.check]
        self._watched = tuple(watched_in(program))
        self._values = tuple(evaluator(watched.root) for watched in self._watched)
        roots = tuple(watched.root for watched in self._watched)
        frame = tracer.frame(self._facts, self._history)
        self._situation = Situation(program, self._rules, behind, frame, self._frame_with, roots)
        self._now = self._state(self._situation.frame)

    def is_read(self, fact: str) -> bool:
        """Whether a rule's condition or anything that is watched reads the fact."""
        conditions = [rule.when.root for rule in self._rules if rule.when]
        return any(fact in facts_of(root, self._situation.behind) for root in (*conditions, *self._situation.watched))

    def along(self, fact: Fact) -> tuple[str, Flips, frozenset[int]]:
        """The fact's name, its nearest flips, and the rules on which its influence is unknown."""
        found = candidates(fact, self._situation)
        return fact.name, self._flips(fact.name, found), found.influence.unknown

    def passed(self) -> list[Passed]:
        """Per rule what flips it with no fact changed."""
        passing = Passing(self._tracer.program, self._situation.frame, self._history.now, self._frame_at)
        return [passing.flips(rule) for rule in self._rules]

    def _frame_at(self, instant: dt.datetime) -> Frame:
        return self._tracer.frame(self._facts, self._history._replace(now=instant))

    def _flips(self, fact: str, found: Candidates) -> Flips:
        flips: Flips = [None] * (len(self._whens) + 1)
        for candidate in found.tried:
            state = self._state_with(fact, candidate.new)
            if state is None or state == self._now:
                continue
            change = self._told(candidate.change, state, found.influence.moving)
            for place in self._changed(change):
                flips[place] = flips[place] or change
        return flips

    def _changed(self, change: Change) -> Iterator[int]:
        """The rules that begin or cease; and the place after the last, if the decision differs."""
        rules = self._rules
        differing = [index for index, rule in enumerate(rules) if rule.id in (*change.begins, *change.ends)]
        yield from differing
        telling = any(rules[index].then for index in differing) or not any(rule.then for rule in rules)
        if (differing and telling) or change.alters or change.outputs:
            yield len(rules)

    def _told(self, change: Change, state: State, moving: frozenset[int]) -> Change:
        pairs = list(zip(self._rules, self._now.truths, state.truths, strict=True))
        other = [
            (watched, new)
            for place, (watched, old, new) in enumerate(zip(self._watched, self._now.values, state.values, strict=True))
            if old != new and place not in moving
        ]
        applying = {rule.id for rule, now, then in pairs if now and then}
        return replace(
            change,
            begins=tuple(rule.id for rule, now, then in pairs if then and not now),
            ends=tuple(rule.id for rule, now, then in pairs if now and not then),
            alters=tuple(dict.fromkeys(watched.rule for watched, _ in other if watched.rule in applying)),
            outputs=tuple((watched.output, new) for watched, new in other if watched.output),
        )

    def _state(self, frame: Frame) -> State:
        truths = tuple([when(frame) is True for when in self._whens])
        return State(truths, tuple([value(frame) for value in self._values]))

    def _state_with(self, fact: str, value: Value) -> State | None:
        """The state with one fact changed; None where a fact's `check` refuses that."""
        frame = self._frame_with(fact, value)
        refused = any(frame[name] is not None and check(frame) is False for name, check in self._checks)
        return None if refused else self._state(frame)

    def _frame_with(self, name: str, value: Value) -> Frame:
        facts = zip(self._tracer.program.facts, self._facts, strict=True)
        return self._tracer.frame([value if fact.name == name else old for fact, old in facts], self._history)


def _always(_frame: Frame) -> Value:
    return True
