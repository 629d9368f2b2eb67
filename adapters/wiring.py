"""The composition root: what a door of this process is given to work with.

A door never opens a library by itself: it gets `Tools`, so that tests hand it others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import engine

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


class Tools(NamedTuple):
    """What the doors need of the engine."""

    load: Callable[[Path], engine.Library]
    """Opens the library in a folder; raises `PolicyError`."""
    check: Callable[[Path], tuple[engine.Diagnostic, ...]]
    """Every finding in the library of a folder; faults of policies are findings, not exceptions."""


def tools() -> Tools:
    """The engine as shipped."""
    return Tools(_load, _check)


# The library's module is looked up per call: a process that opens no library doesn't pay for it.


def _load(folder: Path) -> engine.Library:
    return engine.Library.load(folder)


def _check(folder: Path) -> tuple[engine.Diagnostic, ...]:
    return engine.Library.check(folder)
