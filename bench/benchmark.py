"""What a benchmark is: two sides that do the same, measured in turns in one run."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median
from typing import Literal, NamedTuple

Work = Callable[[], object]
ROUNDS = 9
ROUND_SECONDS = 0.15


class Measured(NamedTuple):
    """Medians of both sides in `unit`, and how ours stands to theirs: above 1 is better for a `least` aim."""

    ours: float
    theirs: float
    unit: str
    ratio: float


class Benchmark(NamedTuple):
    """`aim`: the ratio to reach, at `least` or at `most`; None: only shown."""

    name: str
    peer: str
    aim: float | None
    bound: Literal["least", "most"]
    measure: Callable[[], Measured]

    def reached(self, measured: Measured) -> bool:
        if self.aim is None:
            return True
        return measured.ratio >= self.aim if self.bound == "least" else measured.ratio <= self.aim


def rates(ours: Work, theirs: Work, operations: int, unit: str = "decisions/s") -> Measured:
    """Operations per second of both sides; a call of either does `operations` of them. Rounds alternate."""
    pairs = [(_rate(ours, operations), _rate(theirs, operations)) for _ in range(ROUNDS)]
    mine, other = (median(column) for column in zip(*pairs, strict=True))
    return Measured(mine, other, unit, mine / other)


def _rate(work: Work, operations: int) -> float:
    """By the processor time of this process, so that a busy machine disturbs little; threads of the peer count too."""
    calls, start = 0, time.process_time()
    deadline = start + ROUND_SECONDS
    while (now := time.process_time()) < deadline or not calls:
        work()
        calls += 1
    return calls * operations / (now - start) if now > start else 0.0
