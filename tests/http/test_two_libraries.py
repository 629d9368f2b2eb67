"""Two services on one database, each with a folder of its own: who looks after deadlines, and how one gets it back."""

from __future__ import annotations

import shutil
import signal
from contextlib import closing
from typing import TYPE_CHECKING, Any

import httpx

from adapters.ledger import queries
from adapters.ledger.database import Database
from tests.faults.service import POLICIES, Service, wait_for

if TYPE_CHECKING:
    from pathlib import Path

    from adapters.ledger.entries import Kind

ACTIVATIONS: tuple[Kind, ...] = ("activation",)


def test_the_one_passed_over_says_so_and_takes_over_when_told_to_reload(tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(POLICIES, other)
    policy = other / "base" / "complaint.yaml"
    policy.write_text(policy.read_text(encoding="utf-8").replace("value: 10h", "value: 20h"), encoding="utf-8")
    url = f"sqlite:///{tmp_path / 'guiju.db'}"
    with Service(url) as first:
        with Service(url, policies=other) as second:
            assert (ready(first)["in_force"], ready(second)["in_force"]) == (False, True)
        first.signal(signal.SIGHUP)
        wait_for(lambda: len(in_force(url)) > 2, "third activation")
        assert ready(first)["in_force"]
    before, between, after = (name.partition("@")[0] for name in in_force(url))
    assert before == after != between


def ready(service: Service) -> dict[str, Any]:
    """What it says of itself; 200 whichever library is in force."""
    found: dict[str, Any] = httpx.get(f"{service.url}/readyz", trust_env=False).raise_for_status().json()
    return found


def in_force(url: str) -> list[str]:
    """One after another."""
    with closing(Database.open(url, readonly=True)) as database, database.reading() as connection:
        return [each.entry.id for each in queries.listing(connection, queries.Wanted(ACTIVATIONS))]
