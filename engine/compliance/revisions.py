"""Two states of a library, an old and a new one, compared policy by policy and branch by branch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from engine.compliance.comparison import compare_policies, day_asked, in_force, policy_of
from engine.compliance.wording import wording

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Hashable, Iterator, Sequence

    from engine.instants import Moment
    from engine.ir.differences import Comparison
    from engine.library import Library
    from engine.policy import Policy


@dataclass(frozen=True, slots=True)
class Changed:
    """A policy as it was and as it is, in branches in which it was one and the same and is one and the same."""

    branches: tuple[str, ...]
    comparison: Comparison


@dataclass(frozen=True, slots=True)
class Revisions:
    """`changes`: every policy of every branch, those that haven't changed too. `names`: of the old and the new state.

    `added`, `removed`: branches that only the new, only the old state has.
    """

    names: tuple[str, str]
    changes: tuple[Changed, ...]
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


def compare_libraries(
    old: Library, new: Library, names: tuple[str, str] = ("old", "new"), as_of: Moment = None
) -> Revisions:
    """Every policy of every branch of two libraries, by the rules of `as_of` (default: today).

    A policy, or a branch, that only one of them has is missing in the other. Raises as `compare` does.
    """
    policies = tuple(dict.fromkeys((*old.policies, *new.policies)))
    day = day_asked(as_of, _zone(old, new))
    branches = tuple(dict.fromkeys((*old.branches, *new.branches)))
    changes = (change for policy in policies for change in _changes((old, new), policy, branches, names, day))
    added = tuple(name for name in new.branches if name not in old.branches)
    removed = tuple(name for name in old.branches if name not in new.branches)
    return Revisions(names, tuple(changes), added, removed)


def _zone(old: Library, new: Library) -> ZoneInfo:
    """The new state's; the old one's where the new one has no policy."""
    library = new if new.policies else old
    return ZoneInfo(library.loaded.model.settings.zone)


def _changes(
    states: tuple[Library, Library], policy: str, branches: Sequence[str], names: tuple[str, str], day: dt.date
) -> Iterator[Changed]:
    """One for all branches in which it says the same, before and after."""
    alike: dict[Hashable, list[tuple[str, list[Policy | None]]]] = {}
    for branch in branches:
        pair = [policy_of(state, branch, policy) for state in states]
        if any(pair):
            alike.setdefault(tuple(_said(one, day) for one in pair), []).append((branch, pair))
    for together in alike.values():
        yield Changed(tuple(branch for branch, _ in together), compare_policies(together[0][1], names, day))


def _said(policy: Policy | None, day: dt.date) -> str:
    program = policy and in_force(policy, day)
    return wording(program) if program else ""
