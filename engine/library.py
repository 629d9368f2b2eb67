"""The public face: a `Library` of policies, its branches, and the `Policy` that decides."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from itertools import chain
from pathlib import Path
from time import time
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.backends.scalar.checked import Checked
from engine.cache import Cache, Compiled, Index
from engine.decision import Decision
from engine.diagnostics import Diagnostic, FactError, Kept, PolicyError, Report, did_you_mean
from engine.instants import Moment, Today, day_of, instant_of, read_moment
from engine.ir.steps import events_read, is_timed
from engine.ir.wire import form_of
from engine.late import PROOF, room

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from engine.backends.scalar.checked import History
    from engine.backends.scalar.executable import Executable
    from engine.backends.scalar.tracing import Tracer
    from engine.ir.decision import Result
    from engine.ir.program import Program
    from engine.ir.wire import Form
    from engine.pipeline import Loaded


class Library:
    """A folder of policies, read and free of errors."""

    def __init__(
        self,
        folder: Path,
        cache: Cache,
        index: Index,
        loaded: Loaded | None,
        kept: Kept | None = None,
        shown: str | None = None,
    ) -> None:
        self._folder = folder
        self._shown = shown
        self._cache = cache
        self._index = index
        self._loaded = loaded
        self._branches = {name: Branch(self, name) for name in index.branches}
        self.kept = kept or Kept()
        """Policies compiled in this process."""

    @classmethod
    def load(cls, folder: str | Path, shown: str | None = None) -> Library:
        """Open the library in `folder`. Raises `PolicyError` with every diagnostic where it has errors.

        `shown`: the folder's name in messages, where it is a copy of another.
        """
        path = Path(folder)
        cache = Cache.of(path, shown)
        index = cache.index()
        if index is not None:
            return cls(path, cache, index, None, shown=shown)
        loaded = _read(path, shown)
        index = index_of(loaded)
        cache.keep(index)
        return cls(path, cache, index, loaded, shown=shown)

    @staticmethod
    def check(folder: str | Path) -> tuple[Diagnostic, ...]:
        """Every finding in the library's files, sorted by place: errors, warnings, hints; of guardrails too."""
        path = Path(folder)
        loaded: Loaded = room("pipeline").load(path, str(folder))
        return checked(Library(path, Cache.of(path), index_of(loaded), loaded))

    @property
    def branches(self) -> tuple[str, ...]:
        return self._index.branches

    def branch(self, name: str) -> Branch:
        """A branch by its id; "base" is the group's own. Raises `PolicyError` where there is none."""
        if name not in self.branches:
            raise _unknown("GJ360", name, self.branches)
        return self._branches[name]

    @property
    def folder(self) -> Path:
        return self._folder

    @property
    def policies(self) -> tuple[str, ...]:
        """The policies of the base, then those that only branches have."""
        return tuple(dict.fromkeys(chain.from_iterable(self._index.policies)))

    def policies_of(self, branch: str) -> tuple[str, ...]:
        """The policies that a branch has."""
        return self._index.policies[self.branches.index(branch)]

    @property
    def loaded(self) -> Loaded:
        """The library as read from its files, which a warm cache puts off until it is needed."""
        if self._loaded is None:
            self._loaded = _read(self._folder, self._shown)
        return self._loaded

    def compiled(self, branch: str, policy: str) -> Compiled:
        """A policy's programs in a branch, compiled; from the cache where it has them."""
        found = self._cache.policy(branch, policy)
        if found is not None:
            return found
        sources = room("pipeline").made_of(self.loaded, branch, policy)
        return self.kept.get((branch, policy), sources, lambda: self._compile(branch, policy))

    def _compile(self, branch: str, policy: str) -> Compiled:
        timeline = room("pipeline").compile_policy(self.loaded, branch, policy)
        compile_program = room("compiler").compile_program
        programs = (compile_program(program) if program.in_force else None for program in timeline.programs)
        fresh = Compiled(timeline, tuple(programs))
        self._cache.keep_policy(fresh)
        return fresh

    def test(self, only: str | None = None) -> Any:
        """Run the cases beside the policies (all, or those of one policy): a `TestReport`."""
        return room("casebook").run(self, only)

    def compare(
        self, branches: Iterable[str], policies: Iterable[str] = (), as_of: Moment = None, *, all_rows: bool = False
    ) -> Any:
        """Branches side by side, the first of them the baseline (default: all their policies): a `SideBySide`.

        `all_rows`: rows in which all say the same are shown at once, too. Needs the extra `proof`.
        """
        return room("side_by_side").of_branches(self, tuple(branches), tuple(policies), as_of, all_rows=all_rows)

    def changes_since(
        self,
        old: Library,
        names: tuple[str, str] = ("old", "new"),
        as_of: Moment = None,
        *,
        roots: tuple[tuple[str, str], ...] = (),
        all_rows: bool = False,
    ) -> Any:
        """What differs from an `old` state of the library, policy by policy and branch by branch: a `SideBySide`.

        `names`: of the two states; `roots`: what their paths begin with, and what is shown instead. Needs the extra
        `proof`.
        """
        return room("side_by_side").of_states(old, self, names, as_of, roots=roots, all_rows=all_rows)

    def analyse(
        self, branches: Iterable[str] = (), policies: Iterable[str] = (), as_of: Moment = None, *, grave: bool = False
    ) -> Any:
        """What is wrong with policies (default: all of all branches) whatever the case: an `AnalysisReport`.

        `grave`: only what makes them decide wrongly. Needs the extra `proof`. Raises `PolicyError` where there is no
        such branch, or none of the branches has a policy that is named.
        """
        chosen, wanted = tuple(branches) or self.branches, tuple(policies)
        for name in wanted:
            if not any(name in self.branch(each).policies for each in chosen):
                self.branch(chosen[0]).policy(name)
        return room("analysis").analyse(self, chosen, wanted or self.policies, as_of, grave=grave)

    def faults(self) -> tuple[Diagnostic, ...]:
        """What makes policies decide wrongly whatever the case, beyond what was found when they were read.

        Nothing where the extra `proof` isn't installed.
        """
        try:
            found: tuple[Diagnostic, ...] = self.analyse(grave=True).beyond(self.loaded.found).diagnostics
        except ModuleNotFoundError as error:
            if error.name not in PROOF:
                raise
            return ()
        return found

    def guard(self, only: Iterable[str] = (), as_of: Moment = None, *, forgiving: bool = False) -> Any:
        """Hold the guardrails (all, or those of some ids) against every branch from a day on: a `GuardReport`.

        `forgiving`: what takes the extra `proof`, where that isn't installed, is told as unproved.
        """
        return room("guardrails").guard(self, tuple(only), as_of, forgiving=forgiving)

    def __repr__(self) -> str:
        return f"<Library {self._folder}: branches {', '.join(self.branches)}; policies {', '.join(self.policies)}>"


def checked(library: Library) -> tuple[Diagnostic, ...]:
    """What was found when a library was read; where that are no errors, also what its policies and guardrails do."""
    loaded = library.loaded
    if loaded.has_errors:
        return loaded.found
    found = [*loaded.found, *library.faults()]
    if loaded.model.guardrails:
        found += library.guard(forgiving=True).diagnostics
    return Report(found=found).sorted()


def index_of(loaded: Loaded) -> Index:
    branches = tuple(branch.id for branch in loaded.model.branches)
    return Index(branches, tuple(tuple(loaded.model.of(branch)) for branch in branches))


class Branch:
    """One branch of a library."""

    def __init__(self, library: Library, name: str) -> None:
        self._library = library
        self.id = name

    @property
    def policies(self) -> tuple[str, ...]:
        return self._library.policies_of(self.id)

    def policy(self, name: str) -> Policy:
        """A policy by its id. Raises `PolicyError` where the branch has none of that name."""
        if name not in self.policies:
            raise _unknown("GJ361", name, self.policies)
        return Policy(self._library.compiled(self.id, name))

    def readers(self, event: str) -> tuple[str, ...]:
        """The policies that go by events of a type, as time goes by, as facts or as approvals."""
        return tuple(name for name, types in self._event_types.items() if event in types)

    def check_event(self, event: Mapping[str, Any]) -> tuple[Diagnostic, ...]:
        """What is wrong with an event by itself, before there is a case to decide; nothing where the branch can use it.

        `event`: `id`, `type`, `at` and its data, as among a case's `events`; the findings' pointers lead into it. It is
        to be one of the vocabulary, its data of their types, and to say what the policies go by that read it.
        """
        found: tuple[Diagnostic, ...] = self._gate.event(event)
        return found

    def check_facts(self, facts: Mapping[str, object]) -> tuple[Diagnostic, ...]:
        """The same of some facts of a case by themselves: a policy declares each, and it fits all that do."""
        found: tuple[Diagnostic, ...] = self._gate.facts(facts)
        return found

    @cached_property
    def _gate(self) -> Any:
        """Asked once, every policy of the branch is compiled."""
        return room("incoming").Gate([self.policy(name).timeline.programs for name in self.policies])

    @cached_property
    def _event_types(self) -> Mapping[str, frozenset[str]]:
        return {name: self.policy(name).event_types for name in self.policies}

    def __repr__(self) -> str:
        return f"<Branch {self.id}: {', '.join(self.policies)}>"


class Current(NamedTuple):
    """The executable of today: good while the clock is between `begins` and `ends` (seconds since 1970)."""

    begins: float
    ends: float
    day: dt.date
    executable: Any


class Policy:
    """One policy of one branch, ready to decide; safe to share between threads, and to pickle for other processes."""

    def __init__(self, compiled: Compiled) -> None:
        timeline = compiled.timeline
        self._compiled = compiled
        self._executables = dict(zip(map(id, timeline.programs), compiled.executables, strict=True))
        self._tracers: dict[int, Tracer] = {}
        self._forms: dict[int, Form] = {}
        self._today = Today(timeline.programs[0].zone)
        self._current = Current(0.0, 0.0, dt.date.min, None)
        self._latest = next((p for p in reversed(timeline.programs) if p.in_force), timeline.programs[-1])
        self.timeline = timeline
        self.id = timeline.policy
        self.branch = timeline.branch
        self.revision = timeline.revision

    @property
    def zone(self) -> Any:
        return self._today.zone

    @cached_property
    def event_types(self) -> frozenset[str]:
        """The types of the events that it goes by: as time goes by, as facts, as approvals."""
        return frozenset().union(*(events_read(program) for program in self.timeline.programs))

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
        if as_of is None and now is None and horizon is None and self._current.begins <= time() < self._current.ends:
            _, _, day, executable = self._current
            if type(facts) is Checked:
                return Decision(self, executable.program, facts, day, None, executable.run(facts))
            result, checked = executable.decide(facts, day)
            return Decision(self, executable.program, checked, day, None, result)
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
        return Current(begins, ends, today, self._executable(today))

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


def _read(folder: Path, shown: str | None) -> Loaded:
    loaded: Loaded = room("pipeline").load(folder, shown or str(folder))
    if loaded.has_errors:
        raise PolicyError(loaded.found)
    return loaded


def _unknown(code: str, name: str, known: Iterable[str]) -> PolicyError:
    args = (("name", name), ("near", did_you_mean(name, known)), ("known", ", ".join(known)))
    return PolicyError([Diagnostic(code, None, args)])


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
