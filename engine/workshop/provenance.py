"""Who set what a branch's policy says: which branch, where, since when, why, and what those above it say instead."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

from engine.backends.prose.phrases import phrases
from engine.backends.prose.provenance import change_data, change_lines
from engine.diagnostics import Diagnostic, PolicyError, did_you_mean
from engine.document.nodes import Mapping, Scalar
from engine.feel.walk import references
from engine.ir.origins import changes_on, param_origin, value_on
from engine.model.overlays.items import HEADER, SECTIONS, Item, item_of, items_of
from engine.model.policy import Derived, Table, TimedItem
from engine.model.policy_expressions import expressions_of
from engine.model.reading import read_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.diagnostics import Span
    from engine.ir.program import Change, Origin
    from engine.library import Library
    from engine.model.overlays.editions import Editions
    from engine.model.overlays.override import Override
    from engine.model.policy import Policy, Step

    Changes = tuple[Change, ...]
    from engine.model.text import Text

PARAMS = "params"
CALENDAR = "calendar"


class Statement(NamedTuple):
    """What one branch says. `how`: it states it, or it gives another value, adds, replaces or drops it (`patch`, …).

    `text`: a value, or the item as it is written; empty where it is dropped.
    """

    branch: str
    how: str
    span: Span
    since: dt.date | None
    until: dt.date | None
    reason: Text | None
    text: str


class Provenance(NamedTuple):
    """Where an item comes from, on a day. `statements`: the one that holds, then those in whose place it stands."""

    branch: str
    policy: str
    name: str
    section: str
    title: Text
    day: dt.date
    statements: tuple[Statement, ...]


def where(library: Library, branch: str, policy: str, name: str, day: dt.date) -> tuple[Provenance, ...]:
    """Where what a policy calls `name` comes from: a parameter, a rule, a table, a fact, a part of one (`onsite.due`).

    Then the parameters that it reads. Raises `PolicyError` for what nothing is called.
    """
    editions = _editions(library, branch, policy)
    names = [policy] if editions.on(day).dropped else [name, *_reads(editions.on(day).policy, name)]
    found = [
        Provenance(branch, policy, each, section, _title(section, each, editions, day), day, told)
        for each in names
        for section, told in _found(editions, each, day)
    ]
    if not found:
        near = did_you_mean(name, list(dict.fromkeys(_names(editions, day))))
        args = (("name", name), ("policy", f"{branch}/{policy}"), ("near", near))
        raise PolicyError([Diagnostic("GJ780", None, args)])
    return tuple(found)


def _reads(policy: Policy, name: str) -> list[str]:
    """The parameters that a rule or a step reads, its calendar among them."""
    params = {param.name for param in policy.params}
    items = (*((rule.id, rule) for rule in policy.rules), *((_name(step), step) for step in policy.steps))
    read: list[str] = []
    for item in (item for called, item in items if called == name.partition(".")[0]):
        read += [ref.name for expression in expressions_of(item) for ref in references(expression.root)]
        read += [item.calendar_param] if isinstance(item, TimedItem) else []
    return [each for each in dict.fromkeys(read) if each in params]


def _name(step: Step) -> str:
    match step:
        case Derived(name=name):
            return name
        case Table(id=name):
            return name
        case TimedItem(step=timed):
            return timed.name


def changes(library: Library, branch: str, policy: str, day: dt.date) -> Changes:
    """All that a branch, and those above it, changed of a policy, as far as it holds on a day."""
    return changes_on(day, _editions(library, branch, policy))


def changes_in_words(made: Changes, lang: str) -> list[str]:
    """A line for each change, as explanations tell it, with what it stands for below."""
    return change_lines(made, phrases(lang), lang)


def changes_as_data(made: Changes) -> list[dict[str, Any]]:
    """The changes as JSON objects."""
    return [change_data(change) for change in made]


def today(library: Library, branch: str) -> dt.date:
    """The day that it is in a branch. Raises `PolicyError` where there is no such branch."""
    library.branch(branch)
    return dt.datetime.now(ZoneInfo(library.loaded.model.stocks[branch].settings.zone)).date()


def _editions(library: Library, branch: str, policy: str) -> Editions:
    """The policy, though the branch dropped it. Raises `PolicyError` where there is none."""
    library.branch(branch)
    found = library.loaded.model.stocks[branch].policies.get(policy)
    if found is None:
        library.branch(branch).policy(policy)
        raise AssertionError(policy)
    return found


def _found(editions: Editions, name: str, day: dt.date) -> Iterator[tuple[str, tuple[Statement, ...]]]:
    """The sections in which something is called so, and what branches say of it there."""
    item, _, part = name.partition(".")
    for section in (HEADER, *SECTIONS):
        if section == PARAMS and not part:
            told = tuple(_values(name, editions, day))
        else:
            told = tuple(_statements(section, item, part, editions, day))
        if told:
            yield section, told


def _values(name: str, editions: Editions, day: dt.date) -> Iterator[Statement]:
    """The values that branches give a parameter."""
    origin, valued = param_origin(name, day, editions), value_on(name, day, editions)
    if origin and valued:
        yield from _told(origin, valued.written.text)
    else:
        yield from _statements(PARAMS, name, "", editions, day)


def _told(origin: Origin, text: str) -> Iterator[Statement]:
    how = "patch" if origin.instead else "add" if origin.reason else "state"
    yield Statement(origin.branch, how, origin.span, origin.since, origin.until, origin.reason, text)
    if origin.instead:
        yield from _told(origin.instead, origin.said)


def _statements(section: str, name: str, part: str, editions: Editions, day: dt.date) -> Iterator[Statement]:
    """What the branches say of an item, the nearest first."""
    above, policy = editions.above, editions.on(day).policy
    for override in editions.overlay.of(section, name) if editions.overlay else ():
        if override.effective.covers(day):
            yield from _override(override, part, policy, editions.branch)
    if above:
        yield from _statements(section, name, part, above, day)
    elif item := item_of(editions.on(day).document, section, name):
        span, text = _part(item, part, policy)
        if text:
            since, until = item.effective.since, item.effective.until
            yield Statement(editions.branch, "state", span, since, until, None, text)


def _override(override: Override, part: str, policy: Policy, branch: str) -> Iterator[Statement]:
    since, until = override.effective.since, override.effective.until
    item = Item(override.key, override.node)
    dropped = override.change == "drop"
    span, text = (item.span, "") if dropped else _part(item, part, policy)
    if text or dropped:
        yield Statement(branch, override.change, span, since, until, override.reason, text)


def _part(item: Item, part: str, policy: Policy) -> tuple[Span, str]:
    """Where an item stands and what it says, or a part of it: a row, a rung, a key; no text where it has none such."""
    if not part:
        return item.span, item.node.text if isinstance(item.node, Scalar) else item.text
    key = item.node.key(part) if isinstance(item.node, Mapping) else None
    value = item.node.get(part) if isinstance(item.node, Mapping) else None
    if key and value:
        return key.span, value.text if isinstance(value, Scalar) else Item(key, value).text
    span = next((span for name, span in _places(policy) if name == f"{item.key.text}.{part}"), None)
    return (span, item.node.file.line(span.line).strip().removeprefix("- ")) if span else (item.span, "")


def _places(policy: Policy) -> Iterator[tuple[str, Span]]:
    """The rows of tables and the rungs of clocks, ladders and schedules, by their names."""
    for step in policy.steps:
        match step:
            case Table():
                yield from ((f"{step.id}.{row.id}", row.span) for row in step.rows)
            case TimedItem():
                yield from ((rung.name, rung.span) for rung in step.rungs)
            case _:
                pass


def _title(section: str, name: str, editions: Editions, day: dt.date) -> Text:
    item = item_of(editions.on(day).document, section, name.partition(".")[0])
    return read_text(item.node.get("title") if item and isinstance(item.node, Mapping) else None, name)


def _names(editions: Editions, day: dt.date) -> Iterable[str]:
    """All that can be asked for."""
    document, policy = editions.on(day).document, editions.on(day).policy
    yield from (item.key.text for section in SECTIONS for item in items_of(document.root.get(section)))
    yield from (name for name, _ in _places(policy))
    yield CALENDAR
