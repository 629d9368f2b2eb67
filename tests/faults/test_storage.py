"""The ledger's place in the world fails: a full disk, a database that takes nothing, that is locked, gone, back again.

Then nothing is acknowledged, and what was stays; once it is mended the service goes on by itself.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
from contextlib import closing, contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.faults.audit import compare, remains
from tests.faults.crm import EVENT, Log, event
from tests.faults.moving_clock import MORNING, MovingClock
from tests.faults.service import Service, guiju, new_key, run_guiju, wait_for
from tests.faults.wire import Answer, Wire

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.postgres import Server

_NUMBERS = count(1)
_MOUNT, _UMOUNT = (shutil.which(name) or name for name in ("mount", "umount"))
_BOUND_BY_MODES = ("setpriv", "--bounding-set=-dac_override,-dac_read_search") if os.geteuid() == 0 else ()
"""For root, too, a file of mode 0444 shall be read-only."""


class Desk(NamedTuple):
    """Someone who sends events one by one, each once, and knows which were taken."""

    wire: Wire
    log: Log

    def send(self, note: str = "") -> Answer:
        """One more, of a case of its own."""
        name = f"e{next(_NUMBERS)}"
        sent = event(name, "work.failed", f"case-{name}", MORNING, crew=note or "a", cost="1")
        self.log.sent[name] = sent
        answer = self.wire.post("/v1/events", json.dumps(sent).encode(), EVENT)
        if answer.status < 300:
            self.log.events[name] = sent
        return answer

    def is_ready(self) -> bool:
        return self.wire.ask("GET", "/readyz").status == 200


def refused_for_now(answer: Answer) -> bool:
    """Not taken, told as a problem that passes; nothing else is an honest answer meanwhile."""
    assert answer.status in {200, 201, 202, 503}, answer
    if answer.status == 503:
        assert int(answer.headers["retry-after"]) > 0
        assert json.loads(answer.body)["status"] == 503
        assert b"/" not in answer.body  # where the database is
    return answer.status == 503


def mended(desk: Desk) -> None:
    """It goes on by itself, and everything that it acknowledged is there."""
    wait_for(lambda: desk.send().status < 300, "event taken after the fault")
    wait_for(desk.is_ready, "readiness after the fault")
    assert "Traceback" not in desk.wire.service.log
    assert desk.wire.service.stop() == 0
    compare(remains(desk.wire.service.database), desk.log)
    guiju("ledger", "verify", "--db", desk.wire.service.database)


@contextmanager
def _desk(database: str, folder: Path, wrap: tuple[str, ...] = ()) -> Iterator[Desk]:
    key = new_key(database)
    with Service(database, MovingClock(folder / "now").option, wrap=wrap) as service:
        desk = Desk(Wire(service, key), Log())
        assert desk.send().status < 300
        yield desk


def _until_refused(desk: Desk) -> None:
    wait_for(lambda: refused_for_now(desk.send("x" * 2000)), "refusal")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 6 MiB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        [_MOUNT, "-t", "tmpfs", "-o", "size=6m", "none", disk], capture_output=True, text=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"no file system may be mounted here: {mounted.stderr.strip()}")
    yield disk
    subprocess.run([_UMOUNT, disk], check=True)


def test_a_full_disk(small_disk: Path, tmp_path: Path) -> None:
    ballast = small_disk / "ballast"
    ballast.write_bytes(b"x" * (256 << 10))
    with _desk(f"sqlite:///{small_disk / 'guiju.db'}", tmp_path) as desk:
        _until_refused(desk)
        assert desk.wire.ask("GET", "/livez").status == 200
        ballast.unlink()
        mended(desk)


def test_a_disk_without_any_room(small_disk: Path) -> None:
    """Not even for the file that processes share: told as what it is."""
    database = f"sqlite:///{small_disk / 'guiju.db'}"
    new_key(database)
    _fill(small_disk / "ballast")
    refused = run_guiju("ledger", "seal", "--db", database)
    assert (refused.code, "GJ806" in refused.stderr) == (2, True), refused.stderr
    (small_disk / "ballast").unlink()
    guiju("ledger", "seal", "--db", database)


def _fill(file: Path) -> None:
    with file.open("wb", buffering=0) as ballast, suppress(OSError):
        while True:
            ballast.write(b"x" * 4096)


def test_files_that_may_not_grow(sqlite: str, tmp_path: Path) -> None:
    """As where a quota ends: started again without it, the service goes on."""
    limited = ("sh", "-c", 'ulimit -f 1024; exec "$@"', "sh")
    with _desk(sqlite, tmp_path, wrap=limited) as desk:
        _until_refused(desk)
        desk.wire.service.kill()
        with Service(sqlite, MovingClock(tmp_path / "now").option) as anew:
            mended(desk._replace(wire=desk.wire.to(anew)))


def test_a_file_that_others_have_locked(sqlite: str, tmp_path: Path) -> None:
    with _desk(sqlite, tmp_path) as desk:
        with closing(sqlite3.connect(sqlite.removeprefix("sqlite:///"), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            _until_refused(desk)
        mended(desk)


def test_a_file_that_has_gone(sqlite: str, tmp_path: Path) -> None:
    """Nothing is written into another that happens to stand there."""
    file = Path(sqlite.removeprefix("sqlite:///"))
    with _desk(sqlite, tmp_path) as desk:
        file.rename(file.with_suffix(".away"))
        _until_refused(desk)
        unready = desk.wire.ask("GET", "/readyz")
        assert (unready.status, file.name in unready.body.decode(), b"/" in unready.body) == (503, True, False)
        file.with_suffix(".away").rename(file)
        mended(desk)


def test_a_file_that_may_only_be_read(tmp_path: Path) -> None:
    """Found out when the service starts; it says so, and doesn't stay."""
    folder = tmp_path / "data"
    folder.mkdir()
    database = f"sqlite:///{folder / 'guiju.db'}"
    new_key(database)
    for path in (*folder.iterdir(), folder):
        path.chmod(0o555)
    with pytest.raises(AssertionError, match=r"it ended with 2:\n[^\0]*GJ804"), Service(database, wrap=_BOUND_BY_MODES):
        pass


def test_a_server_that_has_gone(postgresql: str, postgres_server: Server, tmp_path: Path) -> None:
    with _desk(postgresql, tmp_path) as desk:
        postgres_server.stop("immediate")
        try:
            _until_refused(desk)
            assert desk.wire.ask("GET", "/readyz").status == 503
            assert desk.wire.ask("GET", "/livez").status == 200
        finally:
            postgres_server.start()
        mended(desk)


def test_a_server_that_takes_nothing(postgresql: str, postgres_server: Server, tmp_path: Path) -> None:
    name = postgresql.rpartition("/")[2]
    with _desk(postgresql, tmp_path) as desk:
        _from_now_on(postgres_server, name, "on")
        _until_refused(desk)
        _from_now_on(postgres_server, name, "off")
        mended(desk)


def _from_now_on(server: Server, database: str, read_only: str) -> None:
    """For sessions that begin; those that run are ended."""
    server.sql(f"ALTER DATABASE {database} SET default_transaction_read_only = {read_only}")
    server.sql(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}'")
