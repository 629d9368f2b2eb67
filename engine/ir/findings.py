"""What is wrong with a policy, or could be simpler, whatever the case: gaps, contradictions, rules that do nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from engine.ir.regions import COMPLETE, Proof

if TYPE_CHECKING:
    import datetime as dt

    from engine.diagnostics import Span
    from engine.ir.regions import Region
    from engine.model.text import Text

FindingKind = Literal[
    "gap",
    "contradiction",
    "conflict",
    "masked",
    "unreachable",
    "subsumed",
    "mergeable",
    "unmentioned",
]
"""
gap            no row of a table answers
contradiction  several rows of a unique table match: nothing is selected
conflict       rows of an `any` table match that don't say the same
masked         a row is never selected: earlier ones take all its cases
unreachable    a condition that no case fulfils
subsumed       a rule whose cases another has all, and brings the same
mergeable      two rows that could be one: they say the same of neighbouring cases
unmentioned    a value of an enum that no condition mentions
"""


@dataclass(frozen=True, slots=True)
class Concerned:
    """A rule or a row that a finding is about (`id` as decisions name it), a table, a fact.

    `condition`: where a rule's condition stands.
    """

    id: str
    title: Text
    span: Span
    condition: Span | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """`concerned`: what to look at, first of all the one that is wrong: a table with a gap, the later of two rows.

    `region`: where it happens, with a witness; None where it is a matter of no case. `claimed`: the table's owner says
    that it is complete. `value`: the one that nobody mentions.
    """

    kind: FindingKind
    concerned: tuple[Concerned, ...]
    region: Region | None = None
    claimed: bool = False
    value: str = ""


@dataclass(frozen=True, slots=True)
class Analysis:
    """What was found in a policy of a branch, in the period in which `as_of` lies."""

    policy: str
    branch: str
    as_of: dt.date
    findings: tuple[Finding, ...]
    proof: Proof = COMPLETE
