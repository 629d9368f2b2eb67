"""A cold process: `guiju decide` beside Python alone."""

from __future__ import annotations

from bench import cold
from bench.benchmark import Benchmark, Measured


def started() -> Measured:
    found = cold.measure()
    return Measured(found.decide * 1000, found.nothing * 1000, "ms", found.ratio)


BENCHMARKS = (Benchmark("cold `guiju decide`, warm cache", "python -c pass", 10, "most", started),)
