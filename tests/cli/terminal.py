"""A program in a pseudo-terminal, as a person would see it, with the guiju of this checkout on its path."""

from __future__ import annotations

import os
import select
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from types import TracebackType

ROOT = Path(__file__).parents[2]
PATIENCE = 60
"""Seconds after which a program that doesn't show what it should has failed."""
_OWN_TERMINAL = """
import fcntl, os, signal, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execvp(sys.argv[1], sys.argv[1:])
"""
"""Makes standard input the terminal that the program's session belongs to, which shells ask for, and heeds Ctrl-C."""


class Terminal:
    """`shown` is what the program has written since something was last sent."""

    def __init__(self, command: list[str], folder: Path, **environment: str) -> None:
        self.shown = ""
        self._end, other = os.openpty()
        clean = {"PATH": f"{_with_guiju(folder)}:{os.environ['PATH']}", "HOME": str(folder), "LC_ALL": "C.UTF-8"}
        self._process = subprocess.Popen(
            [sys.executable, "-c", _OWN_TERMINAL, *command],
            cwd=folder,
            env=clean | environment,
            start_new_session=True,
            stdin=other,
            stdout=other,
            stderr=other,
        )
        os.close(other)

    def __enter__(self) -> Self:
        return self

    def send(self, text: str) -> None:
        self.shown = ""
        os.write(self._end, text.encode())

    def wait_for(self, text: str) -> None:
        begun = time.monotonic()
        while text not in self.shown:
            assert time.monotonic() - begun < PATIENCE, self.shown
            self._read()

    def read_all(self) -> str:
        """What is shown until the program ends."""
        while self._read():
            pass
        return self.shown.replace("\r\n", "\n")

    def _read(self) -> bool:
        """Wait a moment for more; False where the program has ended and all is read."""
        if not select.select([self._end], [], [], 0.5)[0]:
            return self._process.poll() is None
        try:
            read = os.read(self._end, 1 << 16)
        except OSError:  # how Linux says that nobody writes any more
            return False
        self.shown += read.decode(errors="replace")
        return bool(read)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        os.close(self._end)
        self._process.kill()
        self._process.wait()


def _with_guiju(folder: Path) -> Path:
    """A folder with a `guiju` in it."""
    program = folder / ".bin" / "guiju"
    program.parent.mkdir(exist_ok=True)
    code = "from adapters.cli.main import main; main()"
    program.write_text(f"#!/bin/sh\nPYTHONPATH='{ROOT}' exec '{sys.executable}' -c '{code}' \"$@\"\n", encoding="utf-8")
    program.chmod(0o755)
    return program.parent
