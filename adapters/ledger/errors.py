"""What can be the matter with a database: diagnostics with codes GJ800 to GJ809, and GJ884."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import exc

from engine.diagnostics import Diagnostic, GuijuError

if TYPE_CHECKING:
    from collections.abc import Iterator

NO_ADDRESS, AWAY, FOREIGN, NEWER, READ_ONLY, BUSY, FULL, UNFIT, OLDER, REPLACED = (
    f"GJ80{digit}" for digit in range(10)
)
ABSENT = "GJ884"


class LedgerError(GuijuError):
    """The database can't be used as asked."""


class Unavailable(LedgerError):
    """The database doesn't answer now, or takes nothing: nothing was appended, or nobody knows; ask again later."""


def fault(code: str, **args: object) -> LedgerError:
    """A database that can't be used at all, ready to be raised."""
    return LedgerError([_diagnostic(code, args)])


def unavailable(code: str, **args: object) -> Unavailable:
    """A database that can't be used now, ready to be raised."""
    return Unavailable([_diagnostic(code, args)])


def _diagnostic(code: str, args: dict[str, object]) -> Diagnostic:
    return Diagnostic(code, None, tuple((name, str(value)) for name, value in args.items()))


@contextmanager
def told(shown: str) -> Iterator[None]:
    """Turns what a driver says of the world into `Unavailable`; what it says of our own statements goes through.

    `shown`: the address without its password.
    """
    try:
        yield
    except exc.TimeoutError:
        raise unavailable(BUSY, db=shown) from None
    except (exc.DBAPIError, sqlite3.Error) as error:
        driver = error.orig if isinstance(error, exc.DBAPIError) else error
        code = _code(driver) or (AWAY if _lost(error) else None)
        if code is None:
            raise
        raise unavailable(code, db=shown, problem=_first_line(driver)) from error


def _code(driver: object) -> str | None:
    """The code of a driver's error; None where it isn't about the world."""
    for names, attribute in ((_SQLITE, "sqlite_errorname"), (_POSTGRES, "sqlstate")):
        name = getattr(driver, attribute, None) or ""
        for beginning, code in names.items():
            if name.startswith(beginning):
                return code
    return None


def _lost(error: exc.DBAPIError | sqlite3.Error) -> bool:
    """Whether there is no connection: then nobody was there to give a state."""
    if not isinstance(error, exc.DBAPIError):
        return False
    stateless = getattr(error.orig, "sqlstate", "") is None
    return error.connection_invalidated or (stateless and isinstance(error, exc.OperationalError | exc.InterfaceError))


_SQLITE = {
    "SQLITE_BUSY": BUSY,
    "SQLITE_LOCKED": BUSY,
    "SQLITE_PROTOCOL": BUSY,
    "SQLITE_FULL": FULL,
    "SQLITE_IOERR_WRITE": FULL,  # a quota, or the longest file allowed
    "SQLITE_IOERR_SHMSIZE": FULL,  # no room for the first page of the file that processes share
    "SQLITE_READONLY": READ_ONLY,
    "SQLITE_NOTADB": FOREIGN,
    "SQLITE_CORRUPT": FOREIGN,
    "SQLITE_IOERR": AWAY,
    "SQLITE_CANTOPEN": AWAY,
    "SQLITE_PERM": AWAY,
}
"""By the beginning of SQLite's own name of an error (sqlite.org/rescode.html), the first that fits."""

_POSTGRES = {
    "55P03": BUSY,  # lock not available
    "57014": BUSY,  # statement timeout
    "25P03": BUSY,  # idle in transaction for too long
    "40": BUSY,  # a deadlock, a conflict of snapshots
    "53100": FULL,  # disk full
    "25006": READ_ONLY,  # read-only transaction
    "42501": READ_ONLY,  # no privilege
    "08": AWAY,
    "28": AWAY,
    "3D": AWAY,
    "53": AWAY,
    "57P": AWAY,
    "58": AWAY,
    "XX": AWAY,
}
"""By the beginning of PostgreSQL's SQLSTATE (its manual, appendix A), the first that fits."""


def _first_line(error: object) -> str:
    return next(iter(str(error).strip().splitlines()), "")
