"""A process that appends events and says which are on the disk, as each of them is.

    python -m tests.ledger.appender URL NAME COUNT

Each of COUNT hand-ins is an event of its own and one that everybody has; a line on stdout is its `NAME-NUMBER SEQ`.
"""

from __future__ import annotations

import sys
from threading import Semaphore
from typing import TYPE_CHECKING

from adapters.ledger.database import Database
from adapters.ledger.writer import Writer
from tests.ledger.entries import entry

if TYPE_CHECKING:
    from concurrent.futures import Future

    from adapters.ledger.entries import Appended

IN_FLIGHT = 8


def main(url: str, name: str, count: int) -> None:
    """Append, some at a time in flight."""
    database = Database.open(url)
    writer = Writer(database)
    print("ready", flush=True)  # noqa: T201  what the process is for
    sys.stdin.readline()
    in_flight = Semaphore(IN_FLIGHT)
    for number in range(count):
        in_flight.acquire()
        handed = writer.append([entry(f"{name}-{number}"), entry(f"shared-{number}")])
        handed.add_done_callback(_tell)
        handed.add_done_callback(lambda _: in_flight.release())
    writer.close()
    database.close()


def _tell(done: Future[tuple[Appended, ...]]) -> None:
    own, _ = done.result()
    sys.stdout.write(f"{own.recorded.entry.id} {own.recorded.seq}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
