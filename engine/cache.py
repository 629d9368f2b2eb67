"""The compile cache: compiled policies on disk, found by the content of a library's files and of the engine itself.

It saves time and nothing else: whatever is missing, broken, foreign or unwritable counts as absent, and deleting it is
always safe. It lies in `$GUIJU_CACHE`, else `$XDG_CACHE_HOME/guiju`, else `~/.cache/guiju`; `GUIJU_CACHE=off` turns it
off. Entries are pickles, so a folder that another user owns or may write is never read.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import pickle
import stat
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.files import files_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.backends.scalar.executable import Executable
    from engine.ir.program import Timeline

KEPT = 32
"""How many libraries (or versions of one) keep their entries; the oldest go first."""


class Index(NamedTuple):
    """What can be asked of a library without reading its files.

    `policies`: those of each branch; `kinds`: of cases, those of the vocabulary.
    """

    branches: tuple[str, ...]
    policies: tuple[tuple[str, ...], ...]
    kinds: tuple[str, ...]


class Compiled(NamedTuple):
    """A policy of one branch: its programs, and for each in force the executable."""

    timeline: Timeline
    executables: tuple[Executable | None, ...]


class Cache:
    """The entries of one library, as its files and the engine are now."""

    __slots__ = ("_folder",)

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    @classmethod
    def of(cls, library: Path, shown: str | None = None) -> Cache:
        """`shown`: the folder's name in messages, which compiled policies hold, too."""
        root = _root()
        return cls(root / _fingerprint(library, shown or str(library)) if root else None)

    def index(self) -> Index | None:
        found = self._read("index")
        return found if isinstance(found, Index) else None

    def policy(self, branch: str, policy: str) -> Compiled | None:
        found = self._read(_entry(branch, policy))
        return found if isinstance(found, Compiled) else None

    def keep(self, index: Index) -> None:
        self._write("index", index)

    def keep_policy(self, compiled: Compiled) -> None:
        self._write(_entry(compiled.timeline.branch, compiled.timeline.policy), compiled)

    def _read(self, name: str) -> Any:
        if self._folder is None or not _is_ours(self._folder):
            return None
        try:
            return pickle.loads((self._folder / name).read_bytes())  # noqa: S301  only from a folder that only we write
        except Exception:  # noqa: BLE001  a broken entry, however it is broken, is an absent one
            return None

    def _write(self, name: str, value: object) -> None:
        if self._folder is None:
            return
        with contextlib.suppress(OSError):
            _make_room(self._folder)
            unfinished = self._folder / f"{name}.{os.getpid()}-{threading.get_ident()}"
            unfinished.write_bytes(pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL))
            unfinished.replace(self._folder / name)


def _root() -> Path | None:
    chosen = os.environ.get("GUIJU_CACHE")
    if chosen == "off":
        return None
    if chosen:
        return Path(chosen)
    home = os.environ.get("XDG_CACHE_HOME")
    return Path(home) / "guiju" if home else Path.home() / ".cache" / "guiju"


def _entry(branch: str, policy: str) -> str:
    return f"{branch}.{policy}.pickle"


def _is_ours(folder: Path) -> bool:
    """Whether only this user can have written the folder's entries."""
    try:
        status = folder.stat()
    except OSError:
        return False
    return status.st_uid == os.getuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _make_room(folder: Path) -> None:
    if folder.is_dir():
        return
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    siblings = sorted(folder.parent.iterdir(), key=lambda sibling: sibling.stat().st_mtime, reverse=True)
    for old in siblings[KEPT:]:
        _remove(old)


def _remove(folder: Path) -> None:
    """Best effort: what another process has removed, or writes meanwhile, is left to it."""
    with contextlib.suppress(OSError):
        for entry in folder.iterdir():
            entry.unlink(missing_ok=True)
        folder.rmdir()


def _fingerprint(library: Path, shown: str) -> str:
    """A hash over every file of the library (path and content), the engine's files and the Python that runs.

    `shown`: the folder's name in messages.
    """
    digest = hashlib.sha256(f"{sys.version_info[:2]} {_engine_state()} {shown}".encode())
    for file in files_in(library):
        digest.update(f"\0{'/'.join(file.name)}\0".encode(errors="surrogateescape"))
        with contextlib.suppress(OSError):
            digest.update(Path(file.entry.path).read_bytes())
    return digest.hexdigest()[:32]


def _engine_state() -> str:
    """Path, size and time of every file of the engine: another version or an edit of it makes other entries."""
    states = sorted((entry.path, entry.stat()) for entry in _sources(str(Path(__file__).parent)))
    return ";".join(f"{path}:{state.st_size}:{state.st_mtime_ns}" for path, state in states)


def _sources(folder: str) -> Iterator[os.DirEntry[str]]:
    """Every Python file below a folder.

    Three times as fast as `Path.rglob`, and every call of `guiju decide` waits for it.
    """
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _sources(entry.path)
            elif entry.name.endswith(".py"):
                yield entry
