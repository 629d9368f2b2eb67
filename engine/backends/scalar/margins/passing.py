"""What flips a rule with no fact changed: the mere passing of time, or one strike more.

Only tests are searched that either flips once at most: a clock's state, its due instant, its time used or left in a
comparison, a ladder's count in one of the rule's own. Whatever else hangs on the history is said to be unknown. What
reaches a rung isn't asked: its clock, ladder or schedule tells.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.backends.scalar.conditions import sign_of
from engine.backends.scalar.evaluator import evaluator
from engine.feel.typed import Apply, Field, Ref
from engine.feel.walk import children, references
from engine.ir.program import Clock, Ladder, Timed
from engine.ir.steps import closure, steps_by_name
from engine.ir.trace import Coming

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from engine.backends.scalar.evaluator import Evaluate, Frame
    from engine.feel.typed import Expr
    from engine.ir.program import Program, Rule

    FrameAt = Callable[[dt.datetime], Frame]
    """Every name's value at a later instant, nothing having happened until then."""

A_YEAR = dt.timedelta(days=366)
"""How long after everything is due time is followed."""
MANY = 100
"""Strikes beyond which none is tried."""
_MOMENT = dt.timedelta.resolution
_LAST_YEAR = 9998
_OF_A_CLOCK = frozenset({"state", "due", "elapsed", "remaining"})


class Passed(NamedTuple):
    """What flips a rule, and the clocks, ladders and schedules behind it that aren't searched."""

    coming: tuple[Coming, ...] = ()
    unknown: tuple[str, ...] = ()


class _Read(NamedTuple):
    """A test of a timed step, or a name of one that is read in any other way (no `test`).

    `inside`: a derived value or a table reads it, not the rule itself.
    """

    step: Timed
    test: Expr | None = None
    inside: bool = False

    @property
    def is_timely(self) -> bool:
        return self.test is not None and isinstance(self.step, Clock)

    @property
    def is_counted(self) -> bool:
        return self.test is not None and isinstance(self.step, Ladder) and not self.inside


class Passing:
    """A case as time goes on. `now` None: nobody knows when it is."""

    def __init__(self, program: Program, frame: Frame, now: dt.datetime | None, frame_at: FrameAt) -> None:
        self._program = program
        self._timed = {name: step for name, step in steps_by_name(program).items() if isinstance(step, Timed)}
        self._frame = frame
        self._now = now
        self._frame_at = frame_at

    def flips(self, rule: Rule) -> Passed:
        if rule.rung or rule.when is None or not self._timed:
            return Passed()
        own, when = rule.when.root, evaluator(rule.when.root)
        behind = [read for part in closure(own, self._program) if part is not own for read in _reads(part, self._timed)]
        reads = [*_reads(own, self._timed), *(read._replace(inside=True) for read in behind)]
        strikes = {read.step.name: self._strikes(rule.id, when, read.step) for read in reads if read.is_counted}
        unknown = {read.step.name for read in reads if not read.is_timely and not strikes.get(read.step.name)}
        unknown |= {read.step.name for read in reads if not (read.is_timely or read.is_counted)}
        passing = self._passing(rule.id, when, [read for read in reads if read.is_timely])
        coming = (*passing, *filter(None, strikes.values()))
        return Passed(tuple(found for found in coming if found.step not in unknown), tuple(sorted(unknown)))

    def _passing(self, rule: str, when: Evaluate, reads: list[_Read]) -> Iterator[Coming]:
        """The first instant at which the rule is another, of those at which a test of its is."""
        if self._now is None:
            return
        holds = when(self._frame) is True
        turns = ((self._turn(evaluator(read.test)), read.step.name) for read in reads if read.test)
        for at, step in sorted((at, step) for at, step in turns if at):
            if (when(self._frame_at(at)) is True) is not holds:
                yield Coming(rule, step, begins=not holds, at=at)
                return

    def _turn(self, test: Evaluate) -> dt.datetime | None:
        """When a test that time flips at most once is another than now, to the microsecond."""
        assert self._now is not None  # noqa: S101 - only then time is followed
        value, low, high = test(self._frame), self._now, self._horizon(self._now)
        if test(self._frame_at(high)) == value:
            return None
        while high - low > _MOMENT:
            middle = low + (high - low) // 2
            low, high = (middle, high) if test(self._frame_at(middle)) == value else (low, middle)
        return high

    def _horizon(self, now: dt.datetime) -> dt.datetime:
        states: list[Any] = [self._frame.get(step.name) for step in self._timed.values() if isinstance(step, Clock)]
        last: dt.datetime = max([now, *(state["due"] for state in states if state and state["due"])])
        return last if last.year > _LAST_YEAR else last + A_YEAR

    def _strikes(self, rule: str, when: Evaluate, ladder: Timed) -> Coming | None:
        """The fewest strikes more that flip it."""
        state: Any = self._frame[ladder.name]
        holds = when(self._frame) is True
        for more in range(1, MANY if state else 0):
            then = self._frame | {ladder.name: state | {"count": state["count"] + more}}
            if (when(then) is True) is not holds:
                return Coming(rule, ladder.name, begins=not holds, more=more)
        return None


def _reads(expr: Expr, timed: Mapping[str, Timed]) -> Iterator[_Read]:
    """How an expression reads timed steps, in all its places."""
    step = _tested(expr, timed)
    if step:
        yield _Read(step, expr)
    elif isinstance(expr, Ref) and expr.name in timed:
        yield _Read(timed[expr.name])
    else:
        for child in children(expr):
            yield from _reads(child, timed)


def _tested(expr: Expr, timed: Mapping[str, Timed]) -> Timed | None:
    """The clock whose field, or the ladder whose count, a test compares with what no timed step is behind."""
    if not isinstance(expr, Apply) or not (sign_of(expr) or expr.op == "list-contains"):
        return None
    read = {ref.name for ref in references(expr) if ref.name in timed}
    for arg in expr.args:
        match arg:
            case Field(Ref(name), field) if read == {name} and _is_simple(timed[name], field):
                return timed[name]
    return None


def _is_simple(step: Timed, field: str) -> bool:
    match step:
        case Clock():
            return field in _OF_A_CLOCK
        case Ladder():
            return field == "count"
        case _:
            return False
