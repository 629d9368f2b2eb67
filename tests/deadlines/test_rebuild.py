"""Cases and clocks made anew from the events: equal to what stood, whatever became of the tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from adapters.ledger.database import Database
from adapters.ledger.errors import LedgerError
from adapters.service.deadlines import rebuild as rebuilding
from adapters.service.deadlines.rebuild import rebuild
from adapters.service.ingest import Incoming, take
from tests.deadlines.world import HANDLING, POLICIES, World, event, instant, world

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(params=["sqlite", "postgresql"])
def service(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    url = str(tmp_path / "g.db") if request.param == "sqlite" else request.getfixturevalue("postgresql")
    with world(url, tmp_path / "copies") as made:
        for number in range(7):
            made.take(event(f"o{number}", "case.opened", instant("03-02 09:00"), f"c{number}"))
            made.take(event(f"w{number}", "work.failed", instant("03-02 10:00"), f"c{number}", project="p"))
        made.take(event("s", "case.closed", instant("03-02 12:00"), "c1"))
        made.take(event("p", "case.waiting", instant("03-02 12:00"), "c2"))
        made.at("03-02 14:00")
        yield made


def rebuilt(service: World) -> tuple[int, int, int]:
    return rebuild(service.database, lambda: service.now)


def test_what_stands_is_what_the_events_say(service: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rebuilding, "BATCH", 3)
    before, told = service.projection(), service.messages()
    assert rebuilt(service) == (7, 7, 0)
    assert (service.projection(), service.messages()) == (before, told)


@pytest.mark.parametrize(
    ("statement", "mended"),
    [
        ("DELETE FROM clocks", 7),
        ("DELETE FROM cases", 7),
        ("UPDATE clocks SET state = 'met', due = 5", 7),
        ("UPDATE cases SET look_at = NULL, events = 9 WHERE case_id = 'c3'", 1),
        ("UPDATE cases SET read_to = 9000000000000000", 7),
        ("UPDATE cases SET read_to = 9223372036854775807", 7),
        ("UPDATE clocks SET reading = 'x'", 7),
        ("INSERT INTO cases VALUES ('base', 'nobody', 1, '', 0, 0, '{}')", 1),
        ("INSERT INTO clocks VALUES ('base', 'gone', 'c3', 'x', '', 'running', 1, 2, 'r', '{}')", 1),
    ],
)
def test_what_was_changed_behind_our_back_is_mended(service: World, statement: str, mended: int) -> None:
    before, told = service.projection(), service.messages()
    damage(service, statement)
    assert rebuilt(service) == (7, 7, mended)
    assert (service.projection(), service.messages()) == (before, told)
    assert rebuilt(service)[-1] == 0


def damage(service: World, *statements: str) -> None:
    with service.database.writing() as transaction:
        for statement in statements:
            transaction.connection.exec_driver_sql(statement)


def test_what_is_lost_while_the_clock_is_back_takes_nothing_back(service: World) -> None:
    told = service.messages()
    damage(service, "DELETE FROM cases", "DELETE FROM clocks")
    service.now = instant("03-02 09:30")
    assert rebuilt(service) == (7, 7, 14)
    assert service.messages() == told
    assert service.at("03-02 14:00") == []


def test_a_change_of_rules_is_told_by_what_the_events_say(service: World) -> None:
    service.serve(POLICIES | {"handling": HANDLING.replace("4h", "6h")})
    damage(service, 'UPDATE clocks SET due = 5, reading = \'{"state": "running", "due": "never"}\'')
    told = len(service.messages())
    rebuilt(service)
    changed = [each["data"] for each in service.messages()[told:] if each["type"] == "guiju.clock.changed"]
    assert {each["case"]: each["old"]["due"] for each in changed} == {
        case: None if case == "c2" else "2026-03-02T13:00:00+08:00" for case in ("c0", "c2", "c3", "c4", "c5", "c6")
    }


def test_clocks_that_nobody_has_read_are_no_change_of_rules(service: World) -> None:
    before, told = service.projection(), service.messages()
    damage(service, "UPDATE cases SET bundle = 'sha256:nobody'", "UPDATE clocks SET state = 'running', due = 5")
    rebuilt(service)
    assert (service.projection(), service.messages()) == (before, told)


def test_the_library_comes_from_the_ledger(service: World) -> None:
    service.serve(POLICIES | {"handling": HANDLING.replace("4h", "6h")})
    service.at("03-02 14:10")
    before = service.projection()
    assert rebuilt(service)[-1] == 0
    assert service.projection() == before


def test_an_empty_database_has_nothing_to_rebuild(tmp_path: Path) -> None:
    database = Database.open(str(tmp_path / "g.db"))
    assert rebuild(database, lambda: instant("03-02 09:00")) == (0, 0, 0)
    database.close()


def test_events_without_a_library_say_so(tmp_path: Path) -> None:
    database = Database.open(str(tmp_path / "g.db"))
    with database.writing() as transaction:
        take(transaction, [Incoming("base", event("e", "case.opened", instant("03-02 09:00")))])
    with pytest.raises(LedgerError) as caught:
        rebuild(database, lambda: instant("03-02 09:00"))
    assert [each.code for each in caught.value.diagnostics] == ["GJ820"]
    database.close()
