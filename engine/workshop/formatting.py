"""The files of a library, laid out: each as it is and as it should be. Nothing is written."""

from __future__ import annotations

import os
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from engine.diagnostics import Report, Span
from engine.document.encoding import decode
from engine.document.format import OWN_SCHEMAS, format_text, schema_file, schema_of
from engine.document.library import kind_of, names_in, overlays_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.diagnostics import Diagnostic

_SETTINGS = "library.yaml"
_SCHEMA_FOLDERS = (OWN_SCHEMAS, "../schemas")
"""Where a library's schemas may be, seen from its folder, if none of its files tells: its own, or guiju's."""


class Layout(NamedTuple):
    """A file, byte by byte, before and after; both are the same where it can't be laid out."""

    place: Path
    before: bytes
    after: bytes

    @property
    def changes(self) -> bool:
        return self.before != self.after


class _Library(NamedTuple):
    """Its folder, None where there is none; `schemas` is a folder or an address, empty where nothing tells.

    `overlays`: the files that change a policy of the branches above, by name.
    """

    folder: Path | None
    schemas: str
    overlays: frozenset[tuple[str, ...]]


def formatted(path: Path) -> tuple[tuple[Layout, ...], tuple[Diagnostic, ...]]:
    """The files of a library that `path` is or holds, laid out, and why some of them can't be.

    `path` is the folder of a library, or a folder or a file in one. A file that can't be opened is only told of.
    """
    report = Report()
    library = _library(_folder_of(path) or path)
    files = [path / name for name in names_in(path)] if path.is_dir() else [path]
    known = [file for file in files if _kind(file, library)]
    if not known:
        _explain_none(path, report)
    layouts = [layout for file in known for layout in _read(file, library, report)]
    return tuple(layouts), report.sorted()


def formatted_text(data: bytes, place: Path | None) -> tuple[bytes, tuple[Diagnostic, ...]]:
    """A text that is to stand in the file `place`, laid out; as it came where it can't be. No place: a policy."""
    report = Report()
    library = _library(_folder_of(place) if place else None)
    return _laid_out(data, place or Path("-"), library, report), report.sorted()


def _folder_of(path: Path) -> Path | None:
    """The folder of the library that a path is in; None where it is in none."""
    return next((up for up in (path, *path.parents, *path.absolute().parents) if (up / _SETTINGS).is_file()), None)


def _library(folder: Path | None) -> _Library:
    if folder is None or not folder.is_dir():
        return _Library(None, "", frozenset())
    overlays = overlays_in(folder)
    told = (_schemas_told(folder / name, kind) for name in names_in(folder) if (kind := kind_of(name, overlays)))
    there = (f"{folder / name}/" for name in _SCHEMA_FOLDERS if (folder / name).is_dir())
    return _Library(folder, next(filter(None, chain(told, there)), ""), overlays)


def _schemas_told(file: Path, kind: str) -> str:
    """Where the schemas are by what a file of the library says; empty where it doesn't."""
    try:
        schema = schema_of(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        return ""
    base = schema.removesuffix(schema_file(kind))
    if base == schema:
        return ""
    return base if "://" in base else f"{file.parent / base}/"


def _schema_for(file: Path, kind: str, schemas: str) -> str:
    """The schema that a file is to name; empty where nothing tells."""
    if not kind or not schemas:
        return ""
    there = schemas if "://" in schemas else f"{Path(os.path.relpath(schemas, file.parent)).as_posix()}/"
    return f"{there}{schema_file(kind)}"


def _kind(file: Path, library: _Library) -> str:
    """What a file of the library is; empty where it is none of it."""
    name, folder = file.absolute(), library.folder and library.folder.absolute()
    if folder is None or name == folder or not name.is_relative_to(folder):
        return ""
    return kind_of(name.relative_to(folder), library.overlays) or ""


def _explain_none(path: Path, report: Report) -> None:
    """Why there is nothing to lay out."""
    shown = path.as_posix()
    top = Span(shown, 1, 1, 1, 1)
    if path.is_dir():
        report.add("GJ183", top, folder=shown)
    else:
        report.add("GJ186", top, path=shown)


def _read(file: Path, library: _Library, report: Report) -> Iterator[Layout]:
    try:
        data = file.read_bytes()
    except OSError as error:
        report.add("GJ100", Span(file.as_posix(), 1, 1, 1, 1), reason=error.strerror or str(error))
    else:
        yield Layout(file, data, _laid_out(data, file, library, report))


def _laid_out(data: bytes, file: Path, library: _Library, report: Report) -> bytes:
    source = decode(file.as_posix(), data, report)
    if source is None:
        return data
    kind = _kind(file, library)
    text = format_text(source, kind or "policy", _schema_for(file, kind, library.schemas), report)
    return data if text is None else text.encode()
