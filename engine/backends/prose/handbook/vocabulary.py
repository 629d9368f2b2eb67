"""The words of a policy before it is cut into periods: its titles, and the values of its parameters over time."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

from engine.backends.prose.handbook.speech import Speech
from engine.backends.prose.wording import worded
from engine.diagnostics.catalog import entry, fill
from engine.ir.wire import money_text
from engine.model.policy import Derived

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from decimal import Decimal
    from zoneinfo import ZoneInfo

    from engine.backends.prose.handbook.material import Material
    from engine.backends.prose.wording import Labelled, Named, Wording
    from engine.model.parts import Output
    from engine.model.policy import DatedValue, Fact, Param, Policy

MISSED = "missed_targets"
"""The derived value that targets yield: told by the table of targets."""
TARGETS = "-targets"
"""The anchor of a policy's targets, after its own."""
SUBJECTS = ""
"""The name under which a policy's words have the subjects' titles: nothing declared is called so."""
_MISSED_FIELDS = ("id", "actual", "bound", "gap")


def speech_of(policy: Policy, material: Material, lang: str) -> Speech:
    """The words of one policy."""
    words = _wording(policy, material, lang)
    values = {param.name: values_text(param, policy.effective.since, words) for param in policy.params}
    events = {event.name: event.title.in_language(lang) for event in material.vocabulary.events.values()}
    return Speech(words, values, dict(_anchors(policy)), _fields(policy, lang), events)


def _anchors(policy: Policy) -> Iterator[tuple[str, str]]:
    """Where each name is explained: an output at its table, missed targets at the targets."""
    items: tuple[Fact | Param, ...] = (*policy.facts, *policy.params)
    yield from ((item.name, f"{policy.id}.{item.name}") for item in items)
    for step in policy.steps:
        if isinstance(step, Derived):
            yield step.name, f"{policy.id}.{TARGETS if step.name == MISSED else step.name}"
        else:
            yield from ((output.name, f"{policy.id}/{step.id}") for output in step.outputs)


def _fields(policy: Policy, lang: str) -> Mapping[str, str]:
    """Titles of what the entries of the policy's lists consist of."""
    targets = any(step.name == MISSED for step in policy.steps if isinstance(step, Derived))
    missed = {name: entry("handbook")[f"missed_{name}"][lang] for name in _MISSED_FIELDS} if targets else {}
    return missed | {name: title.in_language(lang) for fact in policy.facts for name, title in fact.fields}


def currency_amount(currency: str, lang: str) -> Callable[[Decimal | int], str]:
    """How money is written: `12,345.67 元`, `CNY 12,345.67`."""
    template = entry("handbook")["money"][lang]
    name = currency_name(currency, lang)
    return lambda value: fill(template, {"amount": _grouped(money_text(value)), "currency": name})


def currency_name(currency: str, lang: str) -> str:
    name: str = entry("currencies").get(currency, {}).get(lang, currency)
    return name


def _grouped(amount: str) -> str:
    """Thousands set apart; whole amounts without cents."""
    sign = "−" if amount.startswith("-") else ""
    whole, _, cents = amount.lstrip("-").partition(".")
    return f"{sign}{int(whole):,}" + ("" if set(cents) == {"0"} else f".{cents}")


def _wording(policy: Policy, material: Material, lang: str) -> Wording:
    titles = material.vocabulary.titles()
    words = worded(lang, material.settings.zone, _named(policy), _labelled(policy, material), titles)
    return printed(words, material.settings.currency)


def printed(words: Wording, currency: str) -> Wording:
    """The words with amounts and instants as a book has them."""
    return replace(words, amount=currency_amount(currency, words.lang), moment=_moment)


def _moment(moment: dt.date, zone: ZoneInfo) -> str:
    """`2026-03-02`, `2026-03-02 09:00`, with seconds where it has some."""
    if not isinstance(moment, dt.datetime):
        return moment.isoformat()
    local = moment.astimezone(zone).replace(tzinfo=None)
    return local.isoformat(" ", "seconds" if local.second or local.microsecond else "minutes")


def _named(policy: Policy) -> Iterator[Named]:
    yield from ((fact.name, fact.title) for fact in policy.facts)
    yield from ((param.name, param.title) for param in policy.params)
    for step in policy.steps:
        if isinstance(step, Derived):
            yield step.name, step.title
        else:
            yield from ((output.name, output.title) for output in step.outputs)


def _labelled(policy: Policy, material: Material) -> Iterator[Labelled]:
    subjects = material.vocabulary.subjects
    yield SUBJECTS, tuple(subjects), tuple(subjects.items())
    outputs = (output for step in policy.steps if not isinstance(step, Derived) for output in step.outputs)
    items: tuple[Fact | Output, ...] = (*policy.facts, *outputs)
    for item in items:
        if item.labels:
            yield item.name, (item.type.element or item.type).values, item.labels


def values_text(param: Param, since: dt.date | None, words: Wording) -> str:
    """A parameter's values over time: `0.5%，2027-01-01 起 0.8%`. `since`: when its policy begins."""
    shown = [_dated(value, index == 0, since, param, words) for index, value in enumerate(param.values)]
    comma: str = entry("handbook")["comma"][words.lang]
    return comma.join(shown)


def _dated(value: DatedValue, first: bool, since: dt.date | None, param: Param, words: Wording) -> str:
    shown = words.value(value.value, param.type)
    if value.since is None or (first and value.since == since):
        return shown
    return fill(entry("handbook")["param_since"][words.lang], {"since": value.since.isoformat(), "value": shown})
