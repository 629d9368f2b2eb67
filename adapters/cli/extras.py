"""What comes with the optional extras and may be missing."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from adapters.cli.faults import fault

if TYPE_CHECKING:
    from collections.abc import Iterator

SQL_MODULES = ("duckdb", "sqlglot")


@contextmanager
def installed_extras() -> Iterator[None]:
    """Turns a missing module of `guiju[sql]` into a `UsageFault` that says how to install it."""
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name not in SQL_MODULES:
            raise
        raise fault("GJ721", module=error.name) from None
