"""The service over HTTP: beside an endpoint that only echoes, and beside zen-engine, both served alike (`http_peers`).

Calls per second are by the processor time of the server, all threads and the kernel's part included, so that a busy
machine and whoever calls disturb little; latencies are by the wall clock.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from bench.benchmark import Benchmark, Measured
from bench.http_load import paced, request, saturate
from bench.ten_rows import CASES, HERE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager

    Sides = Callable[[], AbstractContextManager["Server"]]

ROOT = Path(__file__).parent.parent
DECIDE = "/v1/branches/base/policies/assessment/decide"
GUIJU = (sys.executable, "-c", "from adapters.cli.main import main; main()")
READY = re.compile(r"http://127\.0\.0\.1:(\d+)$")
ROUNDS, SECONDS = 5, 1.0
LATENCY_SECONDS = 4.0
TICKS = os.sysconf("SC_CLK_TCK")


class Server(NamedTuple):
    """A process that listens on a port, and what it is asked in turns."""

    process: int
    port: int
    requests: Sequence[bytes]

    def rate(self, seconds: float = SECONDS) -> float:
        """Calls answered per second of its processor time, by as many callers as keep it busy."""
        before = self._worked()
        called = saturate(self.port, self.requests, seconds)
        if called.refused:
            msg = f"refused: {called.refused[:3]}"
            raise AssertionError(msg)
        return called.answers / (self._worked() - before)

    def _worked(self) -> float:
        """Processor seconds so far, of user and system (Linux, proc(5))."""
        fields = Path(f"/proc/{self.process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS


@contextmanager
def peer(name: str) -> Iterator[Server]:
    """One of `http_peers`."""
    with _listening(sys.executable, "-m", "bench.http_peers", name) as (process, port):
        yield Server(process, port, _asked("/"))


@contextmanager
def service(*options: str) -> Iterator[Server]:
    """`guiju serve` on an SQLite file, asked with a key."""
    with tempfile.TemporaryDirectory() as folder:
        database = f"sqlite:///{folder}/guiju.db"
        made = subprocess.run(
            (*GUIJU, "keys", "create", "--scope", "decide", "--db", database),
            capture_output=True,
            text=True,
            check=True,
        )
        command = (*GUIJU, "serve", "--port", "0", "--policies", str(HERE / "policies"), "--db", database, *options)
        with _listening(*command) as (process, port):
            yield Server(process, port, _asked(DECIDE, Authorization=f"Bearer {made.stdout.strip()}"))


@contextmanager
def _listening(*command: str) -> Iterator[tuple[int, int]]:
    """A process that says on stderr where it listens: its id, and the port."""
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        try:
            found = READY.search(process.stderr.readline().strip()) if process.stderr else None
            if found is None:
                msg = f"{' '.join(command)} doesn't listen"
                raise RuntimeError(msg)
            yield process.pid, int(found[1])
        finally:
            process.send_signal(signal.SIGTERM)


def _asked(path: str, **headers: str) -> tuple[bytes, ...]:
    return tuple(request(path, json.dumps({"facts": case}).encode(), **headers) for case in CASES)


def calls(ours: Sides, theirs: Sides) -> Measured:
    """Calls per processor second of both, in turns."""
    with ours() as mine, theirs() as other:
        mine.rate(), other.rate()
        pairs = [(mine.rate(), other.rate()) for _ in range(ROUNDS)]
    rate, others = (median(column) for column in zip(*pairs, strict=True))
    return Measured(rate, others, "calls/CPU s", rate / others)


def latency(share: float, ours: Sides, theirs: Sides) -> Measured:
    """How long a call takes, for so many of them, where ours gets half of what it can answer, and theirs as many."""
    with ours() as mine, theirs() as other:
        half = saturate(mine.port, mine.requests, SECONDS).answers / SECONDS / 2
        took = [_slowest(share, paced(each.port, each.requests, half, LATENCY_SECONDS)) for each in (mine, other)]
    return Measured(took[0] * 1000, took[1] * 1000, "ms", took[0] / took[1])


def _slowest(share: float, took: list[float]) -> float:
    return sorted(took)[int(len(took) * share)]


KEPT, NOT_KEPT = partial(service, "--no-sweep"), partial(service, "--no-sweep", "--no-ledger")
ECHO, ZEN = partial(peer, "echo"), partial(peer, "zen")

BENCHMARKS = (
    Benchmark("decide over HTTP, no ledger", "echo over HTTP", 0.8, "least", partial(calls, NOT_KEPT, ECHO)),
    Benchmark("decide over HTTP, in the ledger", "echo over HTTP", 0.4, "least", partial(calls, KEPT, ECHO)),
    Benchmark("decide over HTTP, no ledger", "zen-engine so served", None, "least", partial(calls, NOT_KEPT, ZEN)),
    Benchmark("p50 at half load, in the ledger", "echo over HTTP", None, "most", partial(latency, 0.5, KEPT, ECHO)),
    Benchmark("p99 at half load, in the ledger", "echo over HTTP", None, "most", partial(latency, 0.99, KEPT, ECHO)),
)
