"""The composition root: what a door of this process is given to work with.

A door never opens a library by itself: it gets `Tools`, so that tests hand it others.
"""

from __future__ import annotations

from importlib import import_module
from time import sleep
from typing import TYPE_CHECKING, Any, NamedTuple

import engine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path
    from threading import Event
    from typing import Protocol

    from engine.compliance.side_by_side import Sheet

    class Changes(Protocol):
        def __call__(self, folder: Path, stop: Event | None = None) -> Iterator[None]: ...


TIMES = {"step": 20, "debounce": 200, "rust_timeout": 50, "yield_on_timeout": True}
"""In milliseconds: a change is told after `step` without another, changes without end after `debounce`."""


def room(name: str) -> Any:
    """A module of the service by its name below `adapters`, loaded when a command asks: it may bring a database."""
    return import_module(f"adapters.{name}")


def _workbook(sheets: Sequence[Sheet]) -> bytes:
    data: bytes = import_module("adapters.excel.workbook").workbook(sheets)
    return data


class Tools(NamedTuple):
    """What the doors need of the engine."""

    load: Callable[[Path], engine.Library]
    """Opens the library in a folder; raises `PolicyError`."""
    check: Callable[[Path], tuple[engine.Diagnostic, ...]]
    """Every finding in the library of a folder; faults of policies are findings, not exceptions."""
    follow: Callable[[Path], engine.Workspace]
    """The library of a folder while it is being edited."""
    changes: Changes
    """Gives something at once, and whenever files below a folder may have changed; until an event is set."""
    workbook: Callable[[Sequence[Sheet]], bytes] = _workbook
    """Sheets as an XLSX file."""


def tools() -> Tools:
    """The engine as shipped."""
    return Tools(_load, _check, _follow, _changes)


# Modules are looked up per call: a process that opens no library, or watches none, doesn't pay for them.


def _load(folder: Path) -> engine.Library:
    return engine.Library.load(folder)


def _check(folder: Path) -> tuple[engine.Diagnostic, ...]:
    return engine.Library.check(folder)


def _follow(folder: Path) -> engine.Workspace:
    return engine.Workspace(folder)


def _changes(folder: Path, stop: Event | None = None) -> Iterator[None]:
    """The first is given when the watch has begun. A folder that goes, and one that comes instead, are changes too."""
    watch = import_module("watchfiles").watch
    while stop is None or not stop.is_set():
        identity = _identity(folder)
        if identity is None:
            yield
            while _identity(folder) is None and not (stop and stop.is_set()):
                sleep(TIMES["rust_timeout"] / 1000)
            continue
        told = False
        for found in watch(folder, watch_filter=None, stop_event=stop, **TIMES):
            if found or not told:
                yield
            if _identity(folder) != identity:
                break
            told = True


def _identity(folder: Path) -> int | None:
    try:
        return folder.stat().st_ino
    except OSError:
        return None
