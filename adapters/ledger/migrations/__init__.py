"""The database's tables, from one version of the program to the next, by Alembic."""

from __future__ import annotations

from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from adapters.ledger.errors import FOREIGN, NEWER, OLDER, fault
from adapters.ledger.tables import metadata

if TYPE_CHECKING:
    from sqlalchemy import Connection

HEAD = "0002"
"""The version that this program reads and writes."""

VERSION_TABLE = "guiju_version"
"""Where a database has its version; it may have tables of others, and Alembic's of theirs, too."""

_ONE_AT_A_TIME = Lock()
"""Alembic's operations act on one connection a process."""


def upgrade(connection: Connection, shown: str) -> None:
    """Bring the database up to date, in a transaction that has the write lock. Raises `LedgerError`."""
    version = _version(connection)
    if version == HEAD:
        return
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(Path(__file__).parent))
    if version is None:
        _check_room(connection, shown)
    elif version not in _known(config):
        raise fault(NEWER, db=shown, version=version, head=HEAD)
    with _ONE_AT_A_TIME:
        command.upgrade(config, HEAD)


def check(connection: Connection, shown: str) -> None:
    """Raises `LedgerError` where the database isn't of the version that this program reads."""
    version = _version(connection)
    if version is None:
        raise fault(FOREIGN, db=shown)
    if version != HEAD:
        raise fault(NEWER if version > HEAD else OLDER, db=shown, version=version, head=HEAD)


def _version(connection: Connection) -> str | None:
    return MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE}).get_current_revision()


def _check_room(connection: Connection, shown: str) -> None:
    """Raises `LedgerError` where tables of others have the names of ours."""
    taken = metadata.tables.keys() & set(inspect(connection).get_table_names())
    if taken:
        raise fault(FOREIGN, db=shown, tables=", ".join(sorted(taken)))


def _known(config: Config) -> frozenset[str]:
    return frozenset(script.revision for script in ScriptDirectory.from_config(config).walk_revisions())
