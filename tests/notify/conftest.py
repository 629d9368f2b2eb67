"""The database that messages wait in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.notify.house import House

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    """In SQLite, or in the kind of database that a test asks for as its parameter."""
    kind = getattr(request, "param", "sqlite")
    house = House(request.getfixturevalue(kind) if kind != "sqlite" else f"sqlite:///{tmp_path / 'guiju.db'}")
    yield house
    house.close()
