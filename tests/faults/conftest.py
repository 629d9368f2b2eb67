"""The surroundings of a service that is tried."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def _own_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No process writes a key for seals into the folder that the tests are run in."""
    monkeypatch.setenv("GUIJU_KEY", str(tmp_path / "guiju.key"))
