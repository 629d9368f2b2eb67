"""`guiju` as a person calls it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from click.testing import CliRunner

from adapters.cli.main import guiju as command

if TYPE_CHECKING:
    from pathlib import Path


class Answer(NamedTuple):
    code: int
    output: str
    complaint: str

    @property
    def json(self) -> Any:
        return json.loads(self.output)


def guiju(*arguments: str | Path, database: str | Path, given: str = "") -> Answer:
    """What a call answers, in English where it says nothing else; `given` on its standard input."""
    environment = {"LANG": "en_GB.UTF-8", "LC_ALL": None, "LC_MESSAGES": None, "GUIJU_DB": str(database)}
    done = CliRunner(env=environment).invoke(command, [*map(str, arguments)], given)
    return Answer(done.exit_code, done.stdout, done.stderr)
