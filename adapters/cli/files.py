"""Files that a command makes: written where they differ, or only compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from engine.workshop import File


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
        with click.open_file(str(place), "w", encoding="utf-8", atomic=True) as out:
            out.write(file.text)
        written.append(place)
    return written


def _text(place: Path) -> str | None:
    """A file's text, byte for byte; None where there is none, or where it is no text."""
    try:
        return place.read_bytes().decode()
    except (FileNotFoundError, UnicodeDecodeError):
        return None
