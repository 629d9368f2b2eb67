"""`guiju sweep`, as a process."""

from __future__ import annotations

import json
import signal
import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from adapters.service.bundles import bundle_of, unpack
from tests.deadlines.world import POLICIES, World, files_of, short, world_in
from tests.faults.service import GUIJU, PATIENCE, wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def service(tmp_path: Path) -> Iterator[World]:
    """A case that has waited for an answer since nine, with the policies beside it."""
    unpack(bundle_of(files_of(POLICIES)), tmp_path / "policies")
    with world_in(tmp_path) as made:
        made.happened("e1", "case.opened", "03-02 09:00")
        yield made


def arguments(folder: Path, *more: str) -> list[str]:
    return [*GUIJU, "sweep", "--db", str(folder / "guiju.db"), "--policies", str(folder / "policies"), *more]


def test_once(service: World, tmp_path: Path) -> None:
    clock = tmp_path / "now"
    clock.write_text("2026-03-02T11:30:00+08:00", encoding="utf-8")
    program = arguments(tmp_path, "--once", "--clock", f"file:{clock}", "--format", "json")
    printed = [subprocess.run(program, check=True, capture_output=True, text=True).stdout for _ in range(2)]
    assert [json.loads(each) for each in printed] == [{"settled": 1}, {"settled": 0}]
    assert short(service.messages()) == ["warning answer.50% 03-02 11:00"]


def test_until_it_is_told_to_end(service: World, tmp_path: Path) -> None:
    with sweeping(tmp_path) as process:
        wait_for(lambda: len(service.messages()) >= 4, "messages")
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0
    assert [each["data"]["rung"] for each in service.messages()] == [
        "answer.50%",
        "answer.breach",
        "answer.due",
        "answer.+2h",
    ]


@contextmanager
def sweeping(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Hours within seconds, from nine on."""
    clock = ("--clock", "2026-03-02T09:00+08:00@7200x")
    process = subprocess.Popen(arguments(folder, *clock), stderr=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()
