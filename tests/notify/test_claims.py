"""What is sent next, and how much there is to be looked through for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import update

from adapters.clock import micros, system
from adapters.ledger import tables
from adapters.notify import claims, outbox
from tests.notify.house import message

if TYPE_CHECKING:
    from adapters.notify.endpoints import Endpoint
    from tests.notify.house import House

WAITING = 20


def test_what_was_delivered_of_a_case_is_not_looked_through(house: House) -> None:
    """Else a case with thousands of messages, each looked for among those before it, is told slower and slower."""
    endpoint = house.endpoint("http://127.0.0.1/")
    tell(house, range(WAITING))
    fresh = steps(house, endpoint)
    deliver(house)
    tell(house, range(WAITING, 500))
    deliver(house)
    tell(house, range(500, 500 + WAITING))
    assert steps(house, endpoint) < 2 * fresh


def test_the_first_of_each_case_goes_first(house: House) -> None:
    endpoint = house.endpoint("http://127.0.0.1/")
    for case, branch in (("c1", "base"), ("c1", "xian"), ("c2", "base")):
        house.tell(f"{branch}-{case}-1", case, branch)
        house.tell(f"{branch}-{case}-2", case, branch)
    with house.database.reading() as connection:
        found = claims.due(connection, endpoint, 10, micros(system()), 1)
    assert [claim.message for claim in found] == ["base-c1-1", "xian-c1-1", "base-c2-1"]


def tell(house: House, numbers: range) -> None:
    with house.database.writing() as tx:
        appended = tx.append([message(f"m{number}") for number in numbers])
        outbox.enqueue(tx, [each.recorded for each in appended])


def deliver(house: House) -> None:
    with house.database.writing() as tx:
        tx.connection.execute(update(tables.deliveries).values(state="delivered", next_at=None))


def steps(house: House, endpoint: Endpoint) -> int:
    """How much SQLite has to do to find the one message that is next."""
    done = [0]

    def step() -> None:
        done[0] += 1

    with house.database.reading() as connection:
        driver: Any = connection.connection.driver_connection
        driver.set_progress_handler(step, 1)
        assert len(claims.due(connection, endpoint, 8, micros(system()), 1)) == 1
        driver.set_progress_handler(None, 0)
    return done[0]
