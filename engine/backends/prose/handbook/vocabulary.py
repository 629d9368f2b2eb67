"""The words of a policy before it is cut into periods: its titles, and the values of its parameters over time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.backends.prose.handbook.speech import Speech
from engine.backends.prose.wording import MISSED, worded
from engine.diagnostics.catalog import entry as catalog_entry
from engine.diagnostics.catalog import fill
from engine.model.policy import Derived, Table, TimedItem
from engine.model.text import Text
from engine.model.timed.read_clocks import STATES

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping

    from engine.backends.prose.handbook.material import Entry, Material
    from engine.backends.prose.wording import Labelled, Named, Wording
    from engine.model.parts import EventType, Output
    from engine.model.policy import DatedValue, Fact, Param, Policy

TARGETS = "-targets"
"""The anchor of a policy's targets, after its own."""
SUBJECTS = "-subjects"
"""The name under which a policy's words have the subjects' titles: nothing declared is called so."""
_MISSED_FIELDS = ("id", "actual", "bound", "gap")


def speech_of(entry: Entry, material: Material, lang: str) -> Speech:
    """The words of one policy."""
    policy = entry.policy
    words = _wording(_named(policy), _labelled(policy), material, lang)
    values = {param.name: values_text(param, policy.effective.since, words) for param in policy.params}
    fields, events = _fields(policy, lang), _events(material, lang)
    return Speech(words, values, dict(_anchors(policy)), fields, events, entry.notes, _event_data(material, lang))


def speech_of_all(material: Material, lang: str) -> Speech:
    """The words that no policy declares."""
    return Speech(_wording((), (), material, lang), {}, {}, {}, _events(material, lang))


def _events(material: Material, lang: str) -> Mapping[str, str]:
    return {event.name: event.title.in_language(lang) for event in material.vocabulary.events.values()}


def _anchors(policy: Policy) -> Iterator[tuple[str, str]]:
    """Where each name is explained: an output at its table, missed targets at the targets."""
    items: tuple[Fact | Param, ...] = (*policy.facts, *policy.params)
    yield from ((item.name, f"{policy.id}.{item.name}") for item in items)
    for step in policy.steps:
        match step:
            case Derived(name=name):
                yield name, f"{policy.id}.{TARGETS if name == MISSED else name}"
            case Table():
                yield from ((output.name, f"{policy.id}/{step.id}") for output in step.outputs)
            case TimedItem():
                yield step.step.name, f"{policy.id}.{step.step.name}"


def _event_data(material: Material, lang: str) -> Mapping[str, Mapping[str, str]]:
    """Titles of what each event brings with it."""
    events = material.vocabulary.events.values()
    return {event.name: {name: title.in_language(lang) for name, title in event.titles} for event in events}


def _fields(policy: Policy, lang: str) -> dict[str, str]:
    """Titles of what the entries of the policy's lists consist of."""
    targets = any(step.name == MISSED for step in policy.steps if isinstance(step, Derived))
    missed = {name: catalog_entry("handbook")[f"missed_{name}"][lang] for name in _MISSED_FIELDS} if targets else {}
    known = {name: words[lang] for name, words in catalog_entry("timed_values").items()}
    return known | missed | {name: title.in_language(lang) for fact in policy.facts for name, title in fact.fields}


def _wording(named: Iterable[Named], labelled: Iterable[Labelled], material: Material, lang: str) -> Wording:
    settings, vocabulary = material.settings, material.vocabulary
    subjects = (SUBJECTS, tuple(vocabulary.subjects), tuple(vocabulary.subjects.items()))
    place = (settings.zone, settings.currency)
    events = [
        (f"{event.name}.{name}", _values(event, name), labels)
        for event in vocabulary.events.values()
        for name, labels in event.labels
    ]
    calendars = ((f"calendar.{name}", declared.line[0].title) for name, declared in material.calendars.items())
    states = ("-states", STATES, _states())
    return worded(lang, place, named, (subjects, states, *labelled, *events), (*vocabulary.titles(), *calendars))


def _states() -> tuple[tuple[str, Text], ...]:
    """What the states of clocks are called."""
    words = catalog_entry("timed")
    return tuple((state, Text(words[state]["zh"], words[state]["en"])) for state in STATES)


def _values(event: EventType, name: str) -> tuple[str, ...]:
    """The values of an event's data that is a choice, or a list of choices."""
    declared = dict(event.fields)[name]
    return (declared.element or declared).values


def _named(policy: Policy) -> Iterator[Named]:
    yield from ((fact.name, fact.title) for fact in policy.facts)
    yield from ((param.name, param.title) for param in policy.params)
    for step in policy.steps:
        match step:
            case Derived():
                yield step.name, step.title
            case Table():
                yield from ((output.name, output.title) for output in step.outputs)
            case TimedItem():
                yield step.step.name, step.step.title


def _labelled(policy: Policy) -> Iterator[Labelled]:
    outputs = (output for step in policy.steps if isinstance(step, Table) for output in step.outputs)
    items: tuple[Fact | Output, ...] = (*policy.facts, *outputs)
    for item in items:
        if item.labels:
            yield item.name, (item.type.element or item.type).values, item.labels


def values_text(param: Param, since: dt.date | None, words: Wording) -> str:
    """A parameter's values over time: `0.5%，2027-01-01 起 0.8%`. `since`: when its policy begins."""
    shown = [_dated(value, index == 0, since, param, words) for index, value in enumerate(param.values)]
    comma: str = catalog_entry("handbook")["comma"][words.lang]
    return comma.join(shown)


def _dated(value: DatedValue, first: bool, since: dt.date | None, param: Param, words: Wording) -> str:
    shown = words.value(value.value, param.type)
    if value.since is None or (first and value.since == since):
        return shown
    return fill(
        catalog_entry("handbook")["param_since"][words.lang], {"since": value.since.isoformat(), "value": shown}
    )
