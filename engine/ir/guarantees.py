"""Whether something holds in every case of a program: proved, refuted by a case, or unknown. Data only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from engine.ir.regions import Region, Unknown, Witness

State = Literal["proved", "refuted", "unknown"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """`region`: of a refuted one the cases in which it doesn't hold, with a witness where there is one to show.

    `against`: the case to which the region's witness is compared, where a claim is about two. `unknown`: what could not
    be settled, and why.
    """

    state: State
    region: Region | None = None
    against: Witness | None = None
    unknown: tuple[Unknown, ...] = ()


PROVED = Verdict("proved")
