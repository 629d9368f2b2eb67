"""What comes with the optional extras and may be missing."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from adapters.cli.faults import fault

if TYPE_CHECKING:
    from collections.abc import Iterator

EXTRAS = {
    "duckdb": "sql",
    "sqlglot": "sql",
    "pysat": "proof",
    "z3": "proof",
    "xlsxwriter": "excel",
    "alembic": "serve",
    "cryptography": "serve",
    "fastapi": "serve",
    "httptools": "serve",
    "httpx": "serve",
    "prometheus_client": "serve",
    "psycopg": "postgres",
    "sqlalchemy": "serve",
    "standardwebhooks": "serve",
    "starlette": "serve",
    "uvicorn": "serve",
}
"""By the top of a module's name: the extra that it comes with."""


@contextmanager
def installed_extras() -> Iterator[None]:
    """Turns a missing module of an extra into a `UsageFault` that says how to install it."""
    try:
        yield
    except ModuleNotFoundError as error:
        module = (error.name or "").partition(".")[0]
        if module not in EXTRAS:
            raise
        raise fault("GJ721", module=module, extra=EXTRAS[module]) from None
