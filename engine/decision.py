"""The `Decision`: what was decided for one case, and everything that can be asked of it afterwards."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from engine.backends.scalar.checked import Checked
from engine.instants import instant_of
from engine.ir.decision import planned
from engine.ir.moments import moment_json
from engine.ir.points import has_standing_duties, next_point, points_of, standing_of, timers_of
from engine.ir.program import Clock
from engine.ir.wire import Question, decision_id, decision_json
from engine.late import room

if TYPE_CHECKING:
    import datetime as dt
    from zoneinfo import ZoneInfo

    from engine.backends.scalar.checked import Event, History
    from engine.diagnostics import Diagnostic
    from engine.feel.values import Value
    from engine.ir.decision import Held, Outcome, Result, TimedReading, Undecided
    from engine.ir.points import Point, Standing, Timer
    from engine.ir.program import Program
    from engine.ir.trace import Trace
    from engine.policy import Policy
    from engine.temporal.clocks.reading import ClockReading
    from engine.temporal.ladders.reading import LadderReading
    from engine.temporal.schedules.occurrences import Occurrence


class Decision:
    """What was decided for one case: immutable; id, JSON and explanations are computed when asked for."""

    __slots__ = ("_checked", "_id", "_now", "_policy", "_result", "_written", "as_of", "program")

    def __init__(
        self,
        policy: Policy,
        program: Program,
        checked: Checked,
        as_of: dt.date | dt.datetime,
        now: dt.datetime | None,
        result: Result,
        written: tuple[str, str] | None = None,
    ) -> None:
        """`written`: `as_of` and `now` as JSON has them, where somebody has that."""
        self._policy = policy
        self.program = program
        self._checked = checked
        self._now = now
        self._result = result
        self._written = written
        self._id = ""
        self.as_of = as_of

    @property
    def policy(self) -> str:
        return self._policy.id

    @property
    def branch(self) -> str:
        return self._policy.branch

    @property
    def events(self) -> tuple[Event, ...]:
        """The case's history as it was read, in the order of time."""
        return self._checked.history.events

    @property
    def history(self) -> History:
        """The same with what is known besides: what was left out, the instant at which it was read."""
        return self._checked.history

    @property
    def revision(self) -> str:
        """The content hash of the rules that decided."""
        return self._policy.revision

    @property
    def now(self) -> dt.datetime:
        """The instant at which events and clocks were read."""
        return self._checked[-1].now or self._now or instant_of(self.as_of, self._policy.zone)

    @property
    def horizon(self) -> dt.date | None:
        """The last day that schedules were planned for; None: nobody said."""
        return self.history.horizon

    @property
    def result(self) -> Result:
        """All of it as the executors answer it."""
        return self._result

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        return self._result.outcomes

    @property
    def matched(self) -> tuple[str, ...]:
        """Ids of the rules that fired, in the policy's order; a table's row is `<table>.<row>`."""
        return self._result.matched

    @property
    def outputs(self) -> dict[str, Value]:
        return dict(zip(self.program.outputs, self._result.outputs, strict=True))

    @property
    def undecided(self) -> tuple[Undecided, ...]:
        return self._result.undecided

    @property
    def held(self) -> tuple[Held, ...]:
        return self._result.held

    @property
    def clocks(self) -> dict[str, ClockReading | tuple[TimedReading[ClockReading], ...]]:
        """Every clock by its id, as of `now`; of one kept per something a reading for each key."""
        own = [step for step in self.program.steps if isinstance(step, Clock) and "::" not in step.name]
        found = {clock.name: tuple(each for each in self._result.clocks if each.name == clock.name) for clock in own}
        return {clock.name: found[clock.name] if clock.per else found[clock.name][0].reading for clock in own}

    @property
    def ladders(self) -> tuple[TimedReading[LadderReading], ...]:
        """Every ladder and key: the count, the rungs reached, those revoked."""
        return self._result.ladders

    @property
    def schedule(self) -> tuple[TimedReading[Occurrence], ...]:
        """The occurrences of all schedules, past and to come, by date."""
        return planned(self._result)

    @property
    def revoked(self) -> tuple[Outcome, ...]:
        """What rungs had brought before an appeal undid them."""
        return self._result.revoked

    @property
    def points(self) -> tuple[Point, ...]:
        """What clocks, ladders and schedules have reached as of `now`, in the order of time.

        Of duties that follow no event what was missed since the case's first one.
        """
        return points_of(self.program, self._of_all_days() if has_standing_duties(self.program) else self._result)

    @property
    def next_point(self) -> dt.datetime | None:
        """Until then nothing changes if nothing happens and the rules stay: no point is reached. None: for ever."""
        return next_point(self.program, self._result, self.now, self.horizon)

    @property
    def standing(self) -> tuple[Standing, ...]:
        """Of every clock and key what holds until something happens."""
        return standing_of(self._result, self._policy.zone)

    @property
    def timers(self) -> dict[str, Timer]:
        """The clocks, ladders and schedules by id."""
        return timers_of(self.program)

    def _of_all_days(self) -> Result:
        """The result with what standing duties had planned since the case's first event."""
        if not self.events:
            return self._result
        first = self.events[0].at.astimezone(self._policy.zone).date()
        history = self.history._replace(since=first)
        return self._policy.result(self.program, Checked((*self._checked[:-1], history)))

    @property
    def warnings(self) -> tuple[Diagnostic, ...]:
        """What was left out of the case's history, and why."""
        return self._checked.history.warnings

    @property
    def facts(self) -> dict[str, Value]:
        """The facts as they were understood, by name."""
        return {fact.name: value for fact, value in zip(self.program.facts, self.values, strict=True)}

    @property
    def values(self) -> tuple[Value, ...]:
        """The same in the order of the program's facts."""
        return self._checked.facts

    @property
    def id(self) -> str:
        """A hash of the question: branch, policy, revision, facts, events, dates. Asked again, it is the same."""
        if not self._id:
            form = self._policy.form(self.program)
            self._id = decision_id(self._question(form.zone), form)
        return self._id

    def to_dict(self) -> dict[str, Any]:
        """The decision as JSON data, as `schemas/decision.schema.json` describes it."""
        data: dict[str, Any] = json.loads(self.to_json())
        return data

    def to_json(self) -> str:
        """The same on one line."""
        form = self._policy.form(self.program)
        question = self._question(form.zone)
        self._id = self._id or decision_id(question, form)
        return decision_json(self._id, question, self._result, self.program, form)

    def _question(self, zone: ZoneInfo) -> Question:
        checked = self._checked
        history = checked[-1]
        if self._written and history.now is None:
            as_of, now = self._written
        else:
            as_of, now = moment_json(self.as_of, zone), moment_json(self.now, zone)
        return Question(self._policy.revision, as_of, now, checked, history)

    def trace(self, *, margins: bool = False) -> Trace:
        """Every rule, fired or not, with what was compared.

        `margins`: also the smallest change of one fact that would flip each rule, which takes much longer.
        """
        tracer = self._policy.tracer(self.program)
        trace = tracer.trace(self._checked)
        if margins:
            trace = room("margin").with_margins(trace, tracer, self._checked.history)
        return trace

    def reasons(self) -> dict[str, Any]:
        """What an explanation is told from, as JSON data: every rule with its tests, parameters, margins."""
        data: dict[str, Any] = room("trace_data").to_data(self.trace(margins=True))
        return data

    def explain(self, lang: str = "zh") -> str:
        """The decision in words, in Chinese ("zh") or English ("en")."""
        text: str = room("explanation").explain(self.trace(margins=True), lang)
        return text

    def __eq__(self, other: object) -> bool:
        """Decisions of the same question are equal, whoever asked and when."""
        return isinstance(other, Decision) and self.id == other.id

    def __hash__(self) -> int:
        return hash(self.id)

    def __repr__(self) -> str:
        return f"<Decision {self.branch}/{self.policy} as of {self.as_of}: {list(self.outcomes)}>"
