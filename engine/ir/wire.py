"""A decision as JSON data, as `schemas/decision.schema.json` describes it, and the id that names it.

`undecided` is always there; `held` where a rule of the policy has requirements; `now` where it reads time; `clocks`,
`schedule`, `ladders` and `revoked` where it has such.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeVar
from zoneinfo import ZoneInfo

from engine.feel.types import ANY
from engine.ir.decision import typed_attributes
from engine.ir.moments import moment_json
from engine.ir.steps import is_timed, outputs_of
from engine.ir.timed_wire import timed_parts
from engine.ir.value_wire import canonical, compact, members_writer, quoted, value_json

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from engine.feel.types import Type
    from engine.feel.values import Value
    from engine.ir.decision import Held, Outcome, Result, Undecided
    from engine.ir.program import Program
    from engine.ir.value_wire import Writer

    Json = dict[str, Any]

Item = TypeVar("Item")


class Event(Protocol):
    """An event of a case's history."""

    @property
    def id(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def at(self) -> dt.datetime: ...
    @property
    def data(self) -> Mapping[str, Value]: ...


class History(Protocol):
    """What happened, and how far what recurs was planned."""

    @property
    def events(self) -> Sequence[Event]: ...
    @property
    def horizon(self) -> dt.date | None: ...


class Question(NamedTuple):
    """What was asked: the revision of the rules, the dates as JSON has them, the facts in the program's order."""

    revision: str
    as_of: str
    now: str
    facts: Sequence[Any]
    history: History


class Form(NamedTuple):
    """What the decisions of a program have in common when they are written. `policy`, `branch`, `currency`: as JSON.

    `facts`: gives the values of the program's facts as members of an object, in the order of their names; `outputs`:
    those of its outputs, as they stand. `has_parts`: there is more than most policies have.
    """

    zone: ZoneInfo
    policy: str
    branch: str
    currency: str
    facts: Writer
    outputs: Writer
    is_timed: bool
    requires: bool
    revokes: bool
    has_parts: bool


def form_of(program: Program) -> Form:
    zone, timed = ZoneInfo(program.zone), is_timed(program)
    results = {output.name: output.result for output in outputs_of(program)}
    requires = any(rule.requires for rule in program.rules)
    revokes = any(rule.revokes for rule in program.rules)
    return Form(
        zone=zone,
        policy=quoted(program.policy),
        branch=quoted(program.branch),
        currency=quoted(program.currency),
        facts=members_writer(sorted(_placed((fact.name, fact.type) for fact in program.facts)), zone, canonical),
        outputs=members_writer(_placed((name, results.get(name, ANY)) for name in program.outputs), zone, compact),
        is_timed=timed,
        requires=requires,
        revokes=revokes,
        has_parts=timed or requires or revokes,
    )


def _placed(members: Iterable[tuple[str, Type]]) -> Iterator[tuple[str, int, Type]]:
    return ((name, place, declared) for place, (name, declared) in enumerate(members))


def decision_json(identity: str, question: Question, result: Result, program: Program, form: Form) -> str:
    """A decision as one JSON object, on one line with nothing between its members. `form`: the program's."""
    zone, (revision, as_of, now, _, _) = form.zone, question
    return (
        f'{{"decision":"{identity}","policy":{form.policy},"branch":{form.branch},'
        f'"revision":"{revision}","as_of":"{as_of}","currency":{form.currency},{_now(now) if form.is_timed else ""}'
        f'"outcomes":{_array(result.outcomes, outcome_json, zone)},'
        f'"outputs":{{{form.outputs(result.outputs)}}},"matched":[{",".join([*map(quoted, result.matched)])}],'
        f'"undecided":{_array(result.undecided, _undecided, zone)}'
        f"{_parts(program, result, form) if form.has_parts else ''}}}"
    )


def _now(now: str) -> str:
    return f'"now":"{now}",'


def _parts(program: Program, result: Result, form: Form) -> str:
    """What only some policies have."""
    zone = form.zone
    written: Json = {}
    if form.requires:
        written["held"] = [_held(item, zone) for item in result.held]
    if form.is_timed:
        written |= timed_parts(program, result, zone)
    if form.revokes:
        written["revoked"] = [outcome_json(outcome, zone) for outcome in result.revoked]
    return "".join([f",{quoted(name)}:{compact(part)}" for name, part in written.items()])


def decision_id(question: Question, form: Form) -> str:
    """The SHA-256 of the question: branch, policy, revision, facts, history, dates. The same question, the same id.

    A horizon is a part of it where one was given. It is canonical JSON: members in the order of their names, nothing
    between them.
    """
    revision, as_of, now, values, history = question
    events = canonical([_event(event, form.zone) for event in history.events]) if history.events else "[]"
    horizon = f'"horizon":"{history.horizon.isoformat()}",' if history.horizon else ""
    text = (
        f'{{"as_of":"{as_of}","branch":{form.branch},"events":{events},"facts":{{{form.facts(values)}}},{horizon}'
        f'"now":"{now}","policy":{form.policy},"revision":"{revision}"}}'
    )
    return sha256(text.encode()).hexdigest()


def _array(items: Sequence[Item], to_json: Callable[[Item, ZoneInfo], Json], zone: ZoneInfo) -> str:
    return compact([to_json(item, zone) for item in items]) if items else "[]"


def outcome_json(outcome: Outcome, zone: ZoneInfo) -> Json:
    """One consequence: its attributes stand beside `do`, `to`, `rule` and `cites`; null ones are left out."""
    written: Json = {"do": outcome.do, "to": outcome.to, "rule": outcome.rule, "cites": list(outcome.cites)}
    for name, declared, value in typed_attributes(outcome):
        if value is not None:
            written[name] = value_json(value, declared, zone)
    if outcome.needs:
        written["needs"] = list(outcome.needs)
    return written


def _undecided(item: Undecided, _zone: ZoneInfo) -> Json:
    written: Json = {"rule": item.rule, "needs": list(item.needs)}
    return written | ({"conflict": list(item.conflict)} if item.conflict else {})


def _held(item: Held, zone: ZoneInfo) -> Json:
    return outcome_json(item.outcome, zone) | {"missing": list(item.missing), "next": item.next}


def _event(event: Event, zone: ZoneInfo) -> Json:
    data = {name: value_json(value, ANY, zone) for name, value in event.data.items()}
    return {"id": event.id, "type": event.type, "at": moment_json(event.at, zone), "data": data}
