"""The databases that a ledger, and a service on it, is tried in: new for each test, and empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def sqlite(tmp_path: Path) -> str:
    """The URL of a file that isn't there yet."""
    return f"sqlite:///{tmp_path / 'guiju.db'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """The URL of a database, once of each kind."""
    found: str = request.getfixturevalue(request.param)
    return found
