"""Processes that append, watched from outside."""

from __future__ import annotations

import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = Path(__file__).parents[2]


@contextmanager
def appending(url: str, *names: str, count: int) -> Iterator[list[subprocess.Popen[str]]]:
    """Processes that begin together, once each has the database open; they are gone at the end."""
    command = (sys.executable, "-m", "tests.ledger.appender", url)
    some = [
        subprocess.Popen(
            [*command, name, str(count)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for name in names
    ]
    try:
        for process in some:
            assert _out(process).readline() == "ready\n"
        for process in some:
            _in(process).write("go\n")
            _in(process).flush()
        yield some
    finally:
        for process in some:
            process.kill()
            process.communicate()


def acknowledged(process: subprocess.Popen[str], lines: int | None = None) -> dict[str, int]:
    """What a process said to be on the disk: places by id; of the first so many lines, or all till it ends."""
    return dict(_places(_out(process) if lines is None else (_out(process).readline() for _ in range(lines))))


def _places(lines: Iterable[str]) -> Iterator[tuple[str, int]]:
    """Of whole lines: the last words of one that was killed may be cut off."""
    for line in lines:
        if line.endswith("\n"):
            ident, seq = line.split()
            yield ident, int(seq)


def _out(process: subprocess.Popen[str]) -> IO[str]:
    assert process.stdout
    return process.stdout


def _in(process: subprocess.Popen[str]) -> IO[str]:
    assert process.stdin
    return process.stdin
