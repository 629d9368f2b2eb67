"""`guiju serve` as a process: started, asked, stopped, killed, started again on what it left behind."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import IO, TYPE_CHECKING, NamedTuple, TypeVar

from sqlalchemy import select, update

from adapters.clock import micros, system
from adapters.ledger import keys
from adapters.ledger.database import Database
from adapters.ledger.scopes import SCOPES
from adapters.ledger.tables import deliveries
from adapters.notify import endpoints
from adapters.service.deadlines.due import due

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping, Sequence
    from types import TracebackType
    from typing import Self

Found = TypeVar("Found")

POLICIES = Path(__file__).parent / "policies"
GUIJU = (sys.executable, "-c", "from adapters.cli.main import main; main()")
READY = re.compile(r"^guiju: (http://127\.0\.0\.1:\d+)$", re.MULTILINE)
PATIENCE = 60.0
"""Seconds after which a condition that doesn't come true is taken for a fault."""


class Service:
    """A service on a database. Its port is another one after each start; `url` is that of the present one.

    `options`: more of `guiju serve`. `wrap`: what the command is run by, such as `sh -c 'ulimit -f 64; exec "$@"' sh`.
    """

    def __init__(
        self,
        database: str,
        *options: str,
        policies: Path = POLICIES,
        environment: Mapping[str, str] | None = None,
        wrap: Sequence[str] = (),
    ) -> None:
        self._command = (*wrap, *GUIJU, "serve", "--port", "0", "--policies", str(policies), "--db", database, *options)
        self._environment = {**os.environ, **(environment or {})}
        self._said: IO[bytes] | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._heard = 0
        self.database = database
        self.url = ""

    def __enter__(self) -> Self:
        try:
            return self.start()
        except BaseException:
            self.close()
            raise

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        if kind is not None:
            sys.stderr.write(self.log)
        self.close()

    def start(self) -> Self:
        """Starts it and waits until it says where it is to be found."""
        self._said = self._said or tempfile.TemporaryFile()  # noqa: SIM115  # `close` ends it
        self._heard = len(self.log)
        self._process = subprocess.Popen(
            self._command, env=self._environment, stdin=subprocess.DEVNULL, stdout=self._said, stderr=self._said
        )
        self.url = wait_for(self._told, "the line that says where it is", unless=self._ended)
        return self

    def stop(self) -> int:
        """Asks it to end, as an operator would, and gives its exit code."""
        self.signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)

    def kill(self) -> None:
        """Ends it where it stands. Nothing of it is asked, nothing happens where it has ended."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def close(self) -> None:
        """Ends it, if it runs, and forgets what it has printed."""
        self.kill()
        if self._said:
            self._said.close()
            self._said = None

    def signal(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    @property
    def process(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            msg = "the service hasn't been started"
            raise RuntimeError(msg)
        return self._process

    @property
    def log(self) -> str:
        """What it has printed since it was first started."""
        if self._said is None:
            return ""
        size = os.fstat(self._said.fileno()).st_size
        return os.pread(self._said.fileno(), size, 0).decode(errors="replace")

    def _told(self) -> str:
        found = READY.search(self.log, self._heard)
        return found.group(1) if found else ""

    def _ended(self) -> str:
        code = self.process.poll()
        return "" if code is None else f"it ended with {code}:\n{self.log[self._heard :]}"


class Ended(NamedTuple):
    """What a command did."""

    code: int
    stdout: str
    stderr: str


def run_guiju(*arguments: str) -> Ended:
    done = subprocess.run((*GUIJU, *arguments), capture_output=True, text=True, check=False)
    return Ended(done.returncode, done.stdout, done.stderr)


def guiju(*arguments: str) -> str:
    """What a command that has to succeed prints on stdout."""
    done = run_guiju(*arguments)
    assert done.code == 0, f"guiju {' '.join(arguments)} ended with {done.code}:\n{done.stdout}{done.stderr}"
    return done.stdout


def new_key(database: str, *scopes: str, branches: Sequence[str] = ()) -> str:
    """A key for the scopes, by default all of them; made as `guiju keys create` makes it, without a process."""
    with closing(Database.open(database)) as opened, opened.writing() as transaction:
        return keys.create(transaction.connection, scopes or SCOPES, branches, "", 0, micros(system()))[1]


def new_endpoint(database: str, url: str) -> str:
    """A receiver of all messages; gives the secret that they are signed with."""
    with closing(Database.open(database)) as opened, opened.writing() as transaction:
        return endpoints.add(transaction.connection, url, (), (), micros(system())).secrets[0][0]


def end_leases(database: str) -> None:
    """What a killed service had in hand may be sent by others at once, instead of after twenty seconds."""
    with closing(Database.open(database)) as opened, opened.writing() as transaction:
        transaction.connection.execute(update(deliveries).values(claimed_until=0))


def wait_until_told(database: str, now: dt.datetime) -> None:
    """Until nothing is due by `now`, and no message is under way."""
    with closing(Database.open(database, readonly=True)) as opened:
        wait_for(lambda: not _left(opened, now), "end of what is to be told")


def _left(database: Database, now: dt.datetime) -> bool:
    with database.reading() as connection:
        pending = select(deliveries.c.message).where(deliveries.c.state == "pending").limit(1)
        return bool(due(connection, now, 1)) or connection.execute(pending).first() is not None


def wait_for(
    condition: Callable[[], Found], what: str, *, unless: Callable[[], str] = str, seconds: float = PATIENCE
) -> Found:
    """The first that `condition` gives which counts as true; `unless` tells why it no longer will."""
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        if problem := unless():
            msg = f"no {what}: {problem}"
            raise AssertionError(msg)
        assert time.monotonic() < deadline, f"no {what} within {seconds:g} s"
        time.sleep(0.01)
    return found
