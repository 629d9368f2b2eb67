"""Several threads and processes on one database, one of them killed: each point is told once, and none is skipped."""

from __future__ import annotations

import datetime as dt
import random
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

import pytest

from adapters.service.bundles import bundle_of, unpack
from adapters.service.deadlines.due import due
from adapters.service.deadlines.sweeper import Sweeper
from tests.deadlines.world import POLICIES, World, event, files_of, instant, standing, world
from tests.faults.service import wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator

CASES = 24
HOURS = (3, 5, 7, 30, 90)
"""After so many from the start everybody's clock is set."""
START = instant("03-02 09:00")


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return str(tmp_path / "shared.db")
    found: str = request.getfixturevalue("postgresql")
    return found


def test_each_point_is_told_once_whoever_sweeps_and_dies(
    url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    clock = tmp_path / "now"
    clock.write_text(START.isoformat(), encoding="utf-8")
    unpack(bundle_of(files_of(POLICIES)), tmp_path / "policies")
    with world(url, tmp_path / "copies") as shared, sweepers(url, tmp_path, clock) as processes, threads(shared):
        for step, hours in enumerate(HOURS):
            for each in arriving(step):
                shared.take(each)
            shared.now = START + dt.timedelta(hours=hours)
            clock.write_text(shared.now.isoformat(), encoding="utf-8")
            if step == len(HOURS) // 2:
                processes[0].kill()
            wait_for(lambda: nothing_is_due(shared), "end of what is due")
        told = shared.messages()
    assert caplog.text == ""
    assert points(told) == points(expected(tmp_path))


def arriving(step: int) -> list[dict[str, Any]]:
    """The events that come in one after another, some of them late."""
    return [each for place, each in enumerate(history()) if place % len(HOURS) == step]


def history() -> list[dict[str, Any]]:
    chance = random.Random(6)  # noqa: S311 - the same every time
    kinds = ["case.closed", "case.waiting", "case.resumed", "work.failed", "visit.done", "case.reopened"]
    events = [event(f"o{case}", "case.opened", START, f"c{case}") for case in range(CASES)]
    for number in range(CASES * 4):
        at = START + dt.timedelta(minutes=chance.randrange(0, 4000))
        events.append(event(f"e{number}", chance.choice(kinds), at, f"c{chance.randrange(CASES)}"))
    chance.shuffle(events)
    return events


def expected(folder: Path) -> list[dict[str, Any]]:
    """What one sweeper tells that looks once, at the end."""
    with world(str(folder / "alone.db"), folder / "copies") as alone:
        alone.take(*history())
        return alone.at(START + dt.timedelta(hours=HOURS[-1]))


def points(messages: list[dict[str, Any]]) -> set[tuple[Any, ...]]:
    return set(standing(messages))


def nothing_is_due(shared: World) -> bool:
    with shared.database.reading() as connection:
        return not due(connection, shared.now, 1)


@contextmanager
def sweepers(url: str, folder: Path, clock: Path) -> Iterator[list[subprocess.Popen[str]]]:
    program = [sys.executable, "-m", "tests.deadlines.sweeping", url, str(folder), f"file:{clock}"]
    processes = [
        subprocess.Popen(program, cwd=Path(__file__).parents[2], stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]
    try:
        for process in processes:
            assert process.stdout
            assert process.stdout.readline() == "ready\n"
        yield processes
    finally:
        for process in processes:
            process.kill()
            process.communicate()


@contextmanager
def threads(shared: World) -> Iterator[None]:
    """Two sweepers of this process."""
    stopping = Event()
    running = [
        Thread(target=Sweeper(shared.database, lambda: shared.served, lambda: shared.now).run, args=(stopping,))
        for _ in range(2)
    ]
    for thread in running:
        thread.start()
    try:
        yield
    finally:
        stopping.set()
        for thread in running:
            thread.join()
