"""The databases that a ledger is tried in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from adapters.ledger.database import Database

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def sqlite(tmp_path: Path) -> str:
    """A file that isn't there yet."""
    return f"sqlite:///{tmp_path / 'guiju.db'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """A new and empty database of each kind."""
    found: str = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    """A database opened."""
    opened = Database.open(url)
    yield opened
    opened.close()
