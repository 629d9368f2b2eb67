"""Files that a command makes: written where they differ, or only compared."""

from __future__ import annotations

import os
import shutil
from errno import EACCES
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from engine.workshop.file import File

_WRITABLE = 0o222
"""The bits of a file's mode that let anybody write it; who may do everything still leaves a protected file alone."""


def differing(files: Iterable[File], folder: Path) -> list[Path]:
    """The places of those that are missing or not as they should be."""
    return [folder / file.path for file in files if _text(folder / file.path) != file.text]


def write(files: Iterable[File], folder: Path) -> list[Path]:
    """Write those that differ, each as a whole or not at all; their places. Raises `OSError`."""
    written = []
    for file in files:
        place = folder / file.path
        if _text(place) == file.text:
            continue
        place.parent.mkdir(parents=True, exist_ok=True)
        _replace(place.resolve(), file.text.encode())
        written.append(place)
    return written


def _replace(place: Path, data: bytes) -> None:
    """Put a file in the place of what is there, if anything; a fault on the way leaves that as it was."""
    there = place.exists()
    if there and not (place.stat().st_mode & _WRITABLE and os.access(place, os.W_OK)):
        raise PermissionError(EACCES, os.strerror(EACCES), str(place))
    fresh = place.with_name(f".{place.name}.{os.getpid()}")
    try:
        with fresh.open("wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        if there:
            shutil.copymode(place, fresh)
        fresh.replace(place)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise


def _text(place: Path) -> str | None:
    """A file's text, byte for byte; None where there is none, or where it is no text."""
    try:
        return place.read_bytes().decode()
    except (FileNotFoundError, UnicodeDecodeError):
        return None
