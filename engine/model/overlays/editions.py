"""A policy as a branch has it: one edition after another, each as long as the same overrides hold."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.model.chained import chain_of
from engine.model.policy import Effective

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from engine.document.nodes import Document
    from engine.model.overlays.override import Overlay
    from engine.model.policy import Policy

ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Draft:
    """What a policy's document is on some days, its overrides in it; `dropped`: the branch hasn't the policy then."""

    effective: Effective
    document: Document
    dropped: bool = False


@dataclass(frozen=True, slots=True)
class Edition:
    """A policy as it is on some days."""

    effective: Effective
    document: Document
    policy: Policy
    dropped: bool = False


@dataclass(frozen=True, slots=True)
class Editions:
    """A policy as a branch has it, from ever and for ever, without holes.

    `overlay`: what the branch changes of `above`, which is what the branch that it extends has. Neither: it states it.
    """

    branch: str
    editions: tuple[Edition, ...]
    overlay: Overlay | None = None
    above: Editions | None = None

    def on(self, day: dt.date) -> Edition:
        return next(each for each in self.editions if each.effective.covers(day))

    @property
    def paths(self) -> frozenset[str]:
        """The files that it is read from."""
        own = frozenset(edition.document.source.path for edition in self.editions)
        changed = {self.overlay.document.source.path} if self.overlay else set[str]()
        return own | changed | (self.above.paths if self.above else frozenset())

    @property
    def latest(self) -> Policy:
        """The policy as it is in the end."""
        return self.editions[-1].policy

    @property
    def is_written(self) -> bool:
        """Whether the branch itself says something of it, and doesn't only read it by another calendar or upstream."""
        return self.overlay is not None or self.above is None

    @property
    def dropped(self) -> bool:
        """Whether the branch never has it."""
        return all(edition.dropped for edition in self.editions)


def first_day(window: Effective) -> dt.date:
    """The day with which a window begins."""
    return window.since or dt.date.min


def overlap(one: Effective, other: Effective) -> Effective | None:
    """The days that two windows share; None where they share none."""
    since = max((day for day in (one.since, other.since) if day), default=None)
    until = min((day for day in (one.until, other.until) if day), default=None)
    return None if since and until and until < since else Effective(since, until)


def stretches(windows: Iterable[Effective]) -> tuple[Effective, ...]:
    """All time, cut wherever one of the windows begins or has ended."""
    windows = tuple(windows)
    begins = {window.since for window in windows if window.since}
    begins |= {window.until + ONE_DAY for window in windows if window.until and window.until < dt.date.max}
    starts = [None, *sorted(begins)]
    return tuple(
        Effective(since, following - ONE_DAY if following else None)
        for since, following in zip(starts, [*starts[1:], None], strict=True)
    )


def on(policies: Mapping[str, Editions], day: dt.date) -> dict[str, Policy]:
    """A branch's policies as they are on a day."""
    return {name: editions.on(day).policy for name, editions in policies.items()}


def chain_of_editions(name: str, policies: Mapping[str, Editions]) -> list[Editions]:
    """A policy of a branch and all that it reads from on any day, directly or through others."""
    days = (first_day(edition.effective) for edition in policies[name].editions)
    chains = (chain_of(policies[name].on(day).policy, on(policies, day)) for day in days)
    names = dict.fromkeys(member.id for chain in chains for member in chain)
    return [policies[member] for member in names if member in policies]
