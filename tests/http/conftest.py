"""A service for all tests of the folder that don't need one of their own, and a second one beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.faults.service import Service
from tests.http.calling import Caller

if TYPE_CHECKING:
    from collections.abc import Iterator

CLOCK = "2026-03-02T12:00:00+08:00"
"""When it is for the services, as long as nobody sets another time."""


@pytest.fixture(scope="session")
def store(request: pytest.FixtureRequest) -> str:
    """The kind of database: SQLite, as long as a module doesn't ask for others."""
    return str(getattr(request, "param", "sqlite"))


@pytest.fixture(scope="session")
def service(store: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("http")
    (folder / "clock").write_text(CLOCK, encoding="utf-8")
    database = f"sqlite:///{folder / 'guiju.db'}"
    if store == "postgresql":
        database = request.getfixturevalue("postgres_server").create(f"http_{folder.name}")
    with Service(database, "--clock", f"file:{folder / 'clock'}", environment=_key(folder)) as started:
        yield started


@pytest.fixture(scope="session")
def second(service: Service, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Another process on the same database."""
    folder = tmp_path_factory.mktemp("second")
    with Service(service.database, "--no-sweep", environment=_key(folder)) as started:
        yield started


@pytest.fixture(scope="session")
def everything(service: Service) -> Iterator[Caller]:
    """Who may do everything."""
    with Caller(service) as caller:
        yield caller


def _key(folder: object) -> dict[str, str]:
    return {"GUIJU_KEY": f"{folder}/guiju.key"}
