"""The meaning of decision tables once more, by trying every case there is: what `adapter` is held to."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

Facts = dict[str, Any]
TEXTS = ("north", "south", "east", "none of these")
"""What a string is tried with: rules name the first three at most."""


def cases(table: Mapping[str, Any]) -> Iterator[Facts]:
    """All of them: the columns must be small."""
    columns = table["columns"]
    for values in product(*map(_values, columns)):
        yield {column["name"]: value for column, value in zip(columns, values, strict=True)}


def _values(column: Mapping[str, Any]) -> list[Any]:
    return [*_named(column), *([None] if column.get("nullable") else [])]


def _named(column: Mapping[str, Any]) -> Sequence[Any]:
    match column["type"]:
        case "decimal":
            return _decimals(column)
        case "int":
            return range(column["domain"]["min"], column["domain"]["max"] + 1)
        case "date":
            return _days(column)
        case "bool":
            return (False, True)
        case "string":
            return TEXTS
        case _:
            return tuple(column["values"])


def _decimals(column: Mapping[str, Any]) -> list[str]:
    """Of dense ones every quarter, where the tables' ends are halves."""
    step = Decimal("0.25") if "scale" not in column else Decimal(1).scaleb(-column["scale"])
    low, high = (Decimal(column["domain"][end]) for end in ("min", "max"))
    return [str(low + step * number) for number in range(int((high - low) / step) + 1)]


def _days(column: Mapping[str, Any]) -> list[str]:
    low, high = (dt.date.fromisoformat(column["domain"][end]) for end in ("min", "max"))
    return [(low + dt.timedelta(number)).isoformat() for number in range((high - low).days + 1)]


class World(NamedTuple):
    """What is known of the columns: their types, and the texts that some rule names."""

    types: Mapping[str, str]
    named: Mapping[str, set[Any]]


def world_of(*tables: Mapping[str, Any]) -> World:
    types = {column["name"]: column["type"] for column in tables[0]["columns"]}
    whens = [rule["when"] for table in tables for rule in table["rules"]]
    texts = {name: {item for when in whens for item in when.get(name, ()) if isinstance(item, str)} for name in types}
    return World(types, texts)


def matches(when: Mapping[str, Sequence[Any]], facts: Facts, world: World) -> bool:
    return all(any(_holds(item, facts[name], world, name) for item in items) for name, items in when.items())


def _holds(item: Any, value: Any, world: World, name: str) -> bool:
    if item == {"null": True} or value is None:
        return value is None and item == {"null": True}
    if item == {"other": True}:
        return value not in world.named[name]
    return _lies(item, value, world.types[name])


def _lies(item: Any, value: Any, kind: str) -> bool:
    if not isinstance(item, dict):
        return bool(_key(item, kind) == _key(value, kind))
    here, low, high = (None if each is None else _key(each, kind) for each in (value, item.get("min"), item.get("max")))
    above: bool = low is None or low < here or (low == here and not item.get("min_open"))
    below: bool = high is None or here < high or (here == high and not item.get("max_open"))
    return above and below


def _key(value: Any, kind: str) -> Any:
    return Decimal(str(value)) if kind in {"decimal", "int"} else value


def decision(table: Mapping[str, Any], matching: Sequence[int]) -> Any:
    """Of the rules that match, by their places."""
    rules = table["rules"]
    outcomes = [json.dumps(rules[place]["then"]) for place in _in_order(table, matching)]
    if not outcomes:
        return "none"
    clash = {"unique": len(outcomes) > 1, "any": len({*outcomes}) > 1}.get(table["policy"], False)
    return "conflict" if clash else {"then": json.loads(outcomes[0])}


def answering(table: Mapping[str, Any], matching: Sequence[int]) -> list[int]:
    """The rules that say what is decided."""
    if decision(table, matching) in ("none", "conflict"):
        return []
    return [*matching] if table["policy"] == "any" else [*_in_order(table, matching)][:1]


def _in_order(table: Mapping[str, Any], matching: Sequence[int]) -> Sequence[int]:
    if table["policy"] != "priority":
        return matching
    return sorted(matching, key=lambda place: (-table["rules"][place]["priority"], place))
