"""Margins: the nearest change of one fact that flips a rule, and the nearest that changes the decision.

Every fact is moved alone, the others standing still: along its axis to each neighbourhood of its critical points, or
through its other values. Each candidate is decided anew, derived values and tables included, so a margin is always
true; and since nothing changes inside a neighbourhood it is the nearest one, unless the fact is named in `unknown`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.backends.scalar.candidates import candidates
from engine.backends.scalar.evaluator import evaluator
from engine.backends.scalar.probe import Situation
from engine.backends.scalar.tracing import Tracer
from engine.ir.reads import facts_behind, facts_of
from engine.ir.trace import Change, Margin

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from engine.backends.scalar.candidates import Candidate
    from engine.backends.scalar.evaluator import Frame
    from engine.feel.values import Value
    from engine.ir.program import Fact
    from engine.ir.trace import Trace

    Truths = tuple[bool, ...]
    """Per rule whether its condition is true."""
    Flips = list[Change | None]
    """Per rule the nearest change that flips it; last, the nearest that changes the decision."""


def with_margins(trace: Trace, tracer: Tracer | None = None) -> Trace:
    """The trace with the margin of each rule and of the decision. `tracer`: the program's, where one is at hand."""
    search = _Search(tracer or Tracer(trace.program), trace.facts)
    if not trace.rules:
        return trace
    found = [search.along(fact) for fact in trace.program.facts if search.is_read(fact.name)]
    rules = tuple(
        rule._replace(margin=_margin((flips[index] for _, flips, _ in found), _unknown(index, found, search)))
        for index, rule in enumerate(trace.rules)
    )
    unknown = tuple(dict.fromkeys(name for rule in rules if rule.margin for name in rule.margin.unknown))
    return replace(trace, rules=rules, margin=_margin((flips[-1] for _, flips, _ in found), unknown))


def _margin(changes: Iterable[Change | None], unknown: tuple[str, ...]) -> Margin:
    there = [change for change in changes if change]
    return Margin(tuple(sorted(there, key=lambda change: change.nearness)), unknown)


def _unknown(index: int, found: list[tuple[str, Flips, frozenset[int]]], search: _Search) -> tuple[str, ...]:
    return tuple(name for name, _, unknown in found if index in unknown and search.reads(index, name))


class _Search:
    """The rules of a program around one case."""

    __slots__ = ("_checks", "_facts", "_now", "_reads", "_situation", "_tracer", "_whens")

    def __init__(self, tracer: Tracer, facts: Sequence[Value]) -> None:
        program, behind = tracer.program, facts_behind(tracer.program)
        self._tracer = tracer
        self._facts = tuple(facts)
        self._whens = tuple(evaluator(rule.when.root) if rule.when else _always for rule in program.rules)
        self._checks = {fact.name: evaluator(fact.check.root) for fact in program.facts if fact.check}
        self._reads = [facts_of(rule.when.root, behind) if rule.when else frozenset() for rule in program.rules]
        self._situation = Situation(program, behind, tracer.frame(facts), self._frame_with)
        self._now = self._truths(self._situation.frame)

    def reads(self, rule: int, fact: str) -> bool:
        """Whether a rule's condition reads the fact."""
        return fact in self._reads[rule]

    def is_read(self, fact: str) -> bool:
        """Whether any rule's condition does."""
        return any(fact in read for read in self._reads)

    def along(self, fact: Fact) -> tuple[str, Flips, frozenset[int]]:
        """The fact's name, its nearest flips, and the rules on which its influence is unknown."""
        tried, unknown = candidates(fact, self._situation)
        return fact.name, self._flips(fact.name, tried), unknown

    def _flips(self, fact: str, tried: Iterable[Candidate]) -> Flips:
        found: Flips = [None] * (len(self._whens) + 1)
        for candidate in tried:
            truths = self._truths_with(fact, candidate.new)
            if truths is None or truths == self._now:
                continue
            change = self._told(candidate.change, truths)
            for place in self._flipped(truths):
                found[place] = found[place] or change
        return found

    def _flipped(self, truths: Truths) -> Iterator[int]:
        """The rules that differ; and the place after the last, if that changes what the decision brings."""
        rules = self._tracer.program.rules
        differing = [index for index, truth in enumerate(truths) if truth != self._now[index]]
        yield from differing
        if any(rules[index].then for index in differing) or not any(rule.then for rule in rules):
            yield len(rules)

    def _told(self, change: Change, truths: Truths) -> Change:
        pairs = list(zip(self._tracer.program.rules, self._now, truths, strict=True))
        begins = tuple(rule.id for rule, now, then in pairs if then and not now)
        ends = tuple(rule.id for rule, now, then in pairs if now and not then)
        return replace(change, begins=begins, ends=ends)

    def _truths(self, frame: Frame) -> Truths:
        return tuple([when(frame) is True for when in self._whens])

    def _truths_with(self, fact: str, value: Value) -> Truths | None:
        """The rules' truths with one fact changed; None where the fact's `check` refuses the value."""
        frame = self._frame_with(fact, value)
        check = self._checks.get(fact)
        return None if check and check(frame) is not True else self._truths(frame)

    def _frame_with(self, name: str, value: Value) -> Frame:
        facts = zip(self._tracer.program.facts, self._facts, strict=True)
        return self._tracer.frame([value if fact.name == name else old for fact, old in facts])


def _always(_frame: Frame) -> Value:
    return True
