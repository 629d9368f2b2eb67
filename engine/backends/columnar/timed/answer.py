"""The rows of the answer: one per clock and ladder of every case and key, one per rung reached, one per fault.

`kind`: "clock", "ladder", "rung" or "fault". A clock's row says its `state`, a ladder's its `count`; a rung's `rule` is
the id of the rule, its `state` "reached" or "revoked", its `event` the one that reached it (of a clock: that started
it). `elapsed` and `remaining` are in `unit`. A case with a `fault` (a code, and what it is about) has no other rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_COLUMNS = {
    "case": "VARCHAR",
    "kind": "VARCHAR",
    "step": "VARCHAR",
    "key": "VARCHAR[]",
    "rule": "VARCHAR",
    "state": "VARCHAR",
    "started": "TIMESTAMPTZ",
    "stopped": "TIMESTAMPTZ",
    "due": "TIMESTAMPTZ",
    "elapsed": "DECIMAL(18, 6)",
    "remaining": "DECIMAL(18, 6)",
    "unit": "VARCHAR",
    "provisional": "BOOLEAN",
    "event": "VARCHAR",
    "at": "TIMESTAMPTZ",
    "count": "BIGINT",
    "fault": "VARCHAR",
}
COLUMNS = tuple(_COLUMNS)
ORDER = '"case", step, "key", kind, "at", rule, event'


def columns(given: Mapping[str, str]) -> str:
    """All columns of an answer's row, for SELECT: those given, the others null. Instants are microseconds."""
    return ", ".join(f'{_column(given.get(name, "NULL"), kind)} AS "{name}"' for name, kind in _COLUMNS.items())


def _column(sql: str, kind: str) -> str:
    value = f"make_timestamptz({sql})" if kind == "TIMESTAMPTZ" and sql != "NULL" else sql
    return f"CAST({value} AS {kind})"
