"""The databases that a service is tried on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def _own_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No process writes a key for seals into the folder that the tests are run in."""
    monkeypatch.setenv("GUIJU_KEY", str(tmp_path / "guiju.key"))


@pytest.fixture
def sqlite(tmp_path: Path) -> str:
    """A new SQLite file, not there yet."""
    return f"sqlite:///{tmp_path / 'guiju.db'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    """A new and empty database of each kind."""
    url: str = request.getfixturevalue(request.param)
    return url
