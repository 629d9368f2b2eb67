"""A decision as JSON data, as `schemas/decision.schema.json` describes it, and the id that names it.

Numbers are plain decimal strings: no exponent, no trailing zeros; money has two decimals. `undecided` is always there;
`held` where a rule of the policy has requirements; `now` where it reads time; `clocks`, `schedule`, `ladders` and
`revoked` where it has such.
"""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeVar
from zoneinfo import ZoneInfo

from engine.feel.runtime.texts import plain_number
from engine.feel.spans import canonical_span
from engine.feel.types import ANY, Kind, Type
from engine.feel.values import TimeSpan, decimal_of
from engine.ir.decision import typed_attributes
from engine.ir.moments import moment_json
from engine.ir.steps import is_timed, outputs_of
from engine.ir.timed_wire import timed_parts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from engine.feel.values import Value
    from engine.ir.decision import Held, Outcome, Result, Undecided
    from engine.ir.program import Program

    Json = dict[str, Any]
    Writer = Callable[[Any], str]
    """Gives a value as JSON."""

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
    """What was asked. `facts`: the values of the program's facts in its order, maybe floats; the revision of the rules.

    `as_of`, `now`: as JSON has them.
    """

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
        policy=_quoted(program.policy),
        branch=_quoted(program.branch),
        currency=_quoted(program.currency),
        facts=_members(sorted(_placed((fact.name, fact.type) for fact in program.facts)), zone, _sorted),
        outputs=_members(_placed((name, results.get(name, ANY)) for name in program.outputs), zone, _compact),
        is_timed=timed,
        requires=requires,
        revokes=revokes,
        has_parts=timed or requires or revokes,
    )


def _placed(members: Iterable[tuple[str, Type]]) -> Iterator[tuple[str, int, Type]]:
    return ((name, place, declared) for place, (name, declared) in enumerate(members))


def _members(members: Iterable[tuple[str, int, Type]], zone: ZoneInfo, encode: Writer) -> Writer:
    """What gives a tuple as the members of a JSON object, each by its name, its place in the tuple, and its type.

    It is generated, as one expression: a loop takes three times as long, which is most of what an answer costs.
    """
    names: dict[str, Any] = {"quoted": _quoted}
    written, values = [], []
    for name, place, declared in members:
        names[f"write{place}"] = _writer(declared, zone, encode)
        written.append(f"{_quoted(name)}:".replace("%", "%%"))
        values.append(_VALUE[declared.kind is Kind.NUMBER].format(place))
    names["members"] = "%s,".join(written) + "%s" * bool(written)
    function: Writer = eval(f"lambda all: members % ({''.join(values)})", names)  # noqa: S307  no text of a user's
    return function


_VALUE = {
    True: "f'\"{{all[{0}]}}\"' if type(all[{0}]) is int else write{0}(all[{0}]), ",
    False: "quoted(all[{0}]) if type(all[{0}]) is str else write{0}(all[{0}]), ",
}
"""The commonest values, numbers or texts, are written in place."""


def decision_json(identity: str, question: Question, result: Result, program: Program, form: Form) -> str:
    """A decision as one JSON object, on one line with nothing between its members. `form`: the program's."""
    zone, (revision, as_of, now, _, _) = form.zone, question
    return (
        f'{{"decision":"{identity}","policy":{form.policy},"branch":{form.branch},'
        f'"revision":"{revision}","as_of":"{as_of}","currency":{form.currency},{_now(now) if form.is_timed else ""}'
        f'"outcomes":{_array(result.outcomes, outcome_json, zone)},'
        f'"outputs":{{{form.outputs(result.outputs)}}},"matched":[{",".join([*map(_quoted, result.matched)])}],'
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
    return "".join([f",{_quoted(name)}:{_compact(part)}" for name, part in written.items()])


def decision_id(question: Question, form: Form) -> str:
    """The SHA-256 of the question: branch, policy, revision, facts, history, dates. The same question, the same id.

    A horizon is a part of it where one was given. It is canonical JSON: members in the order of their names, nothing
    between them.
    """
    revision, as_of, now, values, history = question
    events = _sorted([_event(event, form.zone) for event in history.events]) if history.events else "[]"
    horizon = f'"horizon":"{history.horizon.isoformat()}",' if history.horizon else ""
    text = (
        f'{{"as_of":"{as_of}","branch":{form.branch},"events":{events},"facts":{{{form.facts(values)}}},{horizon}"now":"{now}",'
        f'"policy":{form.policy},"revision":"{revision}"}}'
    )
    return sha256(text.encode()).hexdigest()


def _array(items: Sequence[Item], to_json: Callable[[Item, ZoneInfo], Json], zone: ZoneInfo) -> str:
    return _compact([to_json(item, zone) for item in items]) if items else "[]"


def _writer(declared: Type, zone: ZoneInfo, encode: Writer) -> Writer:
    """What gives values of a type as JSON: decimals directly, all others by `encode`."""
    number = money_text if declared.kind is Kind.MONEY else plain_number

    def write(value: Any) -> str:
        if type(value) is Decimal:
            return f'"{number(value)}"'
        if type(value) is float:
            return f'"{number(decimal_of(value))}"'
        return encode(value_json(value, declared, zone))

    return write


_sorted = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode
_compact = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_quoted = json.encoder.encode_basestring


def value_json(value: Any, declared: Type, zone: ZoneInfo) -> Any:
    """A value as JSON data: strings, booleans, null, arrays and objects."""
    kind = type(value)
    if kind is str:
        return value
    if kind is int or kind is Decimal:
        return _number(value, declared)
    match value:
        case None | bool() | str():
            return value
        case int() | Decimal():
            return _number(value, declared)
        case dt.date():
            return moment_json(value, zone)
        case dt.time():
            return value.isoformat()
        case TimeSpan():
            return canonical_span(value)
        case dict():
            fields = dict(declared.fields)
            return {name: value_json(item, fields.get(name, ANY), zone) for name, item in value.items()}
        case _:
            return [value_json(item, declared.element or ANY, zone) for item in value]


def _number(value: Decimal | int, declared: Type) -> str:
    return money_text(value) if declared.kind is Kind.MONEY else plain_number(value)


def money_text(value: Decimal | int) -> str:
    """Two decimals, more only where the amount has more (amounts are rounded where they are decided, not here)."""
    whole, _, decimals = plain_number(value).partition(".")
    return f"{whole}.{decimals:0<2}"


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
