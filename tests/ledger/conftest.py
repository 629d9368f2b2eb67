"""The ledger that is tried."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from adapters.ledger.database import Database

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    """A database opened."""
    opened = Database.open(url)
    yield opened
    opened.close()
