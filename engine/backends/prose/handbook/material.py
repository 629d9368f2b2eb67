"""What a handbook is written from: a library's policies with what the engine decided on their cases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import datetime as dt

    from engine.feel.values import Value
    from engine.ir.program import Change
    from engine.ir.trace import Trace
    from engine.ir.wire import Event
    from engine.model.calendars import DeclaredCalendar
    from engine.model.clauses import Clauses
    from engine.model.policy import Param, Policy
    from engine.model.text import Text
    from engine.model.vocabulary import Settings, Vocabulary


class Ruling(NamedTuple):
    """What was decided: by the rules of a day that the case names (`as_of`), else of a period (None is open)."""

    trace: Trace
    events: tuple[Event, ...]
    as_of: dt.date | None = None
    since: dt.date | None = None
    until: dt.date | None = None


class Example(NamedTuple):
    """A case, the names of the facts that it gives, and what was decided on it, in the order of time."""

    title: Text
    given: tuple[str, ...]
    rulings: tuple[Ruling, ...]


class Note(NamedTuple):
    """What an owner says of an item in either language; empty where nothing."""

    zh: str
    en: str

    def in_language(self, lang: str) -> str:
        return self.zh if lang == "zh" else self.en


Notes = Mapping[tuple[str, ...], Note]
"""By the path of the item in its file: `("rules", "below-pass")`."""


class Changed(NamedTuple):
    """What a branch changes of a policy: the item's title, and of a parameter its value and the one instead of it."""

    branch: Text
    change: Change
    title: Text
    value: Value = None
    above: Value = None


class OfBranch(NamedTuple):
    """A branch: what it sets for all policies, those that it changes (ids and titles), the titles of its own."""

    id: str
    title: Text
    extends: Text | None
    settings: tuple[Change, ...]
    changed: tuple[tuple[str, Text], ...]
    own: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One policy with its revision (`sha256:…`), its worked examples, its owner's notes, and what branches change."""

    policy: Policy
    revision: str
    examples: tuple[Example, ...]
    notes: Notes
    changes: tuple[Changed, ...] = ()


@dataclass(frozen=True, slots=True)
class Material:
    """Everything. `branch`: the title of the branch that is told of; `as_of`: the date that was asked for, if any.

    `titles`: of all the library's policies, by id; `calendars`: by id, those built in among them; `entries`: the
    policies that are told; `branches`: those below, where all of the group's policies are told.
    """

    title: Text
    branch: Text
    as_of: dt.date | None
    settings: Settings
    vocabulary: Vocabulary
    clauses: Clauses
    titles: Mapping[str, Text]
    calendars: Mapping[str, DeclaredCalendar]
    entries: tuple[Entry, ...]
    branches: tuple[OfBranch, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether every policy of the library is told."""
        return len(self.entries) == len(self.titles)


def as_of(policy: Policy, day: dt.date) -> Policy:
    """The policy as it holds on a day: the items in force then, each parameter with its value of that day."""
    return replace(
        policy,
        params=tuple(_on(param, day) for param in policy.params),
        steps=tuple(step for step in policy.steps if step.effective.covers(day)),
        rules=tuple(rule for rule in policy.rules if rule.effective.covers(day)),
    )


def _on(param: Param, day: dt.date) -> Param:
    begun = [value for value in param.values if value.since is None or value.since <= day]
    return replace(param, values=tuple(begun[-1:]))
