"""The same policy of several branches beside one another: what differs in what they decide, ask for, and in time.

programs on the day ─┬─ regions that differ, proved    backends/proof/difference
│    every witness replayed       replay.py
├─ points in time that differ     backends/proof/timed
└─ classes that behave alike      classes.py
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

from engine.backends.proof.difference.behaviour import compare_behaviour, same
from engine.backends.proof.difference.facts import fact_differences
from engine.backends.proof.timed import timed_differences
from engine.backends.scalar.evaluator import evaluator
from engine.compliance.classes import classes_of
from engine.compliance.replay import Replay, replayed
from engine.compliance.wording import wording
from engine.instants import day_of, read_moment
from engine.ir.differences import Comparison, Decided

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

    from engine.instants import Moment
    from engine.ir.differences import Difference
    from engine.ir.program import Program
    from engine.library import Library
    from engine.policy import Policy


def compare(library: Library, policy: str, branches: Sequence[str], as_of: Moment = None) -> Comparison:
    """A policy in several branches, the first of them the baseline, by the rules of `as_of` (default: today).

    A branch that doesn't have the policy is told among the `missing`. Raises `PolicyError` where there is no such
    branch, or where none of them has the policy; AssertionError where a witness isn't borne out by the executor.
    """
    for name in branches:
        library.branch(name)
    having = [policy_of(library, name, policy) for name in branches]
    if not any(having):
        library.branch(branches[0]).policy(policy)
    return compare_policies(having, branches, as_of)


def policy_of(library: Library, branch: str, policy: str) -> Policy | None:
    """The policy of a branch; None where there is no such branch, or it doesn't have the policy."""
    if branch not in library.branches or policy not in library.branch(branch).policies:
        return None
    return library.branch(branch).policy(policy)


def compare_policies(policies: Sequence[Policy | None], names: Sequence[str], as_of: Moment = None) -> Comparison:
    """The same policy of several sides, called `names`; None for a side that doesn't have it, which not all are."""
    known = next(policy for policy in policies if policy)
    day = day_asked(as_of, known.zone)
    programs = [in_force(policy, day) if policy else None for policy in policies]
    there = [program for program in programs if program]
    text_differs = len(set(map(wording, there))) > 1
    deciding = [policy for policy, program in zip(policies, programs, strict=True) if policy and program]
    behaviour = compare_behaviour(there, evaluator, day, Replay(deciding, day)) if text_differs else same(len(there))
    differences = [replayed(deciding, difference, day) for difference in behaviour.differences]
    places = [side for side, program in enumerate(programs) if program]
    timed = timed_differences(programs, evaluator, day) if text_differs else ()
    facts = tuple(fact_differences(programs))
    return Comparison(
        policy=known.id,
        title=(there or known.timeline.programs)[0].title,
        as_of=day,
        sides=tuple(names),
        missing=tuple(side for side in range(len(names)) if side not in places),
        differences=tuple(_spread(difference, places, len(names)) for difference in differences),
        timed=timed,
        classes=classes_of([[places[side] for side in alike] for alike in behaviour.classes], timed, facts),
        text_differs=text_differs,
        proof=behaviour.proof,
        facts=facts,
    )


def day_asked(as_of: Moment, zone: ZoneInfo) -> dt.date:
    """The day whose rules are compared: today in the library's zone where none is named."""
    return day_of(read_moment(as_of, "as_of", zone) or dt.datetime.now(zone), zone)


def in_force(policy: Policy, day: dt.date) -> Program | None:
    """The policy's program on a day; None where it isn't in force then."""
    program = policy.timeline.at(day)
    return program if program.in_force else None


def _spread(difference: Difference, places: Sequence[int], count: int) -> Difference:
    """The difference by the numbers of all sides; those that don't have the policy decide nothing."""
    decided = dict(zip(places, difference.sides, strict=True))
    sides = tuple(decided.get(side, Decided()) for side in range(count))
    changes = tuple(replace(change, side=places[change.side]) for change in difference.changes)
    return replace(difference, sides=sides, changes=changes)
