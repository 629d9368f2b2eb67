"""Runs the benchmarks (all, or those whose names contain an argument) and shows them as a table of ratios."""

from __future__ import annotations

import json
import platform
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from bench import (
    beside_zen,
    columnar,
    histories,
    ledger_million,
    load,
    memory,
    open_clocks,
    process,
    proof,
    service,
    working_time,
)

if TYPE_CHECKING:
    from bench.benchmark import Benchmark, Measured

BENCHMARKS: tuple[Benchmark, ...] = (
    *beside_zen.BENCHMARKS,
    *columnar.BENCHMARKS,
    *histories.BENCHMARKS,
    *process.BENCHMARKS,
    *memory.BENCHMARKS,
    *ledger_million.BENCHMARKS,
    *load.BENCHMARKS,
    *working_time.BENCHMARKS,
    *open_clocks.BENCHMARKS,
    *proof.BENCHMARKS,
    *service.BENCHMARKS,
)
RESULTS = Path(__file__).parent / "results"
SIGNS = {"least": ">=", "most": "<="}
ROW = "{:<42} {:<16} {:>12} {:>12} {:<12} {:>9} {:>8}  {}"


def main(wanted: list[str]) -> int:
    """Exit code 1 where a ratio misses its aim."""
    chosen = [benchmark for benchmark in BENCHMARKS if not wanted or any(part in benchmark.name for part in wanted)]
    print(ROW.format("benchmark", "beside", "ours", "theirs", "", "ratio", "aim", ""))
    measured = [(benchmark, _shown(benchmark)) for benchmark in chosen]
    _keep(measured)
    return 0 if all(benchmark.reached(found) for benchmark, found in measured) else 1


def _shown(benchmark: Benchmark) -> Measured:
    found = benchmark.measure()
    aim = "" if benchmark.aim is None else f"{SIGNS[benchmark.bound]} {benchmark.aim:g}"
    verdict = "" if benchmark.reached(found) else "missed"
    numbers = (f"{found.ours:,.1f}", f"{found.theirs:,.1f}", found.unit, f"{found.ratio:,.2f}")
    print(ROW.format(benchmark.name, benchmark.peer, *numbers, aim, verdict).rstrip(), flush=True)
    return found


def _keep(measured: list[tuple[Benchmark, Measured]]) -> None:
    """The numbers as JSON, with the machine that they are of."""
    RESULTS.mkdir(exist_ok=True)
    report = {
        "python": platform.python_version(),
        "machine": f"{platform.system()} {platform.machine()}",
        "benchmarks": [
            {"name": benchmark.name, "beside": benchmark.peer, "aim": benchmark.aim, "bound": benchmark.bound}
            | found._asdict()
            for benchmark, found in measured
        ],
    }
    name = time.strftime("%Y-%m-%dT%H%M%S.json")
    (RESULTS / name).write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
