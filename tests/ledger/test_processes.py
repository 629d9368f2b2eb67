"""Several processes on one ledger, and processes that die in the middle of a commit."""

from __future__ import annotations

import random
from contextlib import closing
from itertools import chain

from adapters.ledger.database import Database
from tests.ledger.entries import everything
from tests.ledger.processes import acknowledged, appending

COUNT = 400
KILLS = 3


def _places(url: str) -> dict[str, int]:
    with closing(Database.open(url)) as database:
        return {each.entry.id: each.seq for each in everything(database)}


def test_processes_share_a_ledger(url: str) -> None:
    names = ("a", "b", "c")
    with appending(url, *names, count=COUNT) as some:
        told = [acknowledged(process) for process in some]
        assert [process.wait() for process in some] == [0, 0, 0]
    places = _places(url)
    own = [[f"{name}-{number}" for number in range(COUNT)] for name in names]
    assert [list(each) for each in told] == own
    assert all(list(each.values()) == sorted(each.values()) for each in told)
    assert places == dict(chain.from_iterable(each.items() for each in told)) | {
        f"shared-{number}": places[f"shared-{number}"] for number in range(COUNT)
    }


def test_what_was_acknowledged_outlives_a_kill(url: str) -> None:
    dice = random.Random(6)  # noqa: S311  where to kill, the same each time
    told: dict[str, int] = {}
    for number in range(KILLS):
        with appending(url, f"killed-{number}", f"other-{number}", count=COUNT) as (killed, other):
            told |= acknowledged(killed, lines=dice.randrange(COUNT))
            killed.kill()
            told |= acknowledged(killed) | acknowledged(other)
            assert other.wait() == 0
    places = _places(url)
    assert told.items() <= places.items()
