"""Opening: addresses as people write them, what else may be there, and what is said about it."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from adapters.ledger import migrations
from adapters.ledger.database import Database
from adapters.ledger.errors import LedgerError, Unavailable
from adapters.ledger.migrations import HEAD
from adapters.ledger.urls import address
from tests.ledger.entries import entry, everything

if TYPE_CHECKING:
    from tests.postgres import Server


@pytest.mark.parametrize("given", ["guiju.db", "./guiju.db", "sqlite:///guiju.db", "sqlite+pysqlite:///guiju.db"])
def test_a_file_by_its_path(given: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert address(given).place == tmp_path / "guiju.db"


def test_a_file_whose_name_is_odd(tmp_path: Path) -> None:
    file = tmp_path / "50% 规矩?#.db"
    with closing(Database.open(str(file))) as database, database.writing() as transaction:
        transaction.append([entry("1")])
    assert [each.name for each in tmp_path.iterdir()] == [file.name]


@pytest.mark.parametrize(
    ("given", "near"),
    [
        ("", ""),
        ("sqlite://", ""),
        ("sqlite:///:memory:", ""),
        (":memory:", ""),
        ("sqlite:///guiju.db?mode=ro", ""),
        ("sqlite:guiju.db", "sqlite:///guiju.db"),
        ("sqlite:/tmp/guiju.db", "sqlite:////tmp/guiju.db"),
        ("sqlite://guiju.db", "sqlite:///guiju.db"),
        ("sqlite://data/guiju.db", "sqlite:///data/guiju.db"),
        ("postgresql:host/guiju", "postgresql://host/guiju"),
        ("postgress://host/guiju", "postgres://…"),
        ("mysql://host/guiju", ""),
        ("postgresql://host:port/guiju", ""),
    ],
)
def test_what_is_no_address(given: str, near: str) -> None:
    with pytest.raises(LedgerError) as refused:
        address(given)
    (diagnostic,) = refused.value.diagnostics
    assert diagnostic.code == "GJ800"
    assert dict(diagnostic.args).get("near", "") == near


@pytest.mark.parametrize(
    "given", ["postgresql://me:secret@host:port/x", "postgres:me:secret@host/x", "odd://me:secret@h"]
)
def test_a_password_is_never_shown(given: str) -> None:
    with pytest.raises(LedgerError) as refused:
        address(given)
    assert "secret" not in repr(refused.value.diagnostics)


def test_a_password_is_never_shown_of_a_server_that_is_away() -> None:
    with pytest.raises(Unavailable) as refused:
        Database.open("postgresql://me:secret@127.0.0.1:1/guiju")
    assert "GJ801 the database `postgresql://me:***@127.0.0.1:1/guiju` can't be reached" in str(refused.value)
    assert "secret" not in repr(refused.value.diagnostics)


def test_opened_again_it_is_the_same(url: str) -> None:
    with closing(Database.open(url)) as first, first.writing() as transaction:
        transaction.append([entry("1")])
    with closing(Database.open(url)) as second:
        assert second.id == first.id
        assert len(everything(second)) == 1


def test_many_make_it_at_once(url: str) -> None:
    with ThreadPoolExecutor(8) as some:
        opened = [*some.map(lambda _: Database.open(url), range(8))]
    assert len({database.id for database in opened}) == 1
    for database in opened:
        database.close()


def test_no_folder(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match=r"GJ801 .*there is no folder"):
        Database.open(str(tmp_path / "missing" / "guiju.db"))


def test_a_folder_instead_of_a_file(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match=r"GJ801"):
        Database.open(str(tmp_path))
    with pytest.raises(LedgerError, match=r"GJ884"):
        Database.open(str(tmp_path), make=False)


def test_a_file_that_is_something_else(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("notes " * 1000)
    with pytest.raises(LedgerError, match=r"GJ802 .*file is not a database"):
        Database.open(str(file))
    assert file.read_text() == "notes " * 1000


def test_a_database_of_others(tmp_path: Path) -> None:
    file = tmp_path / "others.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE entries (id)")
    before = file.read_bytes()
    with pytest.raises(LedgerError, match=r"GJ802 .*tables of others, `entries`"):
        Database.open(str(file))
    assert file.read_bytes() == before


def test_beside_tables_of_others(postgres_server: Server, postgresql: str) -> None:
    name = postgresql.rpartition("/")[2]
    postgres_server.sql("CREATE TABLE alembic_version (version_num text); CREATE TABLE customers (id int)", name)
    Database.open(postgresql).close()


def test_a_server_without_the_database(postgres_server: Server) -> None:
    with pytest.raises(Unavailable, match=r'GJ801 .*database "missing" does not exist'):
        Database.open(postgres_server.url("missing"))


def test_a_newer_database_is_left_alone(url: str) -> None:
    with closing(Database.open(url)) as database, database.writing() as transaction:
        transaction.connection.execute(text("UPDATE guiju_version SET version_num = '9999'"))
    for readonly in (False, True):
        with pytest.raises(LedgerError, match=rf"GJ803 .*version 9999, newer than this program's {HEAD}"):
            Database.open(url, readonly=readonly)


def test_reading_only(url: str) -> None:
    with closing(Database.open(url)) as database:
        with database.writing() as transaction:
            transaction.append([entry("1")])
        with closing(Database.open(url, readonly=True)) as other:
            assert other.id == database.id
            assert everything(other) == everything(database)
            with pytest.raises(Unavailable, match=r"GJ804"), other.writing():
                pass


@pytest.mark.parametrize("how", [{"readonly": True}, {"make": False}], ids=str)
def test_where_there_is_no_ledger_none_is_made(
    how: dict[str, bool], sqlite: str, postgresql: str, postgres_server: Server
) -> None:
    for url in (sqlite, postgresql):
        with pytest.raises(LedgerError, match=r"GJ884"):
            Database.open(url, **how)
    assert not Path(sqlite.removeprefix("sqlite:///")).exists()
    name = postgresql.rpartition("/")[2]
    assert postgres_server.sql("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'", name) == "0"


@pytest.mark.parametrize("tables", ["", "CREATE TABLE customers (id)"])
def test_a_file_without_a_ledger_stays_as_it_is(tmp_path: Path, tables: str) -> None:
    file = tmp_path / "others.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(tables)
    before = file.read_bytes()
    with pytest.raises(LedgerError, match=r"GJ884"):
        Database.open(str(file), make=False)
    assert file.read_bytes() == before
    assert [*tmp_path.iterdir()] == [file]


def test_what_is_there_is_brought_up_to_date_without_making_one(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A delivery of the first version knew neither its branch nor its case."""
    with monkeypatch.context() as patched:
        patched.setattr(migrations, "HEAD", "0001")
        with closing(Database.open(url)) as database, database.writing() as transaction:
            transaction.append([entry("1", branch="xian", case="c-7")])
            values = "'msg_1', 'ep_1', 1, 'pending', 0, 0, 0, NULL, '', 0"
            transaction.connection.execute(text(f"INSERT INTO deliveries VALUES ({values})"))
    with closing(Database.open(url, make=False)) as database, database.reading() as connection:
        assert connection.execute(text("SELECT branch, case_id FROM deliveries")).one() == ("xian", "c-7")
    Database.open(url, readonly=True).close()


def test_reading_only_an_older_one(url: str) -> None:
    with closing(Database.open(url)) as database, database.writing() as transaction:
        transaction.connection.execute(text("UPDATE guiju_version SET version_num = '0000'"))
    with pytest.raises(LedgerError, match=rf"GJ808 .*version 0000, older than this program's {HEAD}"):
        Database.open(url, readonly=True)
