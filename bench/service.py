"""The service over HTTP: beside endpoints of the same server that only echo, and beside zen-engine behind it.

All are reached alike (`http_peers`): the same process, key check and limit of the body. One echo reads JSON and writes
it, as any endpoint that answers JSON must; one sends bytes back unread: as FastAPI has endpoints, and on a bare route,
as ours are. Every call is of another case, so that each decision is one more for the ledger.

Calls per second are by the wall clock, where the writer of the ledger has another core than who decides; and by the
processor time of the server, all threads, sealing and the kernel's part included, which a busy machine and whoever
calls disturb less. Latencies are by the wall clock.
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
from itertools import cycle
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from bench.benchmark import Benchmark, Measured
from bench.http_load import paced, request, saturate
from bench.ten_rows import CASES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from bench.http_load import Called

    Sides = Callable[[], AbstractContextManager["Server"]]

ROOT = Path(__file__).parent.parent
BASE = "/v1/branches/base"
DECIDE, ZEN = f"{BASE}/policies/assessment/decide", f"{BASE}/zen"
ECHO, ECHO_JSON, ECHO_DECLARED = f"{BASE}/echo", f"{BASE}/echo/json", f"{BASE}/echo/declared"
GUIJU = (sys.executable, "-c", "from adapters.cli.main import main; main()")
READY = re.compile(r"http://127\.0\.0\.1:(\d+)$")
ROUNDS, SECONDS = 11, 0.7
LATENCY_SECONDS = 4.0
NUMBER = "0" * 9
TICKS = os.sysconf("SC_CLK_TCK")


class Server:
    """A process that listens on a port, and what it is asked."""

    def __init__(self, process: int, port: int, requests: Iterator[bytes]) -> None:
        self.port = port
        self.requests = requests
        self._process = process
        self._before = self._worked()

    def per_second(self) -> float:
        """Calls answered per second, by as many callers as keep it busy."""
        called = self._called()
        return called.answers / called.seconds

    def per_worked_second(self) -> float:
        """The same per second of its processor time.

        What it has worked since it was last asked counts: that was for those calls.
        """
        called = self._called()
        before, self._before = self._before, self._worked()
        return called.answers / (self._before - before)

    def _called(self) -> Called:
        called = saturate(self.port, self.requests, SECONDS)
        if called.refused:
            msg = f"refused: {called.refused[:3]}"
            raise AssertionError(msg)
        return called

    def _worked(self) -> float:
        """Processor seconds so far, of user and system (Linux, proc(5))."""
        fields = Path(f"/proc/{self._process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS


@contextmanager
def serving(path: str, *options: str) -> Iterator[Server]:
    """The service on an SQLite file, asked with a key at one of its paths."""
    with tempfile.TemporaryDirectory() as folder:
        database = f"sqlite:///{folder}/guiju.db"
        made = subprocess.run(
            (*GUIJU, "keys", "create", "--scope", "decide", "--db", database),
            capture_output=True,
            text=True,
            check=True,
        )
        with _listening(sys.executable, "-m", "bench.http_peers", database, *options) as (process, port):
            yield Server(process, port, asked(path, made.stdout.strip()))


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


def asked(path: str, key: str) -> Iterator[bytes]:
    """Calls without end, each of another case."""
    bodies = (json.dumps({"facts": facts, "case": NUMBER}).encode() for facts in CASES)
    calls = (request(path, body, Authorization=f"Bearer {key}") for body in bodies)
    numbered = cycle([call.replace(NUMBER.encode(), b"%09d") for call in calls])
    return (call % number for number, call in enumerate(numbered))


def calls(unit: str, ours: Sides, theirs: Sides) -> Measured:
    """Calls per second of both, in turns. The ratio is that of a turn: how fast the machine is may change."""
    rate = _RATES[unit]
    with ours() as mine, theirs() as other:
        rate(mine), rate(other)
        pairs = [(rate(mine), rate(other)) for _ in range(ROUNDS)]
    found, others = (median(column) for column in zip(*pairs, strict=True))
    return Measured(found, others, unit, median(one / another for one, another in pairs))


BY_CLOCK, BY_WORK = "calls/s", "calls/CPU s"
_RATES = {BY_CLOCK: Server.per_second, BY_WORK: Server.per_worked_second}


def latency(share: float, ours: Sides, theirs: Sides) -> Measured:
    """How long a call takes, for so many of them, where ours gets half of what it can answer, and theirs as many."""
    with ours() as mine, theirs() as other:
        half = saturate(mine.port, mine.requests, SECONDS).answers / SECONDS / 2
        took = [_slowest(share, paced(each.port, each.requests, half, LATENCY_SECONDS)) for each in (mine, other)]
    return Measured(took[0] * 1000, took[1] * 1000, "ms", took[0] / took[1])


def _slowest(share: float, took: list[float]) -> float:
    return sorted(took)[int(len(took) * share)]


KEPT, NOT_KEPT = partial(serving, DECIDE), partial(serving, DECIDE, "--no-ledger")
ECHOED, BY_ZEN = partial(serving, ECHO_JSON, "--no-ledger"), partial(serving, ZEN, "--no-ledger")
UNREAD, DECLARED = partial(serving, ECHO, "--no-ledger"), partial(serving, ECHO_DECLARED, "--no-ledger")

BENCHMARKS = (
    Benchmark(
        "decide over HTTP, no ledger", "FastAPI's echo", 0.8, "least", partial(calls, BY_CLOCK, NOT_KEPT, DECLARED)
    ),
    Benchmark(
        "decide over HTTP, in the ledger", "FastAPI's echo", 0.4, "least", partial(calls, BY_CLOCK, KEPT, DECLARED)
    ),
    *(
        Benchmark(f"decide over HTTP, {name}", f"{peer}, bare", None, "least", partial(calls, unit, ours, theirs))
        for unit in (BY_CLOCK, BY_WORK)
        for peer, theirs in (("JSON echo", ECHOED), ("byte echo", UNREAD))
        for name, ours in (("no ledger", NOT_KEPT), ("in the ledger", KEPT))
    ),
    Benchmark("decide over HTTP, no ledger", "zen-engine", None, "least", partial(calls, BY_WORK, NOT_KEPT, BY_ZEN)),
    Benchmark("p50 at half load, in the ledger", "echo of JSON", None, "most", partial(latency, 0.5, KEPT, ECHOED)),
    Benchmark("p99 at half load, in the ledger", "echo of JSON", None, "most", partial(latency, 0.99, KEPT, ECHOED)),
)
