"""Queries: what a list of all entries would give, page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.ledger import queries
from adapters.ledger.queries import Tail, Wanted
from tests.ledger.entries import entry, everything

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from adapters.ledger.database import Database
    from adapters.ledger.entries import Kind, Recorded

KINDS: tuple[Kind, ...] = ("decision", "event")
BRANCHES, CASES, IDS = ("base", "xian"), ("c-1", "c-2", "c-3"), ("1", "2")
ALL = [entry(ident, kind, branch, case) for ident in IDS for case in CASES for branch in BRANCHES for kind in KINDS]
WANTED = st.builds(
    Wanted,
    kinds=st.none() | st.lists(st.sampled_from([*KINDS, "bundle"])),
    branches=st.none() | st.lists(st.sampled_from(BRANCHES)),
    policy=st.sampled_from([None, "", "other"]),
    case=st.sampled_from([None, *CASES]),
    id=st.sampled_from([None, *IDS, "missing"]),
)


def test_an_empty_ledger(database: Database) -> None:
    with database.reading() as connection:
        assert queries.tail(connection) == Tail(0, 0)
        assert queries.entry(connection, 1) is None
        assert queries.latest(connection, "bundle") is None


@given(wanted=WANTED, limit=st.integers(1, 5), newest=st.booleans())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_pages_are_what_a_list_would_give(database: Database, wanted: Wanted, limit: int, newest: bool) -> None:
    with database.writing() as transaction:
        transaction.append(ALL)
    expected = [each for each in everything(database) if _is(each, wanted)]
    with database.reading() as connection:
        pages = [*_pages(connection, wanted, limit, newest=newest)]
        assert queries.places(connection, wanted) == tuple(each.seq for each in expected)
    assert [each for page in pages for each in page] == (expected[::-1] if newest else expected)
    assert all(len(page) == limit for page in pages[:-1])


def _pages(connection: Connection, wanted: Wanted, limit: int, *, newest: bool) -> Iterator[tuple[Recorded, ...]]:
    after = 0
    while page := queries.listing(connection, wanted, after=after, limit=limit, newest=newest):
        yield page
        after = page[-1].seq


def _is(recorded: Recorded, wanted: Wanted) -> bool:
    found = recorded.entry
    return (
        (wanted.kinds is None or found.kind in wanted.kinds)
        and (wanted.branches is None or found.branch in wanted.branches)
        and wanted.policy in (None, found.policy)
        and wanted.case in (None, found.case)
        and wanted.id in (None, found.id)
    )


def test_one_entry_and_those_of_a_case(database: Database) -> None:
    with database.writing() as transaction:
        transaction.append(ALL)
    found = everything(database)
    with database.reading() as connection:
        assert queries.entry(connection, 7) == found[6]
        assert queries.latest(connection, "event") == found[-1]
        assert queries.tail(connection) == Tail(len(ALL), found[-1].recorded)
        assert {each.entry.case for each in queries.by_id(connection, "event", "1")} == set(CASES)
        of_case = queries.of_case(connection, "xian", "c-2", ["event"])
    assert [(each.entry.id, each.entry.branch, each.entry.case) for each in of_case] == [
        ("1", "xian", "c-2"),
        ("2", "xian", "c-2"),
    ]
