"""A process that appends until the disk is full, is told so, then gets room and goes on.

    python -m tests.ledger.filler URL BYTES

BYTES: how long a file may be. Its lines on stdout: how many entries were acknowledged before, what was said, and how
many after.
"""

from __future__ import annotations

import resource
import sys
from itertools import count

from adapters.ledger.database import Database
from adapters.ledger.errors import Unavailable
from adapters.ledger.writer import Writer
from tests.ledger.entries import entry

BODY = "x" * 5000


def main(url: str, limit: int) -> None:
    """Fill the disk, then free it."""
    database = Database.open(url)
    writer = Writer(database)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    try:
        for number in count(1):
            writer.append([entry(f"before-{number}")._replace(body=BODY)]).result()
    except Unavailable as error:
        print(number - 1, error.diagnostics[0].code, sep="\n")  # noqa: T201  what the process is for
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    answers = [writer.append([entry(f"after-{number}")]) for number in range(10)]
    print(sum(not appended.known for answer in answers for appended in answer.result()))  # noqa: T201  the same
    writer.close()
    database.close()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
