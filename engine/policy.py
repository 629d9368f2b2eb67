"""One policy of one branch, ready to decide."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from pathlib import Path
from time import time
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.backends.scalar.checked import Checked
from engine.backends.scalar.history import members
from engine.decision import Decision
from engine.diagnostics import Diagnostic, FactError
from engine.instants import Moment, Today, day_of, instant_of, read_moment
from engine.ir.moments import moment_json
from engine.ir.steps import events_read, is_timed
from engine.ir.wire import form_of
from engine.late import room

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from engine.backends.scalar.checked import History
    from engine.backends.scalar.executable import Executable
    from engine.backends.scalar.tracing import Tracer
    from engine.cache import Compiled
    from engine.ir.decision import Result
    from engine.ir.program import Program
    from engine.ir.wire import Form


class Current(NamedTuple):
    """The executable of today: good while the clock is between `begins` and `ends` (seconds since 1970).

    `last`: the day's last moment; `written`: both as JSON has them.
    """

    begins: float
    ends: float
    day: dt.date
    last: dt.datetime
    executable: Any
    written: tuple[str, str] = ("", "")


class Policy:
    """One policy of one branch, ready to decide; safe to share between threads, and to pickle for other processes."""

    def __init__(self, compiled: Compiled) -> None:
        timeline = compiled.timeline
        self._compiled = compiled
        self._executables = dict(zip(map(id, timeline.programs), compiled.executables, strict=True))
        self._tracers: dict[int, Tracer] = {}
        self._forms: dict[int, Form] = {}
        self._today = Today(timeline.programs[0].zone)
        self._current = Current(0.0, 0.0, dt.date.min, dt.datetime.min.replace(tzinfo=dt.UTC), None)
        self._latest = next((p for p in reversed(timeline.programs) if p.in_force), timeline.programs[-1])
        self.timeline = timeline
        self.id = timeline.policy
        self.branch = timeline.branch
        self.revision = timeline.revision
        self.case = timeline.case
        """What one case of it is, as the vocabulary has it; empty where the policy doesn't say."""

    @property
    def zone(self) -> Any:
        return self._today.zone

    @cached_property
    def event_types(self) -> frozenset[str]:
        """The types of the events that it goes by: as time goes by, as facts, as approvals."""
        return frozenset().union(*(events_read(program) for program in self.timeline.programs))

    @cached_property
    def event_members(self) -> Mapping[str, frozenset[str]]:
        """What the events that it goes by may have, by their types: `id`, `type`, `at`, `by`, and their data."""
        return {each.name: members(each) for each in self._latest.events if each.name in self.event_types}

    def is_about(self, kind: str) -> bool:
        """Whether it goes by what is told of a case of some kind; an empty one says nothing, and is for all."""
        return self.timeline.is_about(kind)

    @cached_property
    def facts(self) -> frozenset[str]:
        """The names of the facts that it asks for, now or in another period."""
        return frozenset(fact.name for program in self.timeline.programs for fact in program.facts)

    @cached_property
    def has_timers(self) -> bool:
        """Whether it has clocks, ladders or schedules, of its own or through another policy."""
        return any(is_timed(program) for program in self.timeline.programs)

    @cached_property
    def changes(self) -> tuple[dt.datetime, ...]:
        """The instants at which other rules begin to hold, ascending; none where the case's own date chooses them."""
        if self._latest.dated_by:
            return ()
        begun = (program.since for program in self.timeline.programs[1:])
        return tuple(dt.datetime.combine(day, dt.time.min, self.zone) for day in begun if day)

    def result(self, program: Program, checked: Checked) -> Result:
        """What one of the policy's programs, in force, answers on checked facts."""
        executable = self._executables[id(program)]
        assert executable is not None  # noqa: S101 - it has decided before
        return executable.run(checked)

    def check(
        self, facts: Mapping[str, object], as_of: Moment = None, now: Moment = None, *, horizon: Moment = None
    ) -> Checked:
        """The facts of a case, checked and coerced, to be decided later (once or often). Raises `FactError`.

        The case's history is read as of `now`, whenever it is decided.
        """
        day, instant = self._moments(facts, as_of, now)
        executable = self._executable(day)
        return executable.check(facts, instant, *self._horizon(horizon, executable.program))

    def decide(
        self,
        facts: Mapping[str, object] | Checked,
        as_of: Moment = None,
        now: Moment = None,
        *,
        horizon: Moment = None,
    ) -> Decision:
        """Decide one case.

        `facts`: by name, and the case's history under "events"; or what `check` gave. `as_of`: the date whose rules
        hold (default: the fact named by `dated_by`, else the day of `now`, else today in the library's zone). `now`:
        the instant at which events and clocks are read (default: `as_of` where it has a time, else the end of that day;
        with neither date, where the policy has clocks, ladders or schedules, the present instant: what is due tonight
        isn't late yet). `horizon`: the last day that recurring duties are planned for (default: a year after `now`).
        Raises `FactError`; also where checked facts are asked for another `now` or `horizon` than they were checked
        with.
        """
        begins, ends, day, last, executable, written = self._current
        if as_of is None and now is None and horizon is None and begins <= time() < ends:
            if type(facts) is Checked:
                return Decision(self, executable.program, facts, day, last, executable.run(facts), written)
            result, checked = executable.decide(facts, day)
            return Decision(self, executable.program, checked, day, last, result, written)
        return self._decide_on(facts, as_of, now, horizon)

    def _decide_on(
        self, facts: Mapping[str, object] | Checked, as_of: Moment, now: Moment, horizon: Moment
    ) -> Decision:
        """Any case; where it is an ordinary one of today's, the next ones take the short way."""
        day, instant = self._moments(facts, as_of, now)
        executable = self._executable(day)
        if as_of is None and self._latest.dated_by is None and not is_timed(self._latest):
            self._current = self._of_today()
        if isinstance(facts, Checked):
            self._same_moment(facts.history, now, horizon)
            return Decision(self, executable.program, facts, day, facts.history.now or instant, executable.run(facts))
        result, checked = executable.decide(facts, instant, *self._horizon(horizon, executable.program))
        return Decision(self, executable.program, checked, day, instant, result)

    def _same_moment(self, history: History, now: Moment, horizon: Moment) -> None:
        """FactError GJ478 where checked facts are asked for another instant than their history was read at."""
        asked = (("now", now, history.now), ("horizon", horizon, history.horizon))
        for name, moment, had in asked if history.now else ():
            wanted = read_moment(moment, name, self.zone)
            if wanted and had != (instant_of(wanted, self.zone) if name == "now" else day_of(wanted, self.zone)):
                args = (("name", name), ("wanted", wanted.isoformat()), ("had", had.isoformat() if had else ""))
                raise FactError([Diagnostic("GJ478", None, args, "", f"/{name}")])

    def _horizon(self, horizon: Moment, program: Program) -> tuple[dt.date, ...]:
        """The horizon as an executable's last argument, which only those of timed programs take."""
        moment = read_moment(horizon, "horizon", self.zone)
        return (day_of(moment, self.zone),) if moment and is_timed(program) else ()

    def _of_today(self) -> Current:
        """Its bounds are asked for first: should midnight pass meanwhile, it is over at once."""
        begins, ends = self._today.bounds()
        today = self._today.date()
        last = instant_of(today, self.zone)
        written = moment_json(today, self.zone), moment_json(last, self.zone)
        return Current(begins, ends, today, last, self._executable(today), written)

    def form(self, program: Program) -> Form:
        """How decisions of one of the policy's programs are written as JSON, made once."""
        form = self._forms.get(id(program))
        if form is None:
            form = self._forms[id(program)] = form_of(program)
        return form

    def tracer(self, program: Program) -> Tracer:
        """The tracing evaluator of one of the policy's programs, made once."""
        tracer = self._tracers.get(id(program))
        if tracer is None:
            tracer = self._tracers[id(program)] = room("tracing").Tracer(program)
        return tracer

    def sql(self, dialect: str = "duckdb", as_of: Moment = None, keep: Iterable[str] = ()) -> str:
        """The policy as one query over the table `facts`, a column per fact; `keep`: columns to pass on, such as a key.

        Raises `PolicyError` for what SQL can't do exactly.
        """
        text: str = room("columnar").to_sql(self.timeline, dialect, self._day(as_of), keep=tuple(keep))
        return text

    def timed_sql(self, now: Moment = None) -> str:
        """The policy's clocks and ladders as of `now` (default: today's end), as one query over the table `events`.

        For DuckDB. The table has the columns case, id, type and at, and those of the data and the facts that are read.

        Raises `PolicyError` for what SQL can't do exactly.
        """
        instant = self._instant(now)
        text: str = room("columnar").timed_sql(self.timeline.at(instant.date()), instant)
        return text

    def run(
        self, source: str | Path, target: str | Path | None = None, as_of: Moment = None, now: Moment = None
    ) -> Any:
        """Decide every row of a CSV or Parquet file: a `RunSummary`; the decided rows go to `target`.

        Of events, or of cases with a column per type of event, the clocks and ladders are read as of `now`: a
        `TimedSummary`.
        """
        return room("columnar").run_file(
            self.timeline,
            Path(source),
            Path(target) if target else None,
            self._day(as_of),
            self._instant(now or as_of),
        )

    def instant(self, as_of: Moment = None, now: Moment = None) -> dt.datetime:
        """The instant at which a case that is asked with these dates is read. Raises `FactError`."""
        moment = read_moment(now, "now", self.zone) or read_moment(as_of, "as_of", self.zone)
        return instant_of(moment or self._today.instant(), self.zone)

    def _instant(self, now: Moment) -> dt.datetime:
        """An instant in the library's zone: by default the end of today."""
        return instant_of(read_moment(now, "now", self.zone) or self._today.date(), self.zone).astimezone(self.zone)

    def _day(self, as_of: Moment) -> dt.date | None:
        moment = read_moment(as_of, "as_of", self.zone)
        return day_of(moment, self.zone) if moment else None

    def _moments(
        self, facts: Mapping[str, object] | Checked, as_of: Moment, now: Moment
    ) -> tuple[dt.date | dt.datetime, dt.datetime]:
        zone = self.zone
        instant = read_moment(now, "now", zone)
        moment = read_moment(as_of, "as_of", zone) or self._own_date(facts, instant)
        if moment is None and instant is None and is_timed(self._latest):
            instant = (facts.history.now if isinstance(facts, Checked) else None) or self._today.instant()
        moment = moment or (day_of(instant, zone) if instant else self._today.date())
        return moment, instant_of(instant or moment, zone)

    def _own_date(
        self, facts: Mapping[str, object] | Checked, now: dt.date | dt.datetime | None
    ) -> dt.date | dt.datetime | None:
        """The date of the case itself, where the policy says which fact that is (given, or from an event)."""
        program = self._latest
        executable = self._executables[id(program)]
        if program.dated_by is None or executable is None:
            return None
        if not isinstance(facts, Checked):
            facts = executable.check(facts, instant_of(now or self._today.date(), self.zone))
        place = [fact.name for fact in program.facts].index(program.dated_by)
        value = facts.facts[place]
        return value if isinstance(value, dt.date) else None

    def _executable(self, moment: dt.date | dt.datetime) -> Executable:
        """The program of the period. Raises `FactError` GJ471 where the policy isn't in force then."""
        day = day_of(moment, self.zone)
        executable = self._executables[id(self.timeline.at(day))]
        if executable is None:
            args = (("policy", self.id), ("day", day.isoformat()), ("periods", _periods(self.timeline.programs)))
            raise FactError([Diagnostic("GJ471", None, args, "", "/as_of")])
        return executable

    def __reduce__(self) -> tuple[type[Policy], tuple[Compiled]]:
        return Policy, (self._compiled,)

    def __repr__(self) -> str:
        return f"<Policy {self.branch}/{self.id}>"


def _periods(programs: tuple[Program, ...]) -> str:
    """The periods in force, those that follow one another as one, as text: `2019-01-01..2026-12-31`."""
    spans: list[tuple[dt.date | None, dt.date | None]] = []
    for program in programs:
        if program.in_force and spans and spans[-1][1] == _day_before(program.since):
            spans[-1] = (spans[-1][0], program.until)
        elif program.in_force:
            spans.append((program.since, program.until))
    return ", ".join(f"{since or ''}..{until or ''}" for since, until in spans)


def _day_before(day: dt.date | None) -> dt.date | None:
    return day and day - dt.timedelta(days=1)
