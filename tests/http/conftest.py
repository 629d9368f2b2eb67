"""A service for all tests of the folder that don't need one of their own, and a second one beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.faults.service import Service
from tests.http.calling import Caller

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CLOCK = "2026-03-02T12:00:00+08:00"
"""When it is for the services, as long as nobody sets another time."""


@pytest.fixture(scope="session")
def store(request: pytest.FixtureRequest) -> str:
    """The kind of database: SQLite, as long as a module doesn't ask for others."""
    return str(getattr(request, "param", "sqlite"))


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the services have what they have."""
    return tmp_path_factory.mktemp("http")


@pytest.fixture(scope="session")
def service(store: str, home: Path, request: pytest.FixtureRequest) -> Iterator[Service]:
    (home / "clock").write_text(CLOCK, encoding="utf-8")
    database = f"sqlite:///{home / 'guiju.db'}"
    if store == "postgresql":
        database = request.getfixturevalue("postgres_server").create(f"http_{home.name}")
    with Service(database, "--clock", f"file:{home / 'clock'}", environment=_key(home)) as started:
        yield started


@pytest.fixture(scope="session")
def second(service: Service, home: Path) -> Iterator[Service]:
    """Another process on the same database, with the same key."""
    with Service(service.database, "--no-sweep", environment=_key(home)) as started:
        yield started


@pytest.fixture(scope="session")
def everything(service: Service) -> Iterator[Caller]:
    """Who may do everything."""
    with Caller(service) as caller:
        yield caller


def _key(home: Path) -> dict[str, str]:
    return {"GUIJU_KEY": f"{home}/guiju.key"}
