"""When entries are sealed, by whom, and with which key."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from adapters.ledger.database import Database
from adapters.ledger.sealing import batches, signing
from tests.seals.forging import Ledger, filled

if TYPE_CHECKING:
    from pathlib import Path


def test_a_few_fresh_entries_wait(ledger: Ledger) -> None:
    assert batches.seal_waiting(ledger.database, ledger.key) == ()


def test_entries_that_have_waited_long_are_sealed(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "OLDEST", 0)
    assert [(seal.first, seal.last) for seal in batches.seal_waiting(ledger.database, ledger.key)] == [(31, 35)]
    assert batches.seal_waiting(ledger.database, ledger.key) == ()


def test_another_key_is_told_of(ledger: Ledger, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Two machines, each with a key of its own, or one whose key got lost: a verification needs both."""
    ledger.append(3, "before-")
    ledger.seal()
    assert caplog.messages == []
    other = signing.made(tmp_path / "other.key")
    ledger.append(3, "after-")
    batches.seal_waiting(ledger.database, other, at_once=True)
    (told,) = caplog.messages
    assert other.public.id in told
    assert ledger.key.public.id in told


def test_a_full_batch_is_sealed_and_the_rest_waits(ledger: Ledger) -> None:
    ledger.append(batches.MOST, "many-")
    assert [(seal.first, seal.last) for seal in batches.seal_waiting(ledger.database, ledger.key)] == [(31, 1030)]
    assert ledger.verified().unsealed == 5


def test_a_batch_holds_a_thousand_at_most(ledger: Ledger) -> None:
    ledger.append(2 * batches.MOST, "many-")
    assert [seal.last - seal.first + 1 for seal in ledger.seal()] == [batches.MOST, batches.MOST, 5]
    assert ledger.found() == []


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_many_seal_one_ledger_while_it_grows(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    url = str(tmp_path / "guiju.db") if kind == "sqlite" else request.getfixturevalue("postgresql")
    with closing(Database.open(url)) as first, closing(Database.open(url)) as second, ThreadPoolExecutor(2) as threads:
        ledger = filled(first, tmp_path)

        def sealing(database: Database) -> int:
            return sum(len(batches.seal_waiting(database, ledger.key, at_once=True)) for _ in range(20))

        sealed = [threads.submit(sealing, database) for database in (first, second)]
        for number in range(20):
            ledger.append(3, f"more-{number}-")
        made = sum(each.result() for each in sealed) + len(ledger.seal())
        found = ledger.verified()
    assert (found.findings, found.entries, found.sealed) == ((), 95, 95)
    assert found.seals == made + 3


def test_processes_that_begin_at_once_get_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        made = [*threads.map(signing.made, [tmp_path / "guiju.key"] * 8)]
    assert len({key.public.id for key in made}) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["guiju.key"]
