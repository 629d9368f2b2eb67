"""Who set what a branch's policy says: which branch, where, since when, why, and what those above it say instead."""

from __future__ import annotations

import datetime as dt
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from engine.diagnostics import Diagnostic, PolicyError, did_you_mean
from engine.document.branches import BASE
from engine.document.nodes import Mapping, Scalar
from engine.feel.walk import references
from engine.ir.origins import free_of, param_origin, value_on
from engine.model.overlays.editions import first_day
from engine.model.overlays.items import HEADER, SECTIONS, Item, item_of, items_of
from engine.model.policy import Derived, Effective, Table, TimedItem
from engine.model.policy_expressions import expressions_of
from engine.model.reading import read_text
from engine.model.timed.shapes import Clock, Schedule
from engine.workshop.overview import editions_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.diagnostics import Span
    from engine.ir.program import Origin
    from engine.library import Library
    from engine.model.overlays.editions import Editions
    from engine.model.overlays.override import Override
    from engine.model.policy import Policy, Step
    from engine.model.text import Text
    from engine.model.vocabulary import Setting, Settings

PARAMS = "params"
CALENDAR = "calendar"
SETTINGS = "settings"
"""The section of what is set for all policies of a branch."""


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
    """Where an item comes from, on a day. `statements`: the one that holds, then those in whose place it stands.

    Where there is none such on that day they are those of the next day on which there is, or of the last one.
    """

    branch: str
    policy: str
    name: str
    section: str
    title: Text
    day: dt.date
    statements: tuple[Statement, ...]

    @property
    def in_force(self) -> bool:
        """Whether what is told first holds on the day."""
        first = self.statements[0]
        return Effective(first.since, first.until).covers(self.day)


def where(library: Library, branch: str, policy: str, name: str, day: dt.date) -> tuple[Provenance, ...]:
    """Where what a policy calls `name` comes from: a parameter, a rule, a table, a fact, a part of one (`onsite.due`).

    Then the parameters that it reads. Raises `PolicyError` for what nothing is called.
    """
    editions, settings = editions_of(library, branch, policy), library.loaded.model.stocks[branch].settings
    for told_on in (day, *_other_days(editions, day)):
        if found := tuple(_provenances(editions, settings, name, told_on)):
            return tuple(each._replace(branch=branch, policy=policy, day=day) for each in found)
    near = did_you_mean(name, list(dict.fromkeys(_names(editions, settings, day))))
    args = (("name", name), ("policy", f"{branch}/{policy}"), ("near", near))
    raise PolicyError([Diagnostic("GJ780", None, args)])


def _other_days(editions: Editions, day: dt.date) -> list[dt.date]:
    """A day of each other edition, the next one first, the latest that is past after those to come."""
    days = [first_day(edition.effective) for edition in editions.editions]
    return [*(each for each in days if each > day), *reversed([each for each in days if each < day])]


def _provenances(editions: Editions, settings: Settings, name: str, day: dt.date) -> Iterator[Provenance]:
    """What is called so on a day, and what that reads; where the policy is dropped then, who did that."""
    edition = editions.on(day)
    policy = edition.policy.id
    asked = policy if edition.dropped else name
    found = [(asked, *each) for each in _found(editions, settings, asked, day)]
    for read in _reads(edition.policy, asked) if found else ():
        found += [(read, *each) for each in _found(editions, settings, read, day)]
    for each, section, told in found:
        yield Provenance(editions.branch, policy, each, section, _title(section, each, editions, day), day, told)


def _reads(policy: Policy, name: str) -> list[str]:
    """The parameters that a rule or a step reads, and the calendar that it is counted on."""
    params = {param.name for param in policy.params}
    items = (*((rule.id, rule) for rule in policy.rules), *((_name(step), step) for step in policy.steps))
    read: list[str] = []
    for item in (item for called, item in items if called == name.partition(".")[0]):
        refs = (ref.name for expression in expressions_of(item) for ref in references(expression.root))
        read += [ref for ref in refs if ref in params]
        read += _calendar_of(item) if isinstance(item, TimedItem) else []
    return list(dict.fromkeys(read))


def _calendar_of(item: TimedItem) -> list[str]:
    """The parameter that names an item's calendar, or what the calendar of the policy is called."""
    if item.calendar_param:
        return [item.calendar_param]
    return [CALENDAR] if isinstance(item.step, Clock | Schedule) and item.step.calendar else []


def _name(step: Step) -> str:
    match step:
        case Derived(name=name):
            return name
        case Table(id=name):
            return name
        case TimedItem(step=timed):
            return timed.name


def today(library: Library, branch: str) -> dt.date:
    """The day that it is in a branch. Raises `PolicyError` where there is no such branch."""
    library.branch(branch)
    return dt.datetime.now(ZoneInfo(library.loaded.model.stocks[branch].settings.zone)).date()


def _found(
    editions: Editions, settings: Settings, name: str, day: dt.date
) -> Iterator[tuple[str, tuple[Statement, ...]]]:
    """The sections in which something is called so, and what branches say of it there."""
    item, _, part = name.partition(".")
    sections = {section: tuple(_statements(section, item, part, editions, day)) for section in (HEADER, *SECTIONS)}
    if not part:
        sections[PARAMS] = tuple(_values(name, editions, day))
    sections[SETTINGS] = tuple(_set(settings.set_by[name])) if name in settings.set_by else ()
    if own := sections[HEADER]:
        sections[HEADER] = own if own[-1].how == "state" else (*own, *sections.pop(SETTINGS))
        sections.pop(SETTINGS, None)
    return ((section, told) for section, told in sections.items() if told)


def _set(setting: Setting) -> Iterator[Statement]:
    """What branches set for all their policies, the nearest first."""
    how = "state" if setting.branch == BASE else "patch"
    yield Statement(setting.branch, how, setting.span, None, None, setting.reason, setting.text)
    yield from _set(setting.instead) if setting.instead else ()


def _values(name: str, editions: Editions, day: dt.date) -> Iterator[Statement]:
    """The values that branches give a parameter; before the first of them that one."""
    origin, valued = param_origin(name, day, editions), value_on(name, day, editions)
    params = (param for param in editions.on(day).policy.params if param.name == name)
    first = next((value.since for param in params for value in param.values), None)
    if origin and valued:
        yield from _told(origin, valued.written.text)
    elif first and first > day:
        yield from _values(name, editions, first)
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
    overrides = editions.overlay.of(section, name) if editions.overlay else ()
    active = [override for override in overrides if override.effective.covers(day)]
    for override in active:
        yield from _override(override, part, policy, editions.branch)
    if above:
        told = _statements(section, name, part, above, day)
        yield from told if active else _outside(overrides, day, told)
    elif item := item_of(editions.on(day).document, section, name):
        span, text = _part(item, part, policy)
        if text:
            since, until = item.effective.since, item.effective.until
            yield Statement(editions.branch, "state", span, since, until, None, text)


def _outside(overrides: Iterable[Override], day: dt.date, told: Iterable[Statement]) -> Iterator[Statement]:
    """What is said above; the first of it holds as far as no override takes its place."""
    first = next(iter(told := iter(told)), None)
    if first:
        window = free_of(overrides, day, Effective(first.since, first.until))
        yield from chain([first._replace(since=window.since, until=window.until)], told)


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


def _names(editions: Editions, settings: Settings, day: dt.date) -> Iterable[str]:
    """All that can be asked for."""
    document, policy = editions.on(day).document, editions.on(day).policy
    yield from (item.key.text for section in SECTIONS for item in items_of(document.root.get(section)))
    yield from (name for name, _ in _places(policy))
    yield from settings.set_by
