"""A database with receivers in it, messages told to them, and senders at work."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from adapters.clock import micros, system
from adapters.ledger.database import Database
from adapters.ledger.entries import Entry
from adapters.ledger.writer import Writer
from adapters.notify import deliveries, endpoints, outbox
from adapters.notify.retries import read_plan
from adapters.notify.sender import Sender
from tests.faults.service import wait_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from adapters.notify.deliveries import Delivery
    from adapters.notify.endpoints import Endpoint

BREACHED = "guiju.clock.breached"
SECONDS = 5.0
"""For an attempt, here."""


class House:
    """What the tests do to a database, and see of it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.database = Database.open(url)
        self.writer = Writer(self.database)

    def close(self) -> None:
        self.writer.close()
        self.database.close()

    def endpoint(self, url: str, *types: str, branches: tuple[str, ...] = ()) -> Endpoint:
        with self.database.writing() as tx:
            return endpoints.add(tx.connection, url, types, branches, micros(system()))

    def tell(self, name: str, case: str = "c1", branch: str = "base", kind: str = BREACHED) -> str:
        """Tell a message, and enqueue it in the same transaction."""
        entry = message(name, case, branch, kind)
        with self.database.writing() as tx:
            outbox.enqueue(tx, [each.recorded for each in tx.append([entry])])
        return name

    def deliveries(self) -> list[Delivery]:
        with self.database.reading() as connection:
            return list(deliveries.listed(connection))

    def states(self) -> list[str]:
        return [delivery.state for delivery in self.deliveries()]

    def change(self, job: Callable[[Any], Any]) -> Any:
        """Give a job the connection of a transaction."""
        with self.database.writing() as tx:
            return job(tx.connection)

    @contextmanager
    def sending(self, plan: str = "100h", seconds: float = SECONDS) -> Iterator[Sender]:
        sender = Sender(self.database, self.writer, read_plan(plan), seconds=seconds)
        sender.start()
        try:
            yield sender
        finally:
            sender.stop(grace=0)


def message(name: str, case: str = "c1", branch: str = "base", kind: str = BREACHED) -> Entry:
    body = {"specversion": "1.0", "id": name, "type": kind, "source": "/guiju/x", "subject": case, "data": "办结"}
    return Entry("message", name, branch, "complaint", case, 0, json.dumps(body, ensure_ascii=False))


def until(condition: Callable[[], bool]) -> None:
    """Wait until something holds."""
    wait_for(condition, "end of the waiting")
