"""The database's tables, from one version of the program to the next, by Alembic."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from sqlalchemy import String, column, inspect, select, table

from adapters.ledger.errors import ABSENT, FOREIGN, NEWER, OLDER, fault
from adapters.ledger.tables import metadata

if TYPE_CHECKING:
    from sqlalchemy import Connection

HEAD = "0002"
"""The version that this program reads and writes."""

VERSION_TABLE = "guiju_version"
"""Where a database has its version; it may have tables of others, and Alembic's of theirs, too."""

_VERSION = column("version_num", String)


def check_room(connection: Connection, shown: str, *, make: bool) -> None:
    """Raises `LedgerError` where there is no ledger and none to be made, or tables of others have the names of ours."""
    if _version(connection) is not None:
        return
    if not make:
        raise fault(ABSENT, db=shown)
    taken = metadata.tables.keys() & set(inspect(connection).get_table_names())
    if taken:
        raise fault(FOREIGN, db=shown, tables=", ".join(sorted(taken)))


def upgrade(connection: Connection, shown: str) -> None:
    """Bring the database up to date, in a transaction that has the write lock. Raises `LedgerError`."""
    version = _version(connection)
    if version == HEAD:
        return
    steps = _steps()
    if version is not None and version not in steps.known():
        raise fault(NEWER, db=shown, version=version, head=HEAD)
    steps.take(connection, HEAD)


def check(connection: Connection, shown: str) -> None:
    """Raises `LedgerError` where the database isn't of the version that this program reads."""
    version = _version(connection)
    if version is None:
        raise fault(ABSENT, db=shown)
    if version != HEAD:
        raise fault(NEWER if version > HEAD else OLDER, db=shown, version=version, head=HEAD)


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    return connection.scalar(select(_VERSION).select_from(table(VERSION_TABLE)))


def _steps() -> Any:
    """Loaded where there is a step to take, which is once for most databases: every other start is spared Alembic."""
    return import_module("adapters.ledger.migrations.steps")
