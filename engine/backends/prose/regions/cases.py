"""A witness as a case of the cases' files: YAML that can be copied into one, JSON data for a program."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from engine.backends.prose.wording import number
from engine.feel.spans import format_span
from engine.feel.types import ANY, Kind
from engine.feel.values import TimeSpan
from engine.ir.value_wire import value_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from zoneinfo import ZoneInfo

    from engine.feel.types import Type
    from engine.feel.values import Value
    from engine.ir.regions import Witness

    Json = dict[str, Any]

_PLAIN = re.compile(r"[^\W\d_][\w-]*|\d{4}-\d\d-\d\d|-?\d+(\.\d+)?%?")
_TRUTH = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})
"""Words that some reader of YAML takes for something else."""
_LEFT_OUT = frozenset({"rule", "cites"})
"""Of a consequence: what a case needn't ask for."""


def facts_json(witness: Witness, types: Mapping[str, Type], zone: ZoneInfo) -> str:
    """The facts, and the events among them, as a command's argument in single quotes takes them."""
    given = case_json(witness, types, zone)["given"]
    facts = given["facts"] | ({"events": given["events"]} if "events" in given else {})
    return json.dumps(facts, ensure_ascii=False).replace("'", "\\u0027")


def case_json(witness: Witness, types: Mapping[str, Type], zone: ZoneInfo) -> Json:
    """The case's dates, facts and events as JSON data."""
    facts = {name: value_json(value, types.get(name, ANY), zone) for name, value in witness.facts.items()}
    events = [{name: value_json(value, ANY, zone) for name, value in event.items()} for event in witness.events]
    dated = {"as_of": witness.as_of.isoformat()} if witness.as_of else {}
    return {**dated, "given": {"facts": facts, **({"events": events} if events else {})}}


def case_yaml(
    title: str,
    witness: Witness,
    types: Mapping[str, Type],
    zone: ZoneInfo,
    expected: Sequence[tuple[str, Sequence[Json]]] = (),
) -> str:
    """One entry under `cases:`. `expected`: by side what comes of it; the first is asked for, others are remarks."""
    lines = [f"- case: {_scalar(title)}"]
    if witness.as_of:
        lines.append(f"  as_of: {witness.as_of.isoformat()}")
    lines += ["  given:", f"    facts: {_facts(witness.facts, types, zone)}"]
    if witness.events:
        lines += ["    events:", *(f"      - {_flow(_event(event, zone))}" for event in witness.events)]
    return "\n".join([*lines, *_expected(expected)])


def _expected(expected: Sequence[tuple[str, Sequence[Json]]]) -> Iterator[str]:
    for place, (side, outcomes) in enumerate(expected):
        if not place:
            yield f"  expect:  # {side}"
        else:
            yield f"  # {side}:"
        yield f"  {'#' if place else ' '} {f'outcomes: {_flow([_asked(one) for one in outcomes])}'}"


def _asked(outcome: Json) -> Json:
    return {name: value for name, value in outcome.items() if name not in _LEFT_OUT and value is not None}


def _event(event: Mapping[str, Any], zone: ZoneInfo) -> Json:
    return {name: value_json(value, ANY, zone) for name, value in event.items()}


def _facts(facts: Mapping[str, Value], types: Mapping[str, Type], zone: ZoneInfo) -> str:
    return _flow({name: _written(value, types.get(name, ANY), zone) for name, value in facts.items()})


def _written(value: Value, declared: Type, zone: ZoneInfo) -> Any:
    """A value as owners write it: percents as percents, spans in words."""
    match value:
        case int() | Decimal() if not isinstance(value, bool) and declared.kind is Kind.PERCENT:
            return number(value, declared)
        case TimeSpan():
            return format_span(value, "en")
        case _:
            return value_json(value, declared, zone)


def _flow(value: Any) -> str:
    """YAML in one line."""
    match value:
        case dict():
            return "{" + ", ".join(f"{name}: {_flow(item)}" for name, item in value.items()) + "}"
        case list() | tuple():
            return f"[{_items(value)}]"
        case _:
            return _scalar(value)


def _items(values: Iterable[Any]) -> str:
    return ", ".join(map(_flow, values))


def _scalar(value: Any) -> str:
    """Plain where no reader takes it for something else, else in double quotes."""
    if isinstance(value, str):
        return (
            value if _PLAIN.fullmatch(value) and value.lower() not in _TRUTH else json.dumps(value, ensure_ascii=False)
        )
    return json.dumps(value)
