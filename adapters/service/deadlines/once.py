"""One look at what is due, by a process that then ends."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from adapters.clock import clock_of, micros
from adapters.ledger.database import Database
from adapters.service.activations import activate
from adapters.service.deadlines.sweeper import Sweeper
from adapters.service.live import Live

if TYPE_CHECKING:
    from pathlib import Path

    from adapters.service.bundles import Bundle
    from adapters.service.live import Served


def sweep_once(folder: Path, url: str, clock: str) -> int:
    """Put the library of a folder in force in a database, and settle what is due: how many times a case was settled.

    Raises `GuijuError` where the library can't be served or the database not used.
    """
    now = clock_of(clock)
    with closing(Database.open(url)) as database:

        def told(served: Served, bundle: Bundle) -> None:
            with database.writing() as transaction:
                activate(transaction, served, bundle, micros(now()))

        with Live(folder, told) as live:
            return Sweeper(database, lambda: live.current, now).sweep()
