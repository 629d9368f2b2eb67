"""A decision as JSON data, as `schemas/decision.schema.json` describes it, and the id that names it.

Numbers are plain decimal strings: no exponent, no trailing zeros; money has two decimals. `undecided` is always there;
`held` where a rule of the policy has requirements; `now` where it reads time; `clocks`, `schedule`, `ladders` and
`revoked` where it has such.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol
from zoneinfo import ZoneInfo

from engine.feel.runtime.texts import plain_number
from engine.feel.spans import canonical_span
from engine.feel.types import ANY, Kind, Type
from engine.feel.values import TimeSpan
from engine.ir.decision import typed_attributes
from engine.ir.moments import moment_json
from engine.ir.steps import is_timed, outputs_of
from engine.ir.timed_wire import timed_parts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from engine.feel.values import Value
    from engine.ir.decision import Held, Outcome, Result, Undecided
    from engine.ir.program import Program

    Json = dict[str, Any]


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


class Decided(Protocol):
    """What is written: a decision, with its program and everything that it was asked."""

    @property
    def program(self) -> Program: ...
    @property
    def revision(self) -> str: ...
    @property
    def as_of(self) -> dt.date | dt.datetime: ...
    @property
    def now(self) -> dt.datetime: ...
    @property
    def values(self) -> Sequence[Value]:
        """Of the program's facts, in its order."""

    @property
    def events(self) -> Sequence[Event]: ...
    @property
    def result(self) -> Result: ...
    @property
    def horizon(self) -> dt.date | None: ...


class Form(NamedTuple):
    """What the decisions of a program have in common when they are written. `outputs`: names and types.

    `facts` are in the order of their names, each with its name as JSON and its place in the program.
    """

    zone: ZoneInfo
    facts: tuple[tuple[str, int, Type], ...]
    outputs: tuple[tuple[str, Type], ...]
    is_timed: bool
    requires: bool
    revokes: bool


def form_of(program: Program) -> Form:
    results = {output.name: output.result for output in outputs_of(program)}
    return Form(
        zone=ZoneInfo(program.zone),
        facts=tuple((_quoted(name), place, declared) for name, place, declared in sorted(_placed(program))),
        outputs=tuple((name, results.get(name, ANY)) for name in program.outputs),
        is_timed=is_timed(program),
        requires=any(rule.requires for rule in program.rules),
        revokes=any(rule.revokes for rule in program.rules),
    )


def _placed(program: Program) -> Iterator[tuple[str, int, Type]]:
    return ((fact.name, place, fact.type) for place, fact in enumerate(program.facts))


def decision_object(decision: Decided, form: Form | None = None) -> Json:
    """The decision as one JSON object. `form`: its program's, where somebody has it."""
    program = decision.program
    form = form or form_of(program)
    zone, result = form.zone, decision.result
    written: Json = {
        "decision": decision_id(decision, form),
        "policy": program.policy,
        "branch": program.branch,
        "revision": decision.revision,
        "as_of": moment_json(decision.as_of, zone),
        "currency": program.currency,
    }
    if form.is_timed:
        written["now"] = moment_json(decision.now, zone)
    written["outcomes"] = [outcome_json(outcome, zone) for outcome in result.outcomes]
    written["outputs"] = _outputs(result, form)
    written["matched"] = list(result.matched)
    written["undecided"] = [_undecided(item) for item in result.undecided]
    if form.requires:
        written["held"] = [_held(item, zone) for item in result.held]
    if form.is_timed:
        written |= timed_parts(program, result, zone)
    if form.revokes:
        written["revoked"] = [outcome_json(outcome, zone) for outcome in result.revoked]
    return written


def decision_id(decision: Decided, form: Form | None = None) -> str:
    """The SHA-256 of the question: branch, policy, revision, facts, history, dates. The same question, the same id.

    A horizon is a part of it where one was given.
    """
    form = form or form_of(decision.program)
    return hashlib.sha256(_question(decision, form).encode()).hexdigest()


def _question(decision: Decided, form: Form) -> str:
    """The question as canonical JSON: members in the order of their names, nothing between them."""
    program, zone, values = decision.program, form.zone, decision.values
    facts = ",".join([f"{name}:{_text(values[place], declared, zone)}" for name, place, declared in form.facts])
    history, last = decision.events, decision.horizon
    events = _CANONICAL.encode([_event(event, zone) for event in history]) if history else "[]"
    horizon = f'"horizon":"{last.isoformat()}",' if last else ""
    return (
        f'{{"as_of":"{moment_json(decision.as_of, zone)}","branch":{_quoted(program.branch)},"events":{events},'
        f'"facts":{{{facts}}},{horizon}"now":"{moment_json(decision.now, zone)}","policy":{_quoted(program.policy)},'
        f'"revision":"{decision.revision}"}}'
    )


def _text(value: Any, declared: Type, zone: ZoneInfo) -> str:
    """A value as canonical JSON."""
    if type(value) is str:
        return _quoted(value)
    return _CANONICAL.encode(value_json(value, declared, zone))


_CANONICAL = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"))
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
    if declared.kind is Kind.MONEY:
        return money_text(value)
    return str(value) if type(value) is int else plain_number(value)


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


def _outputs(result: Result, form: Form) -> Json:
    named = zip(form.outputs, result.outputs, strict=True)
    return {name: value_json(value, declared, form.zone) for (name, declared), value in named}


def _undecided(item: Undecided) -> Json:
    written: Json = {"rule": item.rule, "needs": list(item.needs)}
    return written | ({"conflict": list(item.conflict)} if item.conflict else {})


def _held(item: Held, zone: ZoneInfo) -> Json:
    return outcome_json(item.outcome, zone) | {"missing": list(item.missing), "next": item.next}


def _event(event: Event, zone: ZoneInfo) -> Json:
    data = {name: value_json(value, ANY, zone) for name, value in event.data.items()}
    return {"id": event.id, "type": event.type, "at": moment_json(event.at, zone), "data": data}
