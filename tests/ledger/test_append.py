"""Appending: places without a gap, every entry once, in both databases alike."""

from __future__ import annotations

from contextlib import closing
from time import sleep
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from adapters.ledger.database import Database
from adapters.ledger.entries import Appended, Entry, Recorded
from adapters.ledger.errors import LedgerError
from adapters.ledger.tables import entries as table
from tests.ledger.entries import entry, everything

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adapters.ledger.transaction import Transaction
    from tests.postgres import Server

NAMES = st.text(st.characters(blacklist_characters="\0", blacklist_categories=["Cs"]), max_size=20)
FEW = st.builds(
    Entry,
    kind=st.sampled_from(["decision", "event"]),
    id=st.sampled_from(["1", "2", "规矩"]) | NAMES,
    branch=st.sampled_from(["", "xian"]),
    policy=NAMES,
    case=st.sampled_from(["", "c-1"]) | NAMES,
    at=st.integers(-(2**62), 2**62),
    body=NAMES,
)
"""Of which many are the same."""


@given(batches=st.lists(st.lists(FEW, max_size=6), max_size=6))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_ledger_is_a_list_in_which_everything_is_once(database: Database, batches: list[list[Entry]]) -> None:
    expected: dict[Any, Recorded] = {_once(each.entry): each for each in everything(database)}
    for batch in batches:
        with database.writing() as transaction:
            answer = transaction.append(batch)
        assert answer == _modelled(expected, batch, transaction.recorded)
    assert everything(database) == tuple(expected.values())


def _modelled(expected: dict[Any, Recorded], batch: Sequence[Entry], when: int) -> tuple[Appended, ...]:
    answers = []
    for each in batch:
        known = expected.get(_once(each))
        fresh = Recorded(len(expected) + 1, when, each)
        answers.append(Appended(known or fresh, known=known is not None))
        expected.setdefault(_once(each), fresh)
    return tuple(answers)


def _once(each: Entry) -> tuple[str, str, str, str]:
    return each.kind, each.branch, each.case, each.id


def test_what_was_undone_leaves_no_gap(database: Database) -> None:
    with database.writing() as transaction:
        transaction.append([entry("1")])
        with pytest.raises(LookupError):
            transaction.attempt(_append_and_fail)
        transaction.attempt(lambda inner: inner.append([entry("4")]))
    assert [each.entry.id for each in everything(database)] == ["1", "4"]


def _append_and_fail(transaction: Transaction) -> None:
    transaction.append([entry("2"), entry("3")])
    raise LookupError


def test_a_transaction_that_fails_leaves_nothing(database: Database) -> None:
    with pytest.raises(LookupError), database.writing() as transaction:
        _append_and_fail(transaction)
    assert everything(database) == ()


def test_time_never_runs_back(database: Database) -> None:
    with database.writing() as transaction:
        ahead = transaction.recorded + 10**15
        transaction.recorded = ahead
        transaction.append([entry("1")])
    with database.writing() as transaction:
        assert transaction.recorded == ahead


@pytest.mark.parametrize(("text", "character"), [("a\0b", "U+0000"), ("a\ud800b", "U+D800")])
def test_what_no_database_holds_is_refused(database: Database, text: str, character: str) -> None:
    fine, fields = entry("2"), ("id", "branch", "policy", "case", "body")
    for field in fields:
        unfit = Entry(**fine._asdict() | {field: text})
        with pytest.raises(LedgerError) as refused, database.writing() as transaction:
            transaction.append([entry("1"), unfit])
        (diagnostic,) = refused.value.diagnostics
        assert (diagnostic.code, dict(diagnostic.args)) == ("GJ807", {"name": field, "character": character})
    assert everything(database) == ()


def test_the_longest_names_are_kept_and_longer_ones_refused(database: Database) -> None:
    longest = entry("\U0001f4dc" * 300, case="\U0001f4dc" * 296)
    with database.writing() as transaction:
        transaction.append([longest])
    with pytest.raises(LedgerError, match="GJ807 `id` is too long"), database.writing() as transaction:
        transaction.append([longest._replace(id=longest.id + "x")])
    assert [each.entry for each in everything(database)] == [longest]


CHANGES = (
    "UPDATE entries SET body = '{}'",
    "DELETE FROM entries WHERE seq = 2",
    "UPDATE seals SET sealed = 0",
    "DELETE FROM seals",
)
REPLACED = (
    """INSERT OR REPLACE INTO entries SELECT seq, kind, branch, policy, case_id, 'other', at, recorded, body, leaf
    FROM entries WHERE seq = 1""",
    """INSERT OR REPLACE INTO entries SELECT 3, kind, branch, policy, case_id, id, at, recorded, body, leaf
    FROM entries WHERE seq = 1""",
    "INSERT OR REPLACE INTO seals SELECT * FROM seals",
)
TRUNCATED = ("TRUNCATE entries", "TRUNCATE seals")
SEAL = "INSERT INTO seals VALUES (1, 1, 2, :none, :none, 1, 'k', :none)"


def test_the_database_itself_refuses_changes(database: Database) -> None:
    with database.writing() as transaction:
        transaction.append([entry("1"), entry("2")])
        transaction.connection.execute(text(SEAL), {"none": b""})
    before = everything(database)
    for change in CHANGES + {"sqlite": REPLACED, "postgresql": TRUNCATED}[database.dialect]:
        with (
            pytest.raises(Exception, match="entries and seals are only appended to"),
            database.writing() as transaction,
        ):
            transaction.connection.execute(text(change))
    assert everything(database) == before


def test_readers_write_nothing(database: Database) -> None:
    with pytest.raises(Exception, match=r"read-?only"), database.reading() as connection:
        connection.execute(table.delete())


def test_readers_see_one_state(database: Database) -> None:
    with database.reading() as connection:
        assert connection.scalar(text("SELECT count(*) FROM entries")) == 0
        with database.writing() as transaction:
            transaction.append([entry("1")])
        assert connection.scalar(text("SELECT count(*) FROM entries")) == 0
    assert len(everything(database)) == 1


def test_a_server_without_statistics_looks_by_the_id(postgresql: str, postgres_server: Server) -> None:
    """Not among all entries of the same case: decisions without one would be more and more to look through."""
    name = postgresql.rpartition("/")[2]
    with closing(Database.open(postgresql)) as database:
        postgres_server.sql("ALTER TABLE entries SET (autovacuum_enabled = off)", name)
        for ids in (range(50_000), range(50_000, 50_010)):
            with database.writing() as transaction:
                transaction.append([entry(str(each), "decision", case="") for each in ids])
    while postgres_server.sql(f"SELECT 1 FROM pg_stat_activity WHERE datname = '{name}'"):
        sleep(0.01)  # a session tells what it has read when it ends
    read = postgres_server.sql(
        "SELECT idx_tup_read FROM pg_stat_user_indexes WHERE indexrelname = 'entries_of_case'", name
    )
    assert int(read) < 50_000
