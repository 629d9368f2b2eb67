"""A ledger with seals: in SQLite, or in the database that a test asks for."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from adapters.ledger.database import Database
from tests.seals.forging import Ledger, filled

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    kind = getattr(request, "param", "sqlite")
    url = str(tmp_path / "guiju.db") if kind == "sqlite" else request.getfixturevalue("postgresql")
    with closing(Database.open(url)) as database:
        yield filled(database, tmp_path)
