"""SQLite: one file that several processes share. WAL, and every commit on the disk before it is told."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from functools import partial
from random import uniform
from time import monotonic, sleep
from typing import TYPE_CHECKING

from sqlalchemy import QueuePool, create_engine, event

from adapters.ledger.engines import PATIENCE, Engines
from adapters.ledger.errors import ABSENT, AWAY, READ_ONLY, REPLACED, fault, unavailable
from engine.diagnostics import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sqlalchemy import Connection, Engine

    Identity = tuple[int, int]
    """What is one file, whatever its name: its device and its number there."""

_PAUSE = 0.002
"""Seconds between two tries: SQLite's own pauses grow so long that one busy process would keep others out."""

_LOOK = "SELECT * FROM sqlite_schema"
_READING = ("PRAGMA busy_timeout = 10000", "PRAGMA query_only = 1")
_WRITING = (
    "PRAGMA busy_timeout = 0",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA cache_size = -65536",  # 64 MiB: ids are hashes, whose index is written all over
    "PRAGMA wal_autocheckpoint = 16000",  # 64 MiB: a page that many groups change is brought home once
)


def engines(file: Path, *, readonly: bool, make: bool) -> Engines:
    """The engines of a file; `make`: an empty one is made if there is none. Raises `LedgerError`, sqlite3's errors."""
    _find(file, make=make)
    if readonly:
        return Engines(_reader(file, _unwritable(file), _identity(file)), None)
    if not os.access(file, os.W_OK):
        raise unavailable(READ_ONLY, db=file)  # in a folder that can be written, SQLite sees it at the first entry only
    identity = _identity(file)
    writer = _engine(file, "mode=rw", _WRITING, identity)
    event.listen(writer, "begin", lambda connection: _begin_writing(connection, file, identity))
    return Engines(_reader(file, "mode=rw", identity), writer)


def _find(file: Path, *, make: bool) -> None:
    """Raises `LedgerError`, sqlite3's errors where there is no such file, nor can one be made."""
    if not file.parent.is_dir():
        raise unavailable(AWAY, db=file, folder=file.parent)
    if make:
        with closing(sqlite3.connect(file)) as connection:
            connection.execute(_LOOK)
    elif not file.is_file():
        alike = [each.name for each in file.parent.glob("*") if each.suffix == file.suffix]
        near = did_you_mean(file.name, alike)
        raise fault(ABSENT, db=file, near=near and file.with_name(near))


def _unwritable(file: Path) -> str:
    """How a file is opened that must not change: as one that nobody does, where nothing can stand beside it."""
    try:
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as connection:
            connection.execute(_LOOK)
    except sqlite3.OperationalError:
        log = file.with_name(f"{file.name}-wal")
        if not file.is_file() or (log.exists() and log.stat().st_size):
            raise
        return "mode=ro&immutable=1"
    return "mode=ro"


def _engine(file: Path, how: str, pragmas: tuple[str, ...], identity: Identity | None) -> Engine:
    """An engine that makes no file: where it has gone, nothing is to be written into a new one."""
    uri = f"{file.as_uri()}?{how}"

    def connect() -> sqlite3.Connection:
        _same(file, identity)
        connection = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
        for pragma in pragmas:
            _patiently(partial(connection.execute, pragma))
        return connection

    return create_engine("sqlite://", creator=connect, poolclass=QueuePool, pool_timeout=PATIENCE)


def _reader(file: Path, how: str, identity: Identity | None) -> Engine:
    engine = _engine(file, how, _READING, identity)

    def begin(connection: Connection) -> None:
        _same(file, identity)
        connection.exec_driver_sql("BEGIN")

    event.listen(engine, "begin", begin)
    return engine


def _begin_writing(connection: Connection, file: Path, identity: Identity | None) -> None:
    _same(file, identity)
    cursor = connection.connection.cursor()
    _patiently(lambda: cursor.execute("BEGIN IMMEDIATE"))


def _patiently(step: Callable[[], object]) -> None:
    """Does it as soon as no other process is in the way."""
    until = monotonic() + PATIENCE
    while True:
        try:
            step()
        except sqlite3.OperationalError as error:
            if not error.sqlite_errorname.startswith("SQLITE_BUSY") or monotonic() > until:
                raise
            sleep(uniform(_PAUSE / 2, _PAUSE))  # noqa: S311  two that wait shall not wait in step
        else:
            return


def _same(file: Path, identity: Identity | None) -> None:
    """A file that has gone takes what is written into it along. Raises `Unavailable`."""
    if identity is not None and _identity(file) != identity:
        raise unavailable(REPLACED, db=file)


def _identity(file: Path) -> Identity | None:
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
