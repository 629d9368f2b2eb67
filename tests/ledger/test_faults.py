"""Databases in trouble: full, read-only, gone and back, kept by somebody else. What was acknowledged stays."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing, contextmanager
from pathlib import Path
from time import sleep
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from adapters.ledger import postgres, sqlite
from adapters.ledger.database import Database
from adapters.ledger.errors import LedgerError, Unavailable
from adapters.ledger.writer import Writer
from tests.ledger.entries import entry, everything
from tests.ledger.processes import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adapters.ledger.transaction import Transaction
    from tests.postgres import Server


def test_a_full_disk(tmp_path: Path) -> None:
    url = str(tmp_path / "guiju.db")
    command = [sys.executable, "-m", "tests.ledger.filler", url, "1000000"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    before, code, after = done.stdout.split()
    assert (code, after) == ("GJ806", "10")
    with closing(Database.open(url)) as database:
        ids = [each.entry.id for each in everything(database)]
    assert ids[: int(before)] == [f"before-{number}" for number in range(1, int(before) + 1)]
    assert ids[-10:] == [f"after-{number}" for number in range(10)]


def test_a_server_gone_and_back(postgres_server: Server, postgresql: str) -> None:
    with closing(Database.open(postgresql)) as database, closing(Writer(database)) as writer:
        writer.append([entry("before")]).result()
        postgres_server.stop("immediate")
        try:
            with pytest.raises(Unavailable, match="GJ801"):
                writer.append([entry("while away")]).result()
            with pytest.raises(Unavailable, match="GJ801"):
                everything(database)
        finally:
            postgres_server.start()
        writer.append([entry("after")]).result()
        assert [each.entry.id for each in everything(database)] == ["before", "after"]


def test_a_server_that_ends_a_session_in_a_transaction(postgres_server: Server, postgresql: str) -> None:
    with closing(Database.open(postgresql)) as database:
        with pytest.raises(Unavailable, match="GJ801"), database.writing() as transaction:
            _append_and_lose_the_session(transaction, postgres_server)
        with database.writing() as transaction:
            transaction.append([entry("1")])
        assert [each.entry.id for each in everything(database)] == ["1"]


def _append_and_lose_the_session(transaction: Transaction, server: Server) -> None:
    transaction.append([entry("lost")])
    backend = transaction.connection.scalar(text("SELECT pg_backend_pid()"))
    server.sql(f"SELECT pg_terminate_backend({backend}, 10000)")


def test_a_server_that_only_reads(postgres_server: Server, postgresql: str) -> None:
    Database.open(postgresql).close()
    name = postgresql.rpartition("/")[2]
    postgres_server.sql(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    with pytest.raises(LedgerError, match="GJ804"):
        Database.open(postgresql)
    Database.open(postgresql, readonly=True).close()


def test_a_file_gone_and_back(tmp_path: Path) -> None:
    file, elsewhere = tmp_path / "guiju.db", tmp_path / "elsewhere.db"
    with closing(Database.open(str(file))) as database, closing(Writer(database)) as writer:
        writer.append([entry("before")]).result()
        file.rename(elsewhere)
        with pytest.raises(Unavailable, match="GJ809"):
            writer.append([entry("while away")]).result()
        with pytest.raises(Unavailable, match="GJ809"):
            everything(database)
        assert not file.exists()
        elsewhere.rename(file)
        writer.append([entry("after")]).result()
        assert [each.entry.id for each in everything(database)] == ["before", "after"]


def test_another_file_in_its_place(tmp_path: Path) -> None:
    file = tmp_path / "guiju.db"
    with closing(Database.open(str(file))) as database:
        shutil.copy(file, tmp_path / "copy.db")
        (tmp_path / "copy.db").replace(file)
        with pytest.raises(Unavailable, match="GJ809"), database.writing():
            pass


@contextmanager
def kept(file: Path) -> Iterator[tuple[Database, Writer, sqlite3.Connection]]:
    """Somebody else holds the file's write lock, until he commits."""
    with (
        closing(Database.open(str(file))) as database,
        closing(Writer(database)) as writer,
        closing(sqlite3.connect(file, isolation_level=None)) as other,
    ):
        other.execute("BEGIN IMMEDIATE")
        yield database, writer, other


def test_a_file_kept_by_somebody_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "PATIENCE", 0.2)
    with kept(tmp_path / "guiju.db") as (database, writer, other):
        with pytest.raises(Unavailable, match="GJ805"):
            writer.append([entry("1")]).result()
        other.execute("COMMIT")
        writer.append([entry("2")]).result()
        assert [each.entry.id for each in everything(database)] == ["2"]


def test_what_was_called_off_while_nothing_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "PATIENCE", 2.0)
    with kept(tmp_path / "guiju.db") as (database, writer, other):
        refused = writer.append([entry("1")])
        while not refused.running():
            sleep(0.01)
        called_off, behind = writer.append([entry("2")]), writer.append([entry("3")])
        assert called_off.cancel()
        for each in (refused, behind):
            with pytest.raises(Unavailable, match="GJ805"):
                each.result(60)
        other.execute("COMMIT")
        writer.append([entry("4")]).result(60)
        assert [each.entry.id for each in everything(database)] == ["4"]


def test_a_server_whose_lock_is_kept(postgresql: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "PATIENCE", 0.2)
    with closing(Database.open(postgresql)) as database, closing(Writer(database)) as writer:
        with closing(Database.open(postgresql)) as other, other.writing(), pytest.raises(Unavailable, match="GJ805"):
            writer.append([entry("1")]).result()
        writer.append([entry("2")]).result()
        assert [each.entry.id for each in everything(database)] == ["2"]


OPENING = """
import os, sys
from adapters.ledger.database import Database
from adapters.ledger.errors import LedgerError
from tests.ledger.entries import everything
if os.geteuid() == 0:
    os.setuid(65534)  # root writes what it likes
try:
    database = Database.open(sys.argv[1], readonly=sys.argv[2] == "readonly")
    print(len(everything(database)))
    database.close()
except LedgerError as error:
    print(error.diagnostics[0].code)
"""


def _opened(file: Path, how: str) -> str:
    command = [sys.executable, "-c", OPENING, str(file), how]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return done.stdout.strip()


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that everybody can get into, other than those that pytest makes."""
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


@pytest.mark.parametrize("mode", [0o555, 0o777])
def test_a_file_that_may_only_be_read(open_folder: Path, mode: int) -> None:
    file = open_folder / "guiju.db"
    with closing(Database.open(str(file))) as database, database.writing() as transaction:
        transaction.append([entry("1")])
    file.chmod(0o444)
    open_folder.chmod(mode)
    assert _opened(file, "to write") == "GJ804"
    assert _opened(file, "readonly") == "1"
