"""What branches change: of one policy, or of all that a branch has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from engine.backends.prose.phrases import phrases
from engine.backends.prose.provenance import change_data, change_lines, origin_data
from engine.ir.origins import changes_ever, changes_on, changes_with_settings, set_for_branch
from engine.ir.program import Origin
from engine.model.policy import TimedItem
from engine.model.timed.shapes import Clock, Schedule

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from engine.ir.program import Change
    from engine.library import Library
    from engine.model.overlays.editions import Editions

    Changes = tuple[Change, ...]


class Overview(NamedTuple):
    """What a branch, and those above it, changed of a policy that `stated` says who states: on a day, and later.

    `policy` is empty where something is set for all of them: a calendar, a zone.
    """

    branch: str
    policy: str
    stated: Origin | None
    changes: Changes
    to_come: Changes = ()


def of_policy(library: Library, branch: str, policy: str, day: dt.date) -> Overview:
    """What is changed of a policy, though the branch dropped it. Raises `PolicyError` where there is none."""
    editions = editions_of(library, branch, policy)
    timed = (step.step for step in editions.on(day).policy.steps if isinstance(step, TimedItem))
    counted_on = {step.calendar for step in timed if isinstance(step, Clock | Schedule)}
    settings = library.loaded.model.stocks[branch].settings
    found = _overview(branch, policy, editions, day)
    return found._replace(changes=changes_with_settings(day, editions, settings, counted_on))


def of_branch(library: Library, branch: str, day: dt.date) -> tuple[Overview, ...]:
    """All that a branch has set, changed or states itself, policy by policy. Raises `PolicyError`: no such branch."""
    library.branch(branch)
    stock = library.loaded.model.stocks[branch]
    found = (_overview(branch, name, editions, day) for name, editions in sorted(stock.policies.items()))
    wide = set_for_branch(stock.settings)
    told = tuple(each for each in found if _is_own(each))
    return (Overview(branch, "", None, wide), *told) if wide else told


def of_branches(library: Library, policy: str, day: dt.date) -> tuple[Overview, ...]:
    """What each of the branches that have something of their own in a policy says of it."""
    stocks = library.loaded.model.stocks.items()
    found = (_overview(name, policy, stock.policies[policy], day) for name, stock in stocks if policy in stock.policies)
    return tuple(each for each in map(_own, found) if _is_own(each))


def editions_of(library: Library, branch: str, policy: str) -> Editions:
    """The policy, though the branch dropped it. Raises `PolicyError` where there is none."""
    asked = library.branch(branch)
    found = library.loaded.model.stocks[branch].policies.get(policy)
    if found is None:
        asked.policy(policy)
        raise AssertionError(policy)
    return found


def in_words(changes: Iterable[Change], lang: str) -> list[str]:
    """A line for each change, as explanations tell it, with what it stands for below."""
    return change_lines(changes, phrases(lang), lang)


def as_data(overview: Overview, day: dt.date) -> dict[str, Any]:
    """As a JSON object."""
    return {
        "branch": overview.branch,
        "policy": overview.policy or None,
        "as_of": day.isoformat(),
        "stated": origin_data(overview.stated) if overview.stated else None,
        "changes": [change_data(change) for change in overview.changes],
        "to_come": [change_data(change) for change in overview.to_come],
    }


def _overview(branch: str, policy: str, editions: Editions, day: dt.date) -> Overview:
    later = (each for each in changes_ever(editions) if each.origin.since and each.origin.since > day)
    return Overview(branch, policy, _stated(editions), changes_on(day, editions), tuple(later))


def _own(overview: Overview) -> Overview:
    """What the branch says itself."""
    own = (tuple(each for each in found if each.origin.branch == overview.branch) for found in overview[3:])
    return Overview(*overview[:3], *own)


def _is_own(overview: Overview) -> bool:
    own = overview.stated is not None and overview.stated.branch == overview.branch
    return bool(overview.changes or overview.to_come) or own


def _stated(editions: Editions) -> Origin:
    """Who states the policy; nobody below changes that."""
    while editions.above:
        editions = editions.above
    policy = editions.latest
    return Origin(editions.branch, policy.span, policy.effective.since, policy.effective.until)
