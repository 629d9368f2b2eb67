"""A type as the JSON Schema of the values that a call may give for it: what the engine takes, and nothing else.

What JSON Schema can't say is that numbers are exact here: more than 34 digits are refused, those behind the point
counted from it. A text that is a number may have two characters more.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.diagnostics.phrases import phrase
from engine.feel.literals import range_text
from engine.feel.types import ANY, Kind, Type
from engine.workshop.requests.numerals import numerals
from engine.workshop.requests.texts import DATE, INSTANT, SPAN, SPAN_LENGTH, TIME, TIMESTAMP

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from engine.model.declared_types import Labels

Schema = dict[str, Any]

LONGEST = 36
_BEYOND = 1e34
_PERCENT_SIGN = " *[%％]"
_HUNDRED = 2
"""So many decimals less has a percent as text: `98%` is 0.98."""


class Manner(NamedTuple):
    """How schemas are written: the language of their words, and what leads to a definition that several share."""

    lang: str
    definitions: str = "#/$defs/"

    def ref(self, name: str) -> Schema:
        return {"$ref": f"{self.definitions}{name}"}

    def say(self, name: str, /, **fields: object) -> str:
        return phrase("contract", name, self.lang, **fields)


def shared_values(manner: Manner) -> dict[str, Schema]:
    """The definitions of what is written in a form of its own, by name."""
    return {
        "date": _text("date", DATE, manner, "2026-01-31") | {"format": "date"},
        "instant": _text("date-time", INSTANT, manner, "2026-01-31T18:00:00+08:00", "2026-01-31T18:00"),
        "timestamp": _text("timestamp", TIMESTAMP, manner, "2026-01-31T18:00:00+08:00") | {"format": "date-time"},
        "time": _text("time", TIME, manner, "18:00"),
        "span": _text("span", SPAN, manner, "24h", "3 working days", "2个工作日") | {"maxLength": SPAN_LENGTH},
    }


def _text(name: str, pattern: str, manner: Manner, *examples: str) -> Schema:
    said = manner.say(name)
    return {"type": "string", "description": said, "pattern": f"^{pattern}$", "examples": [*examples]}


def value_schema(type_: Type, labels: Labels, manner: Manner, *, nullable: bool) -> Schema:
    """The schema of one value. `labels`: titles of an enum's values, which are taken for them where they are unique."""
    made = _SCHEMAS[type_.kind](type_, labels, manner)
    return _or_null(made) if nullable and made else made


def _or_null(schema: Schema) -> Schema:
    if "enum" in schema:
        return {**schema, "enum": [*schema["enum"], None]}
    if "type" not in schema:
        return {"anyOf": [schema, {"type": "null"}]}
    types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    return {**schema, "type": [*types, "null"]}


def in_words(type_: Type, currency: str, manner: Manner, more: str = "") -> str:
    """The type of a value in words, with its bounds and what else there is to say; "" where its name says it all."""
    said = _NAMED.get(type_.kind)
    name = manner.say(said, currency=currency) if said else phrase("editor", type_.kind, manner.lang)
    bounded = type_.low is not None or type_.high is not None
    return manner.say("value", type=name, range=range_text(type_) if bounded else "", more=more)


def _numeric(type_: Type, _labels: Labels, _manner: Manner) -> Schema:
    low = {"exclusiveMinimum": -_BEYOND} if type_.low is None else {"minimum": json_number(type_.low)}
    high = {"exclusiveMaximum": _BEYOND} if type_.high is None else {"maximum": json_number(type_.high)}
    step = {"multipleOf": json_number(Decimal(1).scaleb(-type_.scale))} if type_.scale else {}
    kind = "integer" if type_.scale == 0 else "number"
    written = {"pattern": f"^{_numerals(type_)}$", "maxLength": LONGEST}
    return {"type": [kind, "string"], **low, **high, **step, **written}


def _numerals(type_: Type) -> str:
    return numerals(type_.low, type_.high, type_.scale)


def _percent(type_: Type, labels: Labels, manner: Manner) -> Schema:
    """As a number a fraction, as a text that or with a percent sign; between 0 and 100% where it declares no bounds."""
    unbounded = type_.low is None and type_.high is None
    low, high = (Decimal(0), Decimal(1)) if unbounded else (type_.low, type_.high)
    schema = _numeric(Type(Kind.NUMBER, low=low, high=high, scale=type_.scale), labels, manner)
    if type_.scale is not None and type_.scale < _HUNDRED:
        return schema
    places = None if type_.scale is None else type_.scale - _HUNDRED
    signed = numerals(low and low.scaleb(_HUNDRED), high and high.scaleb(_HUNDRED), places)
    plain = numerals(low, high, type_.scale)
    return {**schema, "pattern": f"^({plain}|{signed}{_PERCENT_SIGN})$"}


def json_number(value: Decimal) -> float:
    """A number as JSON has it: whole ones without a point."""
    return int(value) if value == value.to_integral_value() else float(value)


def _boolean(_type: Type, _labels: Labels, _manner: Manner) -> Schema:
    return {"type": "boolean"}


def _string(_type: Type, _labels: Labels, _manner: Manner) -> Schema:
    return {"type": "string"}


def _enum(type_: Type, labels: Labels, _manner: Manner) -> Schema:
    return {"enum": [*dict.fromkeys((*type_.values, *_titles(labels)))]}


def _titles(labels: Labels) -> list[str]:
    """Those that mean one value."""
    texts = [text for _, label in labels for text in label.spellings]
    return [text for text in texts if texts.count(text) == 1]


def choices_in_words(labels: Labels, manner: Manner) -> str:
    """An enum's values, a line each, with what they are called."""
    titled = ((value, label.in_language(manner.lang)) for value, label in labels)
    return "\n".join(f"- {manner.say('chosen', value=value, title=title)}" for value, title in titled if title != value)


def _form(name: str) -> Callable[[Type, Labels, Manner], Schema]:
    return lambda _type, _labels, manner: manner.ref(name)


def _list(type_: Type, labels: Labels, manner: Manner) -> Schema:
    element = type_.element or ANY
    return {"type": "array", "items": value_schema(element, labels, manner, nullable=element.optional)}


def _context(type_: Type, _labels: Labels, manner: Manner) -> Schema:
    fields = {name: value_schema(field, (), manner, nullable=field.optional) for name, field in type_.fields}
    needed = [name for name, field in type_.fields if not field.optional]
    return {"type": "object", "properties": fields, "required": needed, "additionalProperties": False}


def _anything(_type: Type, _labels: Labels, _manner: Manner) -> Schema:
    return {}


_NAMED = {
    Kind.NUMBER: "number",
    Kind.MONEY: "money",
    Kind.PERCENT: "percent",
    Kind.DATE: "date",
    Kind.DATE_TIME: "date-time",
    Kind.TIME: "time",
    Kind.SPAN: "span",
}
"""Kinds of which more is said than their name."""

_SCHEMAS: Mapping[Kind, Callable[[Type, Labels, Manner], Schema]] = {
    Kind.NUMBER: _numeric,
    Kind.MONEY: _numeric,
    Kind.PERCENT: _percent,
    Kind.BOOLEAN: _boolean,
    Kind.STRING: _string,
    Kind.CALENDAR: _string,
    Kind.ENUM: _enum,
    Kind.DATE: _form("date"),
    Kind.DATE_TIME: _form("instant"),
    Kind.TIME: _form("time"),
    Kind.SPAN: _form("span"),
    Kind.LIST: _list,
    Kind.CONTEXT: _context,
    Kind.RANGE: _anything,
    Kind.NULL: _anything,
    Kind.ANY: _anything,
}
