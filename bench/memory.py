"""Memory of each: the greatest resident set of a fresh process that loads the ten-row table and decides every case."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from bench.benchmark import Benchmark, Measured

ROOT = Path(__file__).parent.parent
OURS = "from bench import ten_rows; decide = ten_rows.policy().decide; [decide(case) for case in ten_rows.CASES]"
THEIRS = "from bench import ten_rows; decide = ten_rows.peer().evaluate; [decide(case) for case in ten_rows.CASES]"
SHOW = "; from bench.memory import peak; print(peak())"


def peak() -> int:
    """The greatest resident set of this process so far, in KiB (Linux; `ru_maxrss` would tell of the parent's)."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0])


def resident() -> Measured:
    ours, theirs = peak_of(OURS), peak_of(THEIRS)
    return Measured(ours, theirs, "MiB", ours / theirs)


def peak_of(code: str) -> float:
    done = subprocess.run([sys.executable, "-c", code + SHOW], cwd=ROOT, capture_output=True, text=True, check=True)
    return int(done.stdout) / 1024


BENCHMARKS = (Benchmark("memory of a process that decides", "zen-engine", None, "most", resident),)
