"""Group commit: many hand in, one writes; who fails, fails alone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from threading import Event
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from adapters.ledger.errors import LedgerError, Unavailable
from adapters.ledger.writer import Writer
from tests.ledger.entries import entry, everything

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adapters.ledger.database import Database
    from adapters.ledger.entries import Appended
    from adapters.ledger.transaction import Transaction


@pytest.fixture
def writer(database: Database) -> Iterator[Writer]:
    with closing(Writer(database)) as opened:
        yield opened


@given(handed=st.lists(st.lists(st.integers(0, 30), max_size=5), max_size=40))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whoever_hands_in_is_answered(database: Database, writer: Writer, handed: list[list[int]]) -> None:
    def hand_in(numbers: list[int]) -> tuple[Appended, ...]:
        return writer.append([entry(str(number)) for number in numbers]).result()

    before = {each.entry.id for each in everything(database)}
    with ThreadPoolExecutor(8) as callers:
        answers = [*callers.map(hand_in, handed)]
    stored = {each.entry.id: each for each in everything(database)}
    assert [[each.recorded for each in answer] for answer in answers] == [
        [stored[str(number)] for number in numbers] for numbers in handed
    ]
    fresh = [each.recorded.entry.id for answer in answers for each in answer if not each.known]
    assert sorted(fresh) == sorted(stored.keys() - before)


def test_what_waits_is_one_transaction(database: Database, writer: Writer) -> None:
    with _held_up(writer):
        answers = [writer.append([entry(str(number))]) for number in range(50)]
    assert len({answer.result()[0].recorded.recorded for answer in answers}) == 1
    assert [each.entry.id for each in everything(database)] == [str(number) for number in range(50)]


def test_jobs_and_entries_keep_their_order(database: Database, writer: Writer) -> None:
    first = writer.append([entry("1")])
    second = writer.run(lambda transaction: transaction.append([entry("2")])[0].recorded.seq)
    third = writer.append([entry("3"), entry("2")])
    assert (first.result()[0].recorded.seq, second.result()) == (1, 2)
    assert [(each.recorded.seq, each.known) for each in third.result()] == [(3, False), (2, True)]
    assert len(everything(database)) == 3


def test_who_fails_fails_alone(database: Database, writer: Writer) -> None:
    fine = [writer.append([entry("1")])]
    unfit = writer.append([entry("2\0")])
    broken = writer.run(lambda transaction: transaction.connection.execute(text("DELETE FROM entries")))
    raising = writer.run(_append_and_fail)
    fine.append(writer.append([entry("3")]))
    assert [[each.known for each in answer.result()] for answer in fine] == [[False], [False]]
    with pytest.raises(LedgerError, match="GJ807"):
        unfit.result()
    with pytest.raises(Exception, match="only appended to"):
        broken.result()
    with pytest.raises(LookupError):
        raising.result()
    assert [each.entry.id for each in everything(database)] == ["1", "3"]


def _append_and_fail(transaction: Transaction) -> None:
    transaction.append([entry("lost")])
    raise LookupError


def test_closing_writes_what_was_handed_in_and_refuses_more(database: Database) -> None:
    writer = Writer(database)
    answers = [writer.append([entry(str(number))]) for number in range(3000)]
    writer.close()
    assert all(answer.done() for answer in answers)
    assert len(everything(database)) == 3000
    with pytest.raises(Unavailable, match="GJ805"):
        writer.append([entry("late")]).result()


def test_what_was_called_off_in_time_is_not_written(database: Database, writer: Writer) -> None:
    with _held_up(writer):
        called_off = writer.append([entry("1")])
        assert called_off.cancel()
    writer.append([entry("2")]).result()
    assert [each.entry.id for each in everything(database)] == ["2"]


@contextmanager
def _held_up(writer: Writer) -> Iterator[None]:
    """While it lasts, the writer is in the middle of a transaction."""
    at_work, go_on = Event(), Event()

    def hold_up(_: Transaction) -> None:
        at_work.set()
        go_on.wait()

    holding = writer.run(hold_up)
    at_work.wait()
    yield
    go_on.set()
    holding.result()
