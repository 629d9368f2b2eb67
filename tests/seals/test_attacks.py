"""A forger with the database but without the key: what is found of each attack, and what can't be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from adapters.ledger.errors import LedgerError
from adapters.ledger.sealing.findings import (
    CHANGED,
    FORGED,
    INSERTED,
    NOT_AS_EXPORTED,
    OTHERS,
    REMOVED,
    SEAL_MISSING,
    UNCHAINED,
    Finding,
)
from adapters.ledger.sealing.merkle import root
from adapters.ledger.sealing.seal import Seal, digest, statement
from tests.seals.commands import guiju
from tests.seals.forging import Ledger, hash_of, noise, stranger

if TYPE_CHECKING:
    from pathlib import Path

SEAL = """
    UPDATE seals SET first = :first, last = :last, root = :root, previous = :previous, sealed = :sealed,
    key_id = :key_id, signature = :signature WHERE batch = :batch"""
ENTRY = """
    INSERT INTO entries (seq, kind, branch, policy, case_id, id, at, recorded, body, leaf)
    VALUES (:seq, :kind, :branch, :policy, :case_id, :id, :at, :recorded, :body, :leaf)"""


in_both = pytest.mark.parametrize("ledger", ["sqlite", "postgresql"], indirect=True)


@in_both
def test_an_honest_ledger_is_found_to_be_one(ledger: Ledger) -> None:
    found = ledger.verified()
    assert found.findings == ()
    assert (found.entries, found.sealed, found.unsealed, found.seals) == (35, 30, 5, 3)
    assert found.since == ledger.rows()[31]["recorded"]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("body", "{}"),
        ("id", "another"),
        ("kind", "decision"),
        ("branch", "base"),
        ("policy", "x"),
        ("case_id", "case-2"),
        ("at", 2),
        ("recorded", 3),
        ("leaf", noise("leaf")),
    ],
)
def test_a_changed_value_names_the_row(ledger: Ledger, column: str, value: object) -> None:
    ledger.forge(f"UPDATE entries SET {column} = :value WHERE seq = 15", value=value)
    found = ledger.verified()
    assert [(each.code, each.first, each.last) for each in found.findings] == [(CHANGED, 15, 15)]
    assert (found.entries, found.sealed, found.unsealed) == (35, 29, 5)


@in_both
def test_a_row_changed_together_with_its_hash_names_its_batch(ledger: Ledger) -> None:
    ledger.forge("UPDATE entries SET body = '{}' WHERE seq = 15")
    ledger.hash_anew(15)
    assert ledger.found() == [Finding(OTHERS, 11, 20, 2, 2, "changed")]
    assert ledger.verified().sealed == 20


def test_a_change_with_its_hash_isnt_hidden_by_one_without(ledger: Ledger) -> None:
    ledger.forge("UPDATE entries SET body = '{}' WHERE seq IN (13, 15)")
    ledger.hash_anew(15)
    assert [each.code for each in ledger.found()] == [OTHERS, CHANGED]


def test_many_changed_rows_are_told_as_one(ledger: Ledger) -> None:
    ledger.forge("UPDATE entries SET body = '{}' WHERE seq BETWEEN 8 AND 23")
    assert ledger.found() == [Finding(CHANGED, 8, 23)]


@pytest.mark.parametrize(("first", "last"), [(1, 1), (13, 17), (11, 20), (8, 23), (30, 30), (32, 33)])
def test_removed_rows_are_named(ledger: Ledger, first: int, last: int) -> None:
    ledger.forge(f"DELETE FROM entries WHERE seq BETWEEN {first} AND {last}")
    assert [(each.first, each.last) for each in ledger.found() if each.code == REMOVED] == [(first, last)]
    assert {each.code for each in ledger.found()} <= {REMOVED, OTHERS}


@in_both
def test_a_removed_row_whose_place_is_taken_by_moving_up_the_others(ledger: Ledger) -> None:
    rows = ledger.rows()
    ledger.forge("DELETE FROM entries WHERE seq >= 15")
    for row in list(rows.values())[15:]:
        moved = row | {"seq": row["seq"] - 1}
        ledger.forge(ENTRY, **moved | {"leaf": hash_of(moved)})
    assert ledger.found() == [Finding(OTHERS, 11, 30, 2, 3, "changed")]


def test_an_inserted_row_that_moves_the_others_down(ledger: Ledger) -> None:
    rows = ledger.rows()
    ledger.forge("DELETE FROM entries WHERE seq >= 15")
    for row in [rows[15] | {"id": "inserted", "seq": 14}, *list(rows.values())[14:]]:
        moved = row | {"seq": row["seq"] + 1}
        ledger.forge(ENTRY, **moved | {"leaf": hash_of(moved)})
    assert ledger.found() == [Finding(OTHERS, 11, 30, 2, 3, "changed")]


@pytest.mark.parametrize("place", [0, -7])
def test_a_row_put_in_before_the_first_is_named(ledger: Ledger, place: int) -> None:
    row = ledger.rows()[15] | {"id": "inserted", "seq": place}
    ledger.forge(ENTRY, **row | {"leaf": hash_of(row)})
    assert [(each.code, each.note) for each in ledger.found()] == [(INSERTED, f"{place}: event inserted")]
    assert ledger.verified().sealed == 30


@in_both
def test_a_row_put_in_far_behind_the_last_leaves_a_gap(ledger: Ledger) -> None:
    row = ledger.rows()[15] | {"id": "inserted", "seq": 2**63 - 1}
    ledger.forge(ENTRY, **row | {"leaf": hash_of(row)})
    assert ledger.found() == [Finding(REMOVED, 36, 2**63 - 2)]
    assert len(ledger.seal()) == 1


@pytest.mark.parametrize("columns", [("body",), ("id", "body", "leaf"), ("id", "body", "recorded")])
def test_two_rows_swapped_are_both_named(ledger: Ledger, columns: tuple[str, ...]) -> None:
    rows = ledger.rows()
    ledger.forge("UPDATE entries SET id = 'aside' WHERE seq = 15")
    for here, there in ((25, 15), (15, 25)):
        values = {column: rows[there][column] for column in columns}
        ledger.forge(f"UPDATE entries SET {_set(columns)} WHERE seq = {here}", **values)
    ledger.forge("UPDATE entries SET id = :id WHERE id = 'aside'", id=rows[15]["id"])
    assert [(each.code, each.first) for each in ledger.found() if each.code == CHANGED] == [
        (CHANGED, 15),
        (CHANGED, 25),
    ]


def _set(columns: tuple[str, ...]) -> str:
    return ", ".join(f"{column} = :{column}" for column in columns)


def test_two_rows_swapped_with_their_hashes_name_their_batches(ledger: Ledger) -> None:
    rows = ledger.rows()
    ledger.forge("DELETE FROM entries WHERE seq IN (15, 25)")
    for here, there in ((25, 15), (15, 25)):
        row = rows[there] | {"seq": here}
        ledger.forge(ENTRY, **row | {"leaf": hash_of(row)})
    assert ledger.found() == [Finding(OTHERS, 11, 30, 2, 3, "changed")]


@in_both
def test_the_end_cut_off_is_named_and_nothing_is_sealed_over_it(ledger: Ledger) -> None:
    ledger.forge("DELETE FROM entries WHERE seq > 24")
    assert Finding(REMOVED, 25, 30) in ledger.found()
    with pytest.raises(LedgerError) as refused:
        ledger.seal()
    assert [each.code for each in refused.value.diagnostics] == [REMOVED]


def test_entries_that_take_the_places_of_an_end_cut_off(ledger: Ledger) -> None:
    ledger.forge("DELETE FROM entries WHERE seq > 24")
    ledger.append(20, "again-")
    assert ledger.found() == [Finding(OTHERS, 21, 30, 3, 3, "changed")]


@pytest.mark.parametrize(("batch", "entries"), [(1, (1, 10)), (2, (11, 20))])
def test_a_removed_seal_is_named_with_its_entries(ledger: Ledger, batch: int, entries: tuple[int, int]) -> None:
    ledger.forge(f"DELETE FROM seals WHERE batch = {batch}")
    found = ledger.verified()
    assert found.findings == (Finding(SEAL_MISSING, *entries, batch, batch),)
    assert (found.sealed, found.unsealed) == (20, 5)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("first", 12),
        ("last", 19),
        ("root", noise("root")),
        ("previous", noise("previous")),
        ("sealed", 1),
        ("key_id", "0" * 16),
        ("signature", bytes(64)),
        ("signature", b""),
    ],
)
def test_a_changed_seal_is_named(ledger: Ledger, column: str, value: object) -> None:
    ledger.forge(f"UPDATE seals SET {column} = :value WHERE batch = 2", value=value)
    assert [(each.code, each.batch) for each in ledger.found()] == [(FORGED, 2)]
    assert ledger.verified().sealed == 20


@in_both
def test_rows_changed_under_a_seal_made_anew_with_another_key(ledger: Ledger) -> None:
    ledger.forge("UPDATE entries SET body = '{}' WHERE seq = 15")
    ledger.hash_anew(15)
    _seal_anew(ledger, 2, 3)
    found = ledger.verified()
    assert found.findings == (Finding(FORGED, 11, 30, 2, 3, "database"),)
    assert found.sealed == 10


def _seal_anew(ledger: Ledger, *batches: int) -> None:
    """Seals over what stands there now, with the forger's key."""
    key, rows = stranger(ledger.folder), ledger.rows()
    for batch in batches:
        before, seal = ledger.seals()[batch - 2 : batch]
        leaves = [hash_of(rows[place]) for place in range(seal.first, seal.last + 1)]
        ledger_id = ledger.database.id
        unsigned = seal._replace(root=root(leaves), previous=digest(ledger_id, before), key_id=key.public.id)
        ledger.forge(SEAL, **unsigned._replace(signature=key.sign(statement(ledger_id, unsigned)))._asdict())


def test_a_seal_of_another_batch_doesnt_pass(ledger: Ledger) -> None:
    first = ledger.seals()[0]
    ledger.forge(SEAL, **first._replace(batch=2)._asdict())
    assert [(each.code, each.batch) for each in ledger.found()] == [(FORGED, 2)]


def test_the_seals_of_another_database_dont_pass(ledger: Ledger) -> None:
    ledger.forge("UPDATE settings SET value = 'another' WHERE name = 'id'")
    ledger.database.id = "another"
    assert ledger.found() == [Finding(FORGED, 1, 30, 1, 3, "database")]


class TestEnd:
    """The end of entries and seals cut off together: nothing in the database tells."""

    @staticmethod
    def cut(ledger: Ledger) -> Path:
        exported = ledger.export()
        ledger.forge("DELETE FROM seals WHERE batch = 3", "DELETE FROM entries WHERE seq > 20")
        return exported

    def test_by_itself_it_isnt_found(self, ledger: Ledger) -> None:
        self.cut(ledger)
        assert ledger.found() == []

    def test_exported_roots_find_it(self, ledger: Ledger) -> None:
        exported = self.cut(ledger)
        assert ledger.found(exported) == [
            Finding(NOT_AS_EXPORTED, 21, 30, 3, 3, "missing"),
            Finding(REMOVED, 21, 30),
        ]

    @in_both
    def test_exported_roots_find_one_that_was_written_and_sealed_anew(self, ledger: Ledger) -> None:
        exported = self.cut(ledger)
        ledger.append(10, "again-")
        ledger.seal()
        ledger.append(10, "more-")
        ledger.seal()
        assert ledger.found() == []
        assert [(each.code, each.batch, each.note) for each in ledger.found(exported)] == [
            (NOT_AS_EXPORTED, 3, "replaced"),
            (OTHERS, 3, "changed"),
            (UNCHAINED, 4, ""),
        ]

    def test_all_seals_gone_leaves_nothing_sealed(self, ledger: Ledger) -> None:
        exported = ledger.export()
        ledger.forge("DELETE FROM seals")
        assert (ledger.verified().sealed, ledger.verified().unsealed) == (0, 35)
        assert ledger.found(exported) == [Finding(NOT_AS_EXPORTED, 1, 30, 1, 3, "missing")]
        assert ledger.verified(exported).sealed == 30


def test_a_ledger_that_went_on_agrees_with_roots_exported_before(ledger: Ledger) -> None:
    exported = ledger.export()
    ledger.append(20, "later-")
    ledger.seal()
    assert ledger.found(exported) == []


@in_both
def test_an_older_seal_in_the_place_of_a_newer_one(ledger: Ledger) -> None:
    """The forger kept what the key once signed, cut off the end, and puts the old seal back after a new one."""
    third = ledger.seals()[2]
    ledger.forge("DELETE FROM seals WHERE batch >= 2", "DELETE FROM entries WHERE seq > 20")
    ledger.append(10, "again-")
    ledger.seal()
    assert ledger.found() == []
    ledger.forge(
        "INSERT INTO seals VALUES (:batch, :first, :last, :root, :previous, :sealed, :key_id, :signature)",
        **third._asdict(),
    )
    assert [(each.code, each.batch) for each in ledger.found()] == [(UNCHAINED, 3)]


def test_what_is_changed_before_it_is_sealed_is_found_by_its_hash(ledger: Ledger) -> None:
    ledger.forge("UPDATE entries SET body = '{}' WHERE seq = 33")
    assert [(each.code, each.first) for each in ledger.found()] == [(CHANGED, 33)]
    ledger.seal()
    assert [(each.code, each.first) for each in ledger.found()] == [(CHANGED, 33)]


@in_both
def test_what_is_removed_before_it_is_sealed_leaves_its_gap(ledger: Ledger) -> None:
    ledger.forge("DELETE FROM entries WHERE seq = 33")
    ledger.seal()
    assert ledger.found() == [Finding(REMOVED, 33, 33)]


def test_what_cant_be_found_is_counted(ledger: Ledger) -> None:
    ledger.forge("UPDATE entries SET body = '{}' WHERE seq = 33", "DELETE FROM entries WHERE seq > 33")
    ledger.hash_anew(33)
    found = ledger.verified()
    assert (found.findings, found.unsealed) == ((), 3)


def test_seals_of_an_older_key_are_trusted_with_its_public_key(ledger: Ledger) -> None:
    older, ledger.key = ledger.key, stranger(ledger.folder)
    ledger.seal()
    assert [(each.code, each.batch, each.until) for each in ledger.found()] == [(FORGED, 1, 3)]
    assert ledger.verified(None, older.public, ledger.key.public).findings == ()


GARBAGE: list[Any] = [None, "text", b"\xff\xfe bytes", 1.5, -(2**63), "", b""]


@pytest.mark.parametrize("value", GARBAGE)
def test_whatever_stands_in_a_column_it_is_a_finding(ledger: Ledger, value: object) -> None:
    """SQLite keeps any value in any column once the table was made anew without types."""
    columns = "seq, kind, branch, policy, case_id, id, at, recorded, body, leaf"
    ledger.forge(
        "ALTER TABLE entries RENAME TO old",
        f"CREATE TABLE entries ({columns})",
        f"INSERT INTO entries SELECT {columns} FROM old",
    )
    assert ledger.found() == []
    for place, column in enumerate(columns.split(", "), 11):
        ledger.forge(f"UPDATE entries SET {column} = :value WHERE seq = {place}", value=value)
    found = ledger.found()
    named = {seq for each in found if each.code in {CHANGED, REMOVED} for seq in range(each.first, each.last + 1)}
    unchanged = {place for place, column in enumerate(columns.split(", "), 11) if value == "" and column == "policy"}
    assert named & set(range(11, 21)) == set(range(11, 21)) - unchanged


def test_what_is_no_text_in_the_last_seal_is_sealed_after(ledger: Ledger) -> None:
    ledger.forge("UPDATE seals SET key_id = CAST(x'ff' AS TEXT) WHERE batch = 3")
    assert len(ledger.seal()) == 1
    assert [(each.code, each.batch) for each in ledger.found()] == [(FORGED, 3)]


@pytest.mark.parametrize("value", GARBAGE)
def test_whatever_stands_in_a_seal_it_is_a_finding(ledger: Ledger, value: object) -> None:
    for column in Seal._fields[1:]:
        copied = f"CREATE TABLE seals AS SELECT * FROM kept_{column}"
        ledger.forge(f"ALTER TABLE seals RENAME TO kept_{column}", copied)
        ledger.forge(f"UPDATE seals SET {column} = :value WHERE batch = 2", value=value)
        assert [(each.code, each.batch) for each in ledger.found() if each.batch] == [(FORGED, 2)], column
        ledger.forge("DROP TABLE seals", f"ALTER TABLE kept_{column} RENAME TO seals")


def test_a_row_that_stands_twice_is_found(ledger: Ledger) -> None:
    ledger.forge(
        "ALTER TABLE entries RENAME TO old",
        "CREATE TABLE entries AS SELECT * FROM old",
        "INSERT INTO entries SELECT * FROM old WHERE seq = 15",
    )
    assert [(each.code, each.note) for each in ledger.found()] == [(INSERTED, "15: event 1-4")]


def test_a_seal_that_stays_the_last_whatever_follows_is_sealed_after_but_once(ledger: Ledger) -> None:
    ledger.forge(
        "ALTER TABLE seals RENAME TO old",
        "CREATE TABLE seals AS SELECT * FROM old",
        "UPDATE seals SET batch = 'last' WHERE batch = 3",
    )
    assert len(ledger.seal()) == 1


@pytest.mark.parametrize(("column", "value"), [("first", -(2**63)), ("sealed", -(2**63)), ("sealed", 2**63 - 1)])
def test_numbers_as_large_as_they_get_are_shown(ledger: Ledger, column: str, value: int) -> None:
    ledger.forge(f"UPDATE seals SET {column} = :value WHERE batch = 2", value=value)
    for command in ("show 15", "roots"):
        answer = guiju("ledger", *command.split(), "--format", "json", database=ledger.folder / "guiju.db")
        assert (answer.code, str(value) in answer.output) == (0, True)
