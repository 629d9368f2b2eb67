"""Alembic, which takes a database from the version that it has to the one that is wanted."""

from __future__ import annotations

from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

if TYPE_CHECKING:
    from sqlalchemy import Connection

_FOLDER = str(Path(__file__).parent)
_ONE_AT_A_TIME = Lock()
"""Alembic's operations act on one connection a process."""


def known() -> frozenset[str]:
    """Every version that there is a step to."""
    return frozenset(step.revision for step in ScriptDirectory(_FOLDER).walk_revisions())


def take(connection: Connection, head: str) -> None:
    """Every step that leads to a version, in the transaction that the connection is in."""
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", _FOLDER)
    with _ONE_AT_A_TIME:
        command.upgrade(config, head)
