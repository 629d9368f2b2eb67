"""Names and values as people read them: titles for names, labels for enum values, units for numbers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from engine.backends.prose.amounts import currency_amount, moment_text
from engine.backends.prose.phrases import joined, phrases
from engine.feel.runtime.texts import plain_number
from engine.feel.spans import format_span, parse_span
from engine.feel.types import ANY, Kind, Type
from engine.feel.values import ARITHMETIC, TimeSpan, Unit
from engine.ir.program import Table
from engine.ir.steps import outputs_of
from engine.ir.timed_wire import as_told

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from engine.backends.prose.phrases import Say
    from engine.feel.values import Value
    from engine.ir.program import Fact, Output, Program, Text

    Labels = Mapping[str, str]
    Named = tuple[str, Text]
    Labelled = tuple[str, tuple[str, ...], tuple[Named, ...]]
    """A name, its enum's values, their titles."""


MISSED = "missed_targets"
"""The derived value that targets yield."""
MISSED_TARGET = {"id", "actual", "bound", "gap"}
"""What an entry of `missed_targets` consists of."""


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
    amount: Callable[[Decimal | int], str]
    """How an amount of money is written."""
    fields: Mapping[str, str] = field(default_factory=dict)
    """Titles of what contexts consist of."""
    measured: Mapping[str, Type] = field(default_factory=dict)
    """Types of the facts, which targets tell of in texts."""

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

    def called(self, text: str) -> str:
        """What an id given as a text names: a kind, a subject, something declared; else the text itself."""
        return self.titles.get(text) or self.names.get(text, text)

    def names_of(self, names: tuple[str, ...]) -> str:
        """Several titles in a sentence."""
        return joined(self.say, (self.name(name) for name in names))

    def measure(self, text: str, fact: str) -> str:
        """A text that a policy made of a fact's value, or of the distance to it, as that value: `0.001` as `0.1%`."""
        declared = self.measured.get(fact, ANY)
        if declared.kind is Kind.SPAN:
            return self._scalar(parse_span(text), declared)
        return self._scalar(Decimal(text), declared) if declared.is_numeric else text

    def missed(self, target: Mapping[str, Any]) -> str:
        """An entry of `missed_targets`."""
        fact = str(target["id"])
        shown = {name: self.measure(str(target[name]), fact) for name in ("actual", "bound", "gap")}
        return self.say("missed_target", name=self.name(fact), **shown)

    def _list(self, values: tuple[Value, ...], declared: Type, owner: str) -> str:
        element = declared.element or ANY
        separator = self.say("entries" if element.kind is Kind.CONTEXT else "separator")
        return separator.join(self.value(value, element, owner) for value in values) or self.say("empty_list")

    def _text(self, value: str, declared: Type, owner: str) -> str:
        if declared.kind is Kind.CALENDAR:
            return self.title(value, within="calendar")
        labels = self.labels.get(owner) or self.labels_of_enum.get(declared.values, {})
        named = self.titles.get(value, value) if declared.kind is Kind.ENUM else value
        return labels.get(value, named)

    def _scalar(self, value: Any, declared: Type) -> str:
        match value:
            case bool():
                return self.say("yes" if value else "no")
            case int() | Decimal():
                return self.amount(value) if declared.kind is Kind.MONEY else number(value, declared)
            case dt.date():
                return moment_text(value, self.zone)
            case TimeSpan():
                return span_text(value, self.lang)
            case dict() if value.keys() == MISSED_TARGET and value["id"] in self.measured:
                return self.missed(value)
            case dict():
                fields = dict(declared.fields)
                named = ((self.fields.get(name, name), name, item) for name, item in value.items())
                parts = (f"{title} {self.value(item, fields.get(name, ANY))}" for title, name, item in named)
                return joined(self.say, parts)
            case _:
                return str(value)


def span_text(span: TimeSpan, lang: str) -> str:
    """`10分钟`, `1 hour`, to the millisecond. No time at all is told in minutes: nobody writes `0 seconds`."""
    if span == TimeSpan(Unit.SECONDS, Decimal(0)):
        return phrases(lang)("no_time")
    return format_span(as_told(span), lang)


def number(value: Decimal | int, declared: Type) -> str:
    """`79.5`; a percent `0.5%`."""
    if declared.kind is Kind.PERCENT:
        return f"{plain_number(ARITHMETIC.multiply(Decimal(value), Decimal(100)))}%"
    return plain_number(value)


def wording(program: Program, lang: str) -> Wording:
    """The words for everything in a program."""
    words = worded(lang, (program.zone, program.currency), _named(program), _labelled(program), program.titles)
    fields = {name: title for fact in program.facts for name, title in fact.titles}
    types = {fact.name: fact.type for fact in program.facts}
    return replace(words, fields=_in(lang, fields.items()), measured=types)


def worded(
    lang: str, place: tuple[str, str], named: Iterable[Named], labelled: Iterable[Labelled], titles: Iterable[Named]
) -> Wording:
    """The words for what has these names; `titles`: of consequence kinds, their attributes and subjects.

    `place`: the time zone and the currency.
    """
    zone, currency = place
    found = [(name, values, _in(lang, labels)) for name, values, labels in labelled]
    return Wording(
        lang=lang,
        say=phrases(lang),
        zone=ZoneInfo(zone),
        names=_in(lang, named),
        titles=_in(lang, titles),
        labels={name: labels for name, _, labels in found},
        labels_of_enum={values: labels for _, values, labels in found if values},
        amount=currency_amount(currency, lang),
    )


def _in(lang: str, titles: Iterable[Named]) -> Labels:
    return {key: title.in_language(lang) for key, title in titles}


def _named(program: Program) -> Iterator[Named]:
    yield from ((fact.name, fact.title) for fact in program.facts)
    yield from ((param.name, param.title) for param in program.params)
    yield from ((step.name, step.title) for step in program.steps if not isinstance(step, Table))
    yield from ((output.name, output.title) for output in outputs_of(program))


def _labelled(program: Program) -> Iterator[Labelled]:
    items: tuple[Fact | Output, ...] = (*program.facts, *outputs_of(program))
    for item in items:
        if item.labels:
            element = item.type.element or item.type
            yield item.name, element.values, item.labels
