"""PostgreSQL through psycopg: one server that processes on several machines share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import create_engine, event

from adapters.ledger.engines import PATIENCE, Engines
from adapters.ledger.errors import READ_ONLY, unavailable

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection, Engine

LOCK = int.from_bytes(b"guiju")
"""The advisory lock that writers share; a database has one ledger."""

_CONNECTING = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
    "application_name": "guiju",
}
"""A server that has gone without a word is noticed within seconds (seconds; `tcp_user_timeout` in milliseconds)."""

_SESSION = """
SELECT set_config('lock_timeout', %s, false),
       set_config('idle_in_transaction_session_timeout', '60s', false),
       CASE current_setting('synchronous_commit')
           WHEN 'off' THEN set_config('synchronous_commit', 'on', false) END
"""
"""A process that stands still in a transaction must not keep others out, nor a server tell of a commit too soon."""

_BEGIN = "SELECT current_setting('transaction_read_only') FROM pg_advisory_xact_lock(%s)"


def engines(url: URL, *, readonly: bool) -> Engines:
    """The engines of a database that is there."""
    reader = _engine(url).execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    if readonly:
        return Engines(reader, None)
    writer = _engine(url).execution_options(isolation_level="READ COMMITTED")
    event.listen(writer, "connect", _prepare)
    event.listen(writer, "begin", lambda connection: _lock(connection, url))
    return Engines(reader, writer)


def _engine(url: URL) -> Engine:
    return create_engine(url, connect_args=_CONNECTING | url.query, pool_pre_ping=True, pool_timeout=PATIENCE)


def _prepare(connection: Any, _: object) -> None:
    connection.execute(_SESSION, [f"{PATIENCE * 1000:.0f}ms"])
    connection.commit()


def _lock(connection: Connection, url: URL) -> None:
    if connection.exec_driver_sql(_BEGIN, (LOCK,)).scalar() == "on":
        raise unavailable(READ_ONLY, db=url.render_as_string(hide_password=True))
