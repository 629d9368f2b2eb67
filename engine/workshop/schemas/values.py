"""A type as the JSON Schema of the values that a case gives for it.

The schema is never stricter than the engine, which reads some plain texts in another way than YAML does: a text may
look like a number to YAML (`007`), so where a text is wanted, numbers pass.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.diagnostics.phrases import phrase
from engine.feel.literals import range_text
from engine.feel.types import Kind, Type
from engine.model.text import Text
from engine.workshop.schemas.choices import Choice, Choices, each_of, heading, lines, one_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

    from engine.model.declared_types import Labels
    from engine.workshop.schemas.choices import Schema

_NUMERAL = r"^[+-]?[0-9]+(\.[0-9]+)?$"
_PERCENT = r"^[+-]?[0-9]+(\.[0-9]+)?\s*[%％]?$"
_DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_SYNTAX = re.compile(r"[\\^$.*+?()\[\]{}|]")
"""What ECMA-262 lets a pattern escape; Python would escape blanks and hyphens too."""
_LIKE_NO_TEXT = re.compile(r"[-+.~0-9]|(?:true|false|null)$", re.IGNORECASE)
_NO_TEXT: Schema = {"not": {"type": "string"}}
_SCALAR = ["string", "number", "boolean", "null"]


def value_schema(type_: Type, title: Text, labels: Labels, *, nullable: bool) -> Schema:
    """The schema of a named value: what it is called, its type in words, what may be given."""
    return {"title": heading(title), "description": about(type_, title), **_nullable(_given(type_, labels), nullable)}


def result_schema(type_: Type, title: Text, labels: Labels) -> Schema:
    """The schema of an expected output, which may be written in more ways than a fact: only an enum's ids are known."""
    named = {"title": heading(title), "description": about(type_, title)}
    if type_.kind is not Kind.ENUM:
        return named
    return {**named, **one_of(Choices(_ids(type_, labels), whole=True), _NO_TEXT)}


def about(type_: Type, title: Text, values: str = "") -> str:
    """A value in words, in both languages: its title, its type, and its bounds or what `values` says instead."""
    return "\n".join(
        phrase(
            "editor",
            "value",
            lang,
            title=title.in_language(lang),
            type=phrase("editor", type_.kind, lang),
            range=values or _range(type_),
        )
        for lang in ("zh", "en")
    )


def _range(type_: Type) -> str:
    bounded = type_.low is not None or type_.high is not None
    return range_text(type_) if bounded else ""


def _nullable(schema: Schema, nullable: bool) -> Schema:
    if not nullable:
        return schema
    if "anyOf" in schema:
        return {**schema, "anyOf": [*schema["anyOf"], {"type": "null"}]}
    types = schema.get("type", [])
    listed = types if isinstance(types, list) else [types]
    return {**schema, "type": [*listed, "null"]} if listed and "null" not in listed else schema


def _given(type_: Type, labels: Labels) -> Schema:
    schema = _SCHEMAS.get(type_.kind)
    return schema(type_, labels) if schema else {}


def _numeric(type_: Type, _labels: Labels) -> Schema:
    low = {} if type_.low is None else {"minimum": _json_number(type_.low)}
    high = {} if type_.high is None else {"maximum": _json_number(type_.high)}
    pattern = _PERCENT if type_.kind is Kind.PERCENT else _NUMERAL
    return {"type": ["number", "string"], "pattern": pattern, **low, **high}


def _json_number(bound: Decimal) -> float:
    return int(bound) if bound == bound.to_integral_value() else float(bound)


def _boolean(_type: Type, _labels: Labels) -> Schema:
    return {"type": "boolean"}


def _enum(type_: Type, labels: Labels) -> Schema:
    choices, others = _enum_words(type_, labels)
    return one_of(choices, *others)


def _enum_words(type_: Type, labels: Labels) -> tuple[Choices, list[Schema]]:
    """The ids, which are offered, and what else is taken: titles, and what YAML doesn't read as text."""
    spelled = [spelling for _, text in labels for spelling in text.spellings]
    titles = "|".join(_SYNTAX.sub(r"\\\g<0>", title) for title in spelled)
    others: list[Schema] = [{"type": "string", "pattern": f"^({titles})$"}] if titles else []
    if any(map(_LIKE_NO_TEXT.match, (*type_.values, *spelled))):
        others.append(_NO_TEXT)
    return Choices(_ids(type_, labels), whole=True), others


def _ids(type_: Type, labels: Labels) -> tuple[Choice, ...]:
    titles = dict(labels)
    return tuple(Choice(value, lines(titles.get(value, Text(value, value)))) for value in type_.values)


def _text(_type: Type, _labels: Labels) -> Schema:
    return {"type": _SCALAR}


def _date(_type: Type, _labels: Labels) -> Schema:
    return {"type": "string", "format": "date", "pattern": _DATE, "examples": ["2026-01-01"]}


def _instant(_type: Type, _labels: Labels) -> Schema:
    return {"type": "string", "examples": ["2026-01-01T10:00:00+08:00"]}


def _span(_type: Type, _labels: Labels) -> Schema:
    return {"type": "string", "examples": ["24h", "3 working days"]}


def _list(type_: Type, labels: Labels) -> Schema:
    element = type_.element
    if element is None:
        return {"type": "array"}
    if element.kind is Kind.ENUM and not element.optional:
        choices, others = _enum_words(element, labels)
        return {"type": "array", "items": each_of(choices, one_of(choices, *others))}
    return {"type": "array", "items": _nullable(_given(element, labels), element.optional)}


def _context(type_: Type, _labels: Labels) -> Schema:
    fields = {name: _nullable(_given(field, ()), field.optional) for name, field in type_.fields}
    needed = [name for name, field in type_.fields if not field.optional]
    return {"type": "object", "properties": fields, "required": needed, "additionalProperties": False}


_SCHEMAS: dict[Kind, Callable[[Type, Labels], Schema]] = {
    Kind.NUMBER: _numeric,
    Kind.MONEY: _numeric,
    Kind.PERCENT: _numeric,
    Kind.BOOLEAN: _boolean,
    Kind.ENUM: _enum,
    Kind.STRING: _text,
    Kind.CALENDAR: _text,
    Kind.DATE: _date,
    Kind.DATE_TIME: _instant,
    Kind.SPAN: _span,
    Kind.LIST: _list,
    Kind.CONTEXT: _context,
}
"""By the type's kind; of every other kind, anything may be given."""
