"""Commands that only look: where there is no database, they make none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.seals.commands import guiju

if TYPE_CHECKING:
    from pathlib import Path

LOOKING = (
    "keys list",
    "ledger roots",
    "ledger show 1",
    "ledger verify",
    "replay",
    "webhooks dead",
    "webhooks list",
)


@pytest.mark.parametrize("command", LOOKING)
def test_a_slip_in_the_path_is_told_and_makes_no_database(command: str, tmp_path: Path) -> None:
    answer = guiju(*command.split(), database=tmp_path / "giuju.db")
    assert (answer.code, answer.output) == (2, "")
    assert "GJ801" in answer.complaint
    assert not list(tmp_path.iterdir())
