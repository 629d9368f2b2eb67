"""Types as policies declare them: `{type: number, range: 0..100}`, `{values: {a: 甲}}`, `{type: list, of: string}`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from engine.diagnostics import did_you_mean
from engine.document.nodes import Mapping, Node, Scalar
from engine.feel.literals import read_range
from engine.feel.types import ANY, BOOLEAN, CALENDAR, DATE, DATE_TIME, MONEY, NUMBER, SPAN, STRING, Kind, Type
from engine.model.reading import entries, read_flag, read_string, read_text, scalars
from engine.model.text import Text

if TYPE_CHECKING:
    from engine.diagnostics import Report
    from engine.model.vocabulary import Vocabulary

Labels = tuple[tuple[str, Text], ...]

PERCENT = Type(Kind.PERCENT, low=Decimal(0), high=Decimal(1))
"""A percent lies between 0 and 100% unless its `range` says otherwise."""

SIMPLE: dict[str, Type] = {
    "number": NUMBER,
    "money": MONEY,
    "percent": PERCENT,
    "boolean": BOOLEAN,
    "string": STRING,
    "date": DATE,
    "date-time": DATE_TIME,
    "span": SPAN,
    "calendar": CALENDAR,
}
NAMES = (*SIMPLE, "enum", "list", "set", "subject")
ONLY_OF = {"values": ("enum", "set"), "of": ("list", "set"), "scale": ("number", "money", "percent")}
"""Keys beside `type`, and the types of which they say something; `range` is checked where it is read."""


@dataclass(frozen=True, slots=True)
class Declared:
    type: Type
    labels: Labels


def read_type(node: Mapping, vocabulary: Vocabulary, report: Report) -> Declared:
    """The type that an item declares by its keys `type`, `values`, `of`, `range`, `scale`, `optional`."""
    labels = read_labels(node.get("values"))
    name = node.get("type")
    written = read_string(name) or ("enum" if labels else "")
    base = _of_kind(written, node, labels, vocabulary, report)
    _check_keys(written, node, report)
    type_ = _bounded(base, node, report)
    return Declared(replace(type_, optional=True) if read_flag(node.get("optional")) else type_, labels)


def label_titles(labels: Labels) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """An enum's ids, each with the titles that may stand for it."""
    return tuple((value, title.spellings) for value, title in labels)


def read_labels(node: Node | None) -> Labels:
    """`values: {a: 甲, b: {zh: 乙, en: B}}`, or `[a, b]`."""
    if isinstance(node, Mapping):
        return tuple((key.text, read_text(value, key.text)) for key, value in entries(node))
    return tuple((item.text, Text(item.text, item.text)) for item in scalars(node))


def field_titles(node: Node | None) -> Labels:
    """The titles of a context's fields, for those that have one."""
    named = ((key.text, value.get("title")) for key, value in entries(node) if isinstance(value, Mapping))
    return tuple((name, read_text(title, name)) for name, title in named if title)


def _of_kind(name: str, node: Mapping, labels: Labels, vocabulary: Vocabulary, report: Report) -> Type:
    if name == "enum":
        return Type(Kind.ENUM, values=tuple(value for value, _ in labels))
    if name == "subject":
        return vocabulary.subject
    if name == "set":
        values = tuple(value for value, _ in labels)
        element = Type(Kind.ENUM, values=values) if values else read_element(node.get("of"), vocabulary, report)
        return Type(Kind.LIST, element=element, unique=True)
    if name == "list":
        return Type(Kind.LIST, element=read_element(node.get("of"), vocabulary, report))
    return SIMPLE.get(name, ANY)


def read_element(node: Node | None, vocabulary: Vocabulary, report: Report) -> Type:
    """What a list is of: a type's name, a declaration, or the fields of a context."""
    if isinstance(node, Scalar):
        return _named(node, vocabulary, report)
    if isinstance(node, Mapping):
        if node.get("type") or node.get("values"):
            return read_type(node, vocabulary, report).type
        fields = ((key.text, read_element(value, vocabulary, report)) for key, value in entries(node))
        return Type(Kind.CONTEXT, fields=tuple(fields))
    return STRING


def _named(name: Scalar, vocabulary: Vocabulary, report: Report) -> Type:
    if name.text == "subject":
        return vocabulary.subject
    if name.text not in SIMPLE:
        report.add("GJ326", name.span, name=name.text, near=did_you_mean(name.text, NAMES), known=", ".join(NAMES))
        return ANY
    return SIMPLE[name.text]


def _check_keys(name: str, node: Mapping, report: Report) -> None:
    """Keys that say nothing of the type: `of` of a text, `values` or `scale` of a boolean."""
    for key, kinds in ONLY_OF.items():
        found = node.key(key)
        if found and name in NAMES and name not in kinds:
            report.add("GJ358", found.span, key=key, kind=name, kinds=", ".join(kinds))


def _bounded(type_: Type, node: Mapping, report: Report) -> Type:
    scale, bounds = node.get("scale"), node.get("range")
    if isinstance(scale, Scalar) and scale.text.isdigit() and type_.is_numeric:
        type_ = replace(type_, scale=int(scale.text))
    if not isinstance(bounds, Scalar):
        return type_
    if not type_.is_numeric:
        report.add("GJ335", bounds.span, kind=type_.kind)
        return type_
    low, high = read_range(bounds.text, type_, bounds.place, report)
    return replace(type_, low=low, high=high)
