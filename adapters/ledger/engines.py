"""What a database is to the rest of the ledger, whichever kind it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from sqlalchemy import Engine


PATIENCE = 10.0
"""Seconds for which a writer waits for its turn, and anybody for a connection."""


class Engines(NamedTuple):
    """Two engines of one database.

    `reader`: what begins there sees one state, and writes nothing. `writer`: what begins there has the lock that all
    writers share, or raises; None where nothing is to be written.
    """

    reader: Engine
    writer: Engine | None
