"""The worker's process: started when first needed and again once it was lost, so that nothing native can hurt ours."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import weakref
from contextlib import suppress
from pathlib import Path
from threading import Event, Lock, Timer
from typing import IO, TYPE_CHECKING, Any, Literal, NamedTuple, cast

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMAND = (sys.executable, "-P", "-W", "ignore", str(Path(__file__).with_name("worker.py")))
PATIENCE = 30.0
"""Seconds. A thousand strikes of one key take about one."""


class Lost(Exception):
    """The worker gave no answer, or another than to what it was asked. It is gone; the next question starts a new one.

    `end`: the signal or the status with which its process ended.
    """

    def __init__(self, how: Literal["ended", "late", "garbled"], end: str) -> None:
        super().__init__(how, end)
        self.how = how
        self.end = end


class _Started(NamedTuple):
    process: subprocess.Popen[str]
    owner: int
    inbox: IO[str]
    outbox: IO[str]


class Worker:
    """Asked by one caller at a time. `patience`: after how many seconds without an answer it is killed."""

    def __init__(self, command: Sequence[str] = COMMAND, patience: float = PATIENCE) -> None:
        self._command = command
        self._patience = patience
        self._lock = Lock()
        self._started: _Started | None = None
        self._number = 0

    def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """The reply to a request; raises `Lost`."""
        with self._lock:
            self._number += 1
            try:
                return _exchange(self._running(), {"number": self._number, **request}, self._patience)
            except Lost:
                self._started = None
                raise

    def close(self) -> None:
        """Ends the process, if there is one."""
        with self._lock:
            if self._started:
                _stop(self._started)
            self._started = None

    def _running(self) -> _Started:
        """A process of ours: one that has ended meanwhile, or that belongs to whom we were forked from, is no use."""
        started = self._started
        if started is None or started.owner != os.getpid() or started.process.poll() is not None:
            started = self._started = _start(self._command)
            weakref.finalize(self, _stop, started)
        return started


def _start(command: Sequence[str]) -> _Started:
    pipe = subprocess.PIPE
    process = subprocess.Popen(  # noqa: S603 - this interpreter, and a file beside this one
        command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, encoding="utf-8"
    )
    return _Started(process, os.getpid(), cast("IO[str]", process.stdin), cast("IO[str]", process.stdout))


def _exchange(started: _Started, request: dict[str, Any], patience: float) -> dict[str, Any]:
    late = Event()

    def give_up() -> None:
        late.set()
        started.process.kill()

    timer = Timer(patience, give_up)
    timer.start()
    line = _line(started, json.dumps(request))
    timer.cancel()
    if late.is_set() or not line.endswith("\n"):
        raise Lost("late" if late.is_set() else "ended", _stop(started))
    reply = _parsed(line)
    if reply.get("number") != request["number"]:
        raise Lost("garbled", _stop(started))
    return reply


def _line(started: _Started, line: str) -> str:
    try:
        started.inbox.write(line + "\n")
        started.inbox.flush()
        return started.outbox.readline()
    except (OSError, UnicodeDecodeError):
        return ""


def _parsed(line: str) -> dict[str, Any]:
    try:
        reply = json.loads(line)
    except ValueError:
        return {}
    return reply if isinstance(reply, dict) else {}


def _stop(started: _Started) -> str:
    """How the process ended: with its input, or else by force. A process of somebody else's is let alone."""
    if started.owner != os.getpid():
        return ""
    with suppress(OSError):  # what was still to be written has no reader any more
        started.inbox.close()
    try:
        code = started.process.wait(timeout=1)
    except subprocess.TimeoutExpired:
        started.process.kill()
        code = started.process.wait()
    started.outbox.close()
    return signal.Signals(-code).name if code < 0 else f"status {code}"
