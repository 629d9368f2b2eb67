"""The address of a database, as people give it."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from adapters.ledger.errors import NO_ADDRESS, fault
from engine.diagnostics import did_you_mean

SCHEMES = ("sqlite", "postgresql", "postgres")
_IN_MEMORY = (None, "", ":memory:")


class Address(NamedTuple):
    """Where a database is: the file of an SQLite one, or the URL of a PostgreSQL one. `shown` has no password."""

    shown: str
    place: Path | URL


def address(text: str) -> Address:
    """The address that `sqlite:///PATH`, `postgresql://…`, `postgres://…` or a bare path is. Raises `LedgerError`."""
    if "://" not in text:
        return _bare(text)
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise fault(NO_ADDRESS, db=_without_password(text)) from None
    shown = url.render_as_string(hide_password=True)
    match url.get_backend_name():
        case "sqlite":
            return _file(_path(url, shown))
        case "postgresql" | "postgres":
            return Address(shown, url.set(drivername="postgresql+psycopg"))
        case other:
            near = did_you_mean(other, SCHEMES)
            raise fault(NO_ADDRESS, db=shown, near=near and f"{near}://…")


def _bare(text: str) -> Address:
    """A path; a scheme without its slashes is a slip of the pen."""
    scheme, colon, rest = text.partition(":")
    if colon and scheme in SCHEMES:
        near = f"sqlite:///{rest}" if scheme == "sqlite" else f"{scheme}://{rest.lstrip('/')}"
        raise fault(NO_ADDRESS, db=_without_password(text), near=_without_password(near))
    if text.strip() in _IN_MEMORY:
        raise fault(NO_ADDRESS, db=text)
    return _file(text)


def _path(url: URL, shown: str) -> str:
    """The path of an SQLite file. A database in memory, which processes can't share and a crash forgets, has none."""
    if url.host:
        raise fault(NO_ADDRESS, db=shown, near="sqlite:///" + "/".join(filter(None, (url.host, url.database))))
    if url.database is None or url.database in _IN_MEMORY or url.query:
        raise fault(NO_ADDRESS, db=shown)
    return url.database


def _file(path: str) -> Address:
    return Address(path, Path(path).absolute())


def _without_password(text: str) -> str:
    """What can be shown of an address where nobody knows which part of it is a password."""
    before, at, host = text.rpartition("@")
    return f"{before.partition(':')[0]}://…@{host}" if at else text
