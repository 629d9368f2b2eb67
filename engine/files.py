"""The YAML files of a library's folder, and their bytes, which are read again only where they may have changed."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from time import time_ns
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.diagnostics import Kept

_SUFFIXES = (".yaml", ".yml")
_SETTLED = 2_000_000_000
"""Nanoseconds after which a file's time tells one content from the next; clocks of file systems are coarse."""


class File(NamedTuple):
    """A file by its name below the library's folder: `("base", "drawing-review.yaml")`."""

    name: tuple[str, ...]
    entry: os.DirEntry[str]


class Unreadable(NamedTuple):
    reason: str


def files_in(folder: Path) -> list[File]:
    """The YAML files below a folder, sorted by name; dangling links among them, hidden files and folders not."""
    return sorted(_walk(str(folder), ()))


def contents(file: File, kept: Kept) -> bytes | Unreadable:
    """What the file holds now; where size, time and identity are the same as before, it isn't read for that."""
    try:
        state = file.entry.stat()
        if time_ns() - state.st_mtime_ns < _SETTLED:
            return _bytes(file)
        name = ("bytes", file.entry.path, state.st_ino, state.st_size, state.st_mtime_ns)
        return kept.get(name, (), lambda: _bytes(file))
    except OSError as error:
        return Unreadable(error.strerror or str(error))


def _bytes(file: File) -> bytes:
    return Path(file.entry.path).read_bytes()


def _walk(folder: str, above: tuple[str, ...]) -> Iterator[File]:
    """Of a folder that can't be read, or is gone meanwhile, nothing."""
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith("."):
                continue
            name = (*above, entry.name)
            if entry.is_dir(follow_symlinks=False):
                yield from _walk(entry.path, name)
            elif entry.name.lower().endswith(_SUFFIXES) and _is_file(entry):
                yield File(name, entry)


def _is_file(entry: os.DirEntry[str]) -> bool:
    """A link that leads nowhere, or round in a circle, is one too: reading it tells what is wrong."""
    try:
        return entry.is_file() or (entry.is_symlink() and not entry.is_dir() and not Path(entry.path).exists())
    except OSError:
        return True
