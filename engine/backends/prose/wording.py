"""Names and values as people read them: titles for names, labels for enum values, units for numbers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from engine.backends.prose.phrases import joined, phrases
from engine.feel.runtime.texts import plain_number
from engine.feel.spans import format_span
from engine.feel.types import ANY, Kind, Type
from engine.feel.values import ARITHMETIC, TimeSpan
from engine.ir.program import Derived
from engine.ir.steps import outputs_of
from engine.ir.wire import moment_json, money_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.backends.prose.phrases import Say
    from engine.feel.values import Value
    from engine.ir.program import Fact, Output, Program, Text

    Labels = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Wording:
    """What a program calls things, in one language."""

    lang: str
    say: Say
    zone: ZoneInfo
    names: Mapping[str, str]
    """Titles of facts, parameters, derived values and outputs."""
    titles: Mapping[str, str]
    """Titles of consequence kinds, their attributes and subjects."""
    labels: Mapping[str, Labels]
    """Titles of enum values, by the name of the fact or output."""
    labels_of_enum: Mapping[tuple[str, ...], Labels]
    """The same by the values that the enum has, for values that have no name."""

    def name(self, name: str) -> str:
        """The title of something declared, else its name."""
        return self.names.get(name, name)

    def title(self, name: str, within: str = "") -> str:
        """The title of a kind, a subject, or of an attribute `within` a kind; else the id itself."""
        return self.titles.get(f"{within}.{name}" if within else name, name)

    def value(self, value: Value, declared: Type, owner: str = "") -> str:
        """A value as it is read; `owner` is the name whose labels an enum's value has."""
        if value is None:
            return self.say("nothing")
        if isinstance(value, tuple):
            return self._list(value, declared, owner)
        if isinstance(value, str):
            return self._text(value, declared, owner)
        return self._scalar(value, declared)

    def names_of(self, names: tuple[str, ...]) -> str:
        """Several titles in a sentence."""
        return joined(self.say, (self.name(name) for name in names))

    def _list(self, values: tuple[Value, ...], declared: Type, owner: str) -> str:
        element = declared.element or ANY
        return joined(self.say, (self.value(value, element, owner) for value in values)) or self.say("empty_list")

    def _text(self, value: str, declared: Type, owner: str) -> str:
        labels = self.labels.get(owner) or self.labels_of_enum.get(declared.values, {})
        return labels.get(value, value)

    def _scalar(self, value: Any, declared: Type) -> str:
        match value:
            case bool():
                return self.say("yes" if value else "no")
            case int() | Decimal():
                return number(value, declared)
            case dt.date():
                return moment_json(value, self.zone)
            case TimeSpan():
                return format_span(value, self.lang)
            case dict():
                fields = dict(declared.fields)
                parts = (f"{name} {self.value(item, fields.get(name, ANY))}" for name, item in value.items())
                return joined(self.say, parts)
            case _:
                return str(value)


def number(value: Decimal | int, declared: Type) -> str:
    """`79.5`; a percent `0.5%`; money `10000.00`."""
    if declared.kind is Kind.PERCENT:
        return f"{plain_number(ARITHMETIC.multiply(Decimal(value), Decimal(100)))}%"
    return money_text(value) if declared.kind is Kind.MONEY else plain_number(value)


def wording(program: Program, lang: str) -> Wording:
    """The words for everything in a program."""
    labels = {name: _in(lang, titles) for name, _, titles in _labelled(program)}
    return Wording(
        lang=lang,
        say=phrases(lang),
        zone=ZoneInfo(program.zone),
        names={name: title.in_language(lang) for name, title in _named(program)},
        titles=_in(lang, program.titles),
        labels=labels,
        labels_of_enum={values: labels[name] for name, values, _ in _labelled(program) if values},
    )


def _in(lang: str, titles: tuple[tuple[str, Text], ...]) -> Labels:
    return {key: title.in_language(lang) for key, title in titles}


def _named(program: Program) -> Iterator[tuple[str, Text]]:
    yield from ((fact.name, fact.title) for fact in program.facts)
    yield from ((param.name, param.title) for param in program.params)
    yield from ((step.name, step.title) for step in program.steps if isinstance(step, Derived))
    yield from ((output.name, output.title) for output in outputs_of(program))


def _labelled(program: Program) -> Iterator[tuple[str, tuple[str, ...], tuple[tuple[str, Text], ...]]]:
    """Name, the enum's values, their titles."""
    items: tuple[Fact | Output, ...] = (*program.facts, *outputs_of(program))
    for item in items:
        if item.labels:
            element = item.type.element or item.type
            yield item.name, element.values, item.labels
