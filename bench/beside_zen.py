"""Beside zen-engine, on one table of ten rows: see `ten_rows`."""

from __future__ import annotations

from bench.benchmark import Benchmark, Measured, rates
from bench.ten_rows import CASES, both

PEER = "zen-engine"


def from_dict() -> Measured:
    ours, theirs = both()
    return rates(
        lambda: [ours.decide(case) for case in CASES],
        lambda: [theirs.evaluate(case) for case in CASES],
        len(CASES),
    )


def checked() -> Measured:
    ours, theirs = both()
    known = [ours.check(case) for case in CASES]
    return rates(
        lambda: [ours.decide(case) for case in known],
        lambda: [theirs.evaluate(case) for case in CASES],
        len(CASES),
    )


def traced() -> Measured:
    ours, theirs = both()
    return rates(
        lambda: [ours.decide(case).trace() for case in CASES],
        lambda: [theirs.evaluate(case, {"trace": True}) for case in CASES],
        len(CASES),
    )


BENCHMARKS = (
    Benchmark("decide a plain dict of numbers and texts", PEER, 40, "least", from_dict),
    Benchmark("decide facts checked before", PEER, 100, "least", checked),
    Benchmark("decide with the full trace", PEER, 5, "least", traced),
)
