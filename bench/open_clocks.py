"""100,000 open clocks re-evaluated in one process: from their events, for nothing is stored of them but these.

The peer walks each clock's life minute by minute, as trackers do that count from a journal.
"""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import time
from decimal import Decimal
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.benchmark import Benchmark, Measured, rates
from bench.memory import SHOW
from bench.working_time import office
from engine import Library
from engine.temporal.clocks import read_clock
from engine.temporal.clocks.reading import ClockRules, Interval, Mark, Marks, Share
from engine.temporal.span import TimeSpan, Unit
from engine.temporal.timetable import day_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.temporal.timetable import Timetable

ROOT = Path(__file__).parent.parent
PEER = "minute by minute"
CLOCKS = 100_000
CLOCKS_OF_A_COMPLAINT = 4
BATCH, NAIVE_BATCH = 1000, 5
MINUTE = dt.timedelta(minutes=1)
NOW = dt.datetime.fromisoformat("2026-03-11T16:00:00+08:00")
TARGET = TimeSpan(Unit.WORKING_SECONDS, Decimal(16 * 3600))
RULES = ClockRules(rungs=(Share(Decimal("0.8")), Share(Decimal(1))))
COMPLAINTS = "from bench import open_clocks; cases = open_clocks.complaints(open_clocks.CASES)"
DECIDED = f"{COMPLAINTS}; open_clocks.reevaluate(cases)"
CASES = CLOCKS // CLOCKS_OF_A_COMPLAINT


def opened(number: int) -> dt.datetime:
    """When a case began: within the working week before now."""
    return NOW - dt.timedelta(minutes=30 + number * 7 % 7200)


@cache
def histories(count: int) -> list[Marks]:
    """Open clocks, every other one with a pause."""
    return [_history(opened(number), number) for number in range(count)]


def _history(start: dt.datetime, number: int) -> Marks:
    waiting = Interval((Mark(start + 10 * MINUTE, "b"),), (Mark(start + 25 * MINUTE, "c"),))
    return Marks((Mark(start, "a"),), pauses=(waiting,) if number % 2 else (), targets=((start, TARGET),))


def read_again(marks: list[Marks]) -> int:
    """How many are late."""
    table = office()
    return sum(read_clock(RULES, each, table, NOW, table.zone).state == "breached" for each in marks)


def walked(marks: list[Marks]) -> int:
    """The same, minute by minute."""
    table, minutes = office(), int(TARGET.amount) // 60
    return sum(sum(_counts(each, table)) > minutes for each in marks)


def _counts(marks: Marks, table: Timetable) -> Iterator[bool]:
    at = marks.starts[0].at
    while at < NOW:
        paused = any(kind.opens[0].at <= at < kind.closes[0].at for kind in marks.pauses)
        yield not paused and _is_open(at, table)
        at += MINUTE


def _is_open(at: dt.datetime, table: Timetable) -> bool:
    seconds = at.hour * 3600 + at.minute * 60
    return any(opens <= seconds < closes for opens, closes in day_of(table, at.date()).hours)


def beside_walking() -> Measured:
    """Working hours with a midday break; both sides known to find as many late."""
    ours, theirs = histories(BATCH), histories(BATCH)[:: BATCH // NAIVE_BATCH]
    some = histories(BATCH)[::50]
    if read_again(some) != walked(some):
        msg = f"the two disagree: {read_again(some)} and {walked(some)} are late"
        raise AssertionError(msg)
    found = rates(partial(read_again, ours), partial(walked, theirs), BATCH, "clocks/s")
    peer = found.theirs * NAIVE_BATCH / BATCH
    return Measured(found.ours, peer, found.unit, found.ours / peer)


def complaints(count: int) -> list[dict[str, Any]]:
    """Complaints that are open, as a CRM sends them."""
    return [{"events": list(_events(number))} for number in range(count)]


def _events(number: int) -> Iterator[dict[str, str]]:
    start = opened(number)
    yield {"id": f"{number}a", "type": "complaint.registered", "at": start.isoformat()}
    yield {"id": f"{number}b", "type": "complaint.handed-over", "at": (start + 20 * MINUTE).isoformat()}
    if number % 2:
        yield {"id": f"{number}c", "type": "customer.waiting", "at": (start + 25 * MINUTE).isoformat()}


def reevaluate(cases: list[dict[str, Any]]) -> int:
    """Decide them all; how many consequences that brings."""
    policy = Library.load(ROOT / "policies").branch("base").policy("complaint-handling")
    return sum(len(policy.decide(case, now=NOW).outcomes) for case in cases)


def in_one_process() -> Measured:
    """All of them once through `policy.decide`, beside as many working clocks read on their own."""
    cases, marks = complaints(CASES), histories(CLOCKS)
    ours, theirs = (CLOCKS / _seconds(work) for work in (partial(reevaluate, cases), partial(read_again, marks)))
    return Measured(ours, theirs, "clocks/s", ours / theirs)


def _seconds(work: partial[int]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def memory() -> Measured:
    """The peak of a process that decides them, beside one that only holds their events."""
    ours, theirs = (_peak(code) for code in (DECIDED, COMPLAINTS))
    return Measured(ours, theirs, "MiB", ours / theirs)


def _peak(code: str) -> float:
    done = subprocess.run([sys.executable, "-c", code + SHOW], cwd=ROOT, capture_output=True, text=True, check=True)
    return int(done.stdout) / 1024


BENCHMARKS = (
    Benchmark("open clocks read again", PEER, 40, "least", beside_walking),
    Benchmark("100,000 open clocks decided again", "read_clock alone", None, "least", in_one_process),
    Benchmark("memory of a process that decides them", "holding their events", 2, "most", memory),
)
