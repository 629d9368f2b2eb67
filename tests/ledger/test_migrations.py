"""Migrations end in the tables that the program knows; one that fails leaves nothing behind."""

from __future__ import annotations

import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from adapters.ledger import migrations
from adapters.ledger.database import Database
from adapters.ledger.migrations import HEAD, VERSION_TABLE
from adapters.ledger.tables import metadata

if TYPE_CHECKING:
    from sqlalchemy import Connection


def test_migrated_is_what_the_program_knows(database: Database) -> None:
    with database.reading() as connection:
        options = {"version_table": VERSION_TABLE, "compare_type": True}
        assert compare_metadata(MigrationContext.configure(connection, opts=options), metadata) == []


def test_the_last_migration_is_the_head() -> None:
    folder = Path(migrations.__file__).parent
    assert ScriptDirectory(str(folder)).get_heads() == [HEAD]


def test_a_database_of_this_version_is_opened_without_alembic(url: str) -> None:
    """Which takes longer to load than all else that a command needs."""
    script = """
import sys
from adapters.ledger.database import Database
Database.open(sys.argv[1]).close()
print("alembic" in sys.modules)
"""
    said = [subprocess.check_output([sys.executable, "-c", script, url], text=True).strip() for _ in range(2)]
    assert said == ["True", "False"]


def test_a_migration_that_fails_leaves_nothing(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(connection: Connection, shown: str) -> None:
        upgrade(connection, shown)
        raise LookupError

    upgrade = migrations.upgrade
    with monkeypatch.context() as patched:
        patched.setattr(migrations, "upgrade", fail)
        with pytest.raises(LookupError):
            Database.open(url)
    with closing(Database.open(url)) as database, database.reading() as connection:
        assert set(inspect(connection).get_table_names()) == {*metadata.tables, VERSION_TABLE}
