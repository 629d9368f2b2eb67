"""Values as JSON: as data, and written as the members of an object.

Numbers are plain decimal strings: no exponent, no trailing zeros; money has two decimals.
"""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from engine.feel.runtime.texts import plain_number
from engine.feel.spans import canonical_span
from engine.feel.types import ANY, Kind, Type
from engine.feel.values import TimeSpan, decimal_of
from engine.ir.moments import moment_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from zoneinfo import ZoneInfo

    Writer = Callable[[Any], str]
    """Gives a value as JSON."""

compact: Writer = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
"""JSON data with nothing between its members."""
canonical: Writer = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode
"""The same with members in the order of their names."""
quoted: Writer = json.encoder.encode_basestring
"""A text as JSON."""


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


def members_writer(members: Iterable[tuple[str, int, Type]], zone: ZoneInfo, encode: Writer) -> Writer:
    """What gives a tuple as the members of a JSON object, each by its name, its place in the tuple, and its type.

    It is generated, as one expression: a loop takes three times as long, which is most of what an answer costs. Numbers
    may be floats, which stand for the decimals that they print as; texts and integers, the commonest, are written in
    place, all else by `encode`.
    """
    names: dict[str, Any] = {"quoted": quoted}
    written, values = [], []
    for name, place, declared in members:
        names[f"write{place}"] = _writer(declared, zone, encode)
        written.append(f"{quoted(name)}:".replace("%", "%%"))
        values.append((_NUMBER if declared.kind is Kind.NUMBER else _TEXT).format(place))
    names["members"] = "%s,".join(written) + "%s" * bool(written)
    function: Writer = eval(f"lambda all: members % ({''.join(values)})", names)  # noqa: S307  no text of a user's
    return function


_NUMBER = "f'\"{{all[{0}]}}\"' if type(all[{0}]) is int else write{0}(all[{0}]), "
_TEXT = "quoted(all[{0}]) if type(all[{0}]) is str else write{0}(all[{0}]), "


def _writer(declared: Type, zone: ZoneInfo, encode: Writer) -> Writer:
    def write(value: Any) -> str:
        if type(value) is Decimal:
            return f'"{_number(value, declared)}"'
        if type(value) is float:
            return f'"{_number(decimal_of(value), declared)}"'
        return encode(value_json(value, declared, zone))

    return write
