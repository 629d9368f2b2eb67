"""Commands where there is no database: some make one, all others say so and leave nothing behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.seals.commands import guiju

if TYPE_CHECKING:
    from pathlib import Path

    from tests.postgres import Server

WANT_ONE = (
    "keys list",
    "keys revoke 1e3aa5a2b06b",
    "ledger rebuild",
    "ledger roots",
    "ledger seal",
    "ledger show 1",
    "ledger verify",
    "replay",
    "webhooks dead",
    "webhooks enable wh_1",
    "webhooks list",
    "webhooks remove wh_1",
    "webhooks resend --all",
    "webhooks rotate wh_1",
)
MAKE_ONE = ("keys create --scope read", "webhooks add https://crm.example/guiju")


@pytest.mark.parametrize("command", WANT_ONE)
def test_a_slip_in_the_path_is_told_and_nothing_made(command: str, tmp_path: Path) -> None:
    others = ("guiju.db", "guiju.key")
    for name in others:
        (tmp_path / name).touch()
    answer = guiju(*command.split(), database=tmp_path / "giuju.db")
    assert (answer.code, answer.output) == (2, "")
    assert f"GJ884 there is no ledger at `{tmp_path}/giuju.db`\n" in answer.complaint
    assert f"did you mean `{tmp_path}/guiju.db`?" in answer.complaint
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(others)


@pytest.mark.parametrize("command", WANT_ONE)
def test_a_server_that_has_no_such_database(command: str, postgres_server: Server) -> None:
    answer = guiju(*command.split(), database=postgres_server.url("missing"))
    assert (answer.code, answer.output) == (2, "")
    assert "GJ801" in answer.complaint
    assert 'database "missing" does not exist' in answer.complaint


@pytest.mark.parametrize("command", MAKE_ONE)
def test_what_makes_sense_in_a_new_one_makes_it(command: str, tmp_path: Path) -> None:
    assert guiju(*command.split(), database=tmp_path / "guiju.db").code == 0
    assert guiju("ledger", "verify", database=tmp_path / "guiju.db").code == 0
