"""Instants by the library's wall clock: exact where its zone's clocks have settled, else refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp, parse_one

from engine.backends.columnar.instants import settled_clock
from engine.backends.columnar.refusal import Refused

if TYPE_CHECKING:
    from engine.backends.columnar.instants import Settled

_SECOND = 1_000_000


def local_day(at: str, zone: str) -> exp.Expr:
    """The day of an instant."""
    return parse_one(f"CAST({_local(at, _settled(zone))} AS DATE)", dialect="duckdb")


def moved(at: str, interval: str, zone: str) -> str:
    """An instant, moved by days or months of the wall clock; months clamp."""
    settled = _settled(zone)
    return f"MAKE_TIMESTAMPTZ(EPOCH_US({_local(at, settled)} + {interval}) - {settled.ahead * _SECOND})"


def _local(at: str, settled: Settled) -> str:
    """The wall clock's time; an instant before the clocks settled is an error, rather than a guess."""
    local = f"MAKE_TIMESTAMP(EPOCH_US({at}) + {settled.ahead * _SECOND})"
    since = f"TIMESTAMP '{settled.since.isoformat(sep=' ')}'"
    return f"CASE WHEN {local} >= {since} THEN {local} ELSE ERROR('GJ553 ' || CAST({at} AS VARCHAR)) END"


def _settled(zone: str) -> Settled:
    settled = settled_clock(zone)
    if settled is None:
        raise Refused("GJ552", zone=zone)
    return settled
