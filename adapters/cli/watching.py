"""`--watch`: the answer again after every change of the library's files, until Ctrl-C."""

from __future__ import annotations

import gc
from pathlib import Path
from time import localtime, perf_counter, strftime
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import click

from adapters.cli import streams
from adapters.cli.language import phrase
from engine.diagnostics import GuijuError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import engine

_Found = TypeVar("_Found")
SHOWN = 3
"""How many files are named."""

option = click.option("-w", "--watch", is_flag=True, help="改动后自动重来 / Again after every change.")


class _Refused(NamedTuple):
    """There is no answer as the files are now, and why."""

    diagnostics: tuple[engine.Diagnostic, ...]


def watch(
    workspace: engine.Workspace,
    changes: Iterator[None],
    ask: Callable[[], _Found],
    show: Callable[[_Found], object],
    lang: str,
) -> None:
    """Ask and show at once, and after every change that makes a difference; only Ctrl-C ends it."""
    last: _Found | _Refused | None = None
    for _ in changes:
        started = perf_counter()
        found = _asked(ask)
        if last is None or workspace.changed or found != last:
            if isinstance(found, _Refused):
                streams.warn(found.diagnostics, lang)
            else:
                show(found)
            click.echo(_told(workspace.changed, perf_counter() - started, lang), err=True)
        if last is None:
            gc.freeze()  # the library stays: looking through it for garbage would take longer than most answers
        last = found


def _asked(ask: Callable[[], _Found]) -> _Found | _Refused:
    try:
        return ask()
    except GuijuError as error:
        return _Refused(tuple(error.diagnostics))


def _told(changed: tuple[str, ...], seconds: float, lang: str) -> str:
    names = ", ".join(Path(path).name for path in changed[:SHOWN])
    more = len(changed) - SHOWN
    time = strftime("%H:%M:%S", localtime())
    milliseconds = max(1, round(seconds * 1000))
    return phrase("watched", lang, time=time, files=names, more=more if more > 0 else "", ms=milliseconds)
