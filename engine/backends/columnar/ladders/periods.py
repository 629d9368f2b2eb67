"""The numbers of periods in SQL: see `engine.temporal.ladders.periods`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.backends.columnar.ladders.clock import local_day
from engine.backends.columnar.refusal import Refused
from engine.feel.types import Kind

if TYPE_CHECKING:
    from engine.backends.columnar.terms import Term
    from engine.temporal.ladders.reading import PeriodUnit

_DAYS = "(DATEDIFF('day', DATE '0001-01-01', {day}) + 1)"
_NUMBERS: dict[PeriodUnit, str] = {
    "days": _DAYS,
    "weeks": f"(({_DAYS} - 1) // 7)",
    "months": "(YEAR({day}) * 12 + MONTH({day}) - 1)",
    "quarters": "(YEAR({day}) * 4 + QUARTER({day}) - 1)",
    "years": "YEAR({day})",
}
_YEARS = ("years",)
_QUARTERS = ("quarters", "years")
_MONTHS = ("months", "quarters", "years")
_TEXTS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("[0-9]{4}-[0-9]{2}-[0-9]{2}", ("days", "weeks", *_MONTHS), "TRY_CAST({text} AS DATE)"),
    ("[0-9]{4}-[0-9]{2}", _MONTHS, "TRY_CAST({text} || '-01' AS DATE)"),
    (
        "[0-9]{4}-Q[1-4]",
        _QUARTERS,
        "MAKE_DATE(CAST(LEFT({text}, 4) AS INTEGER), CAST(RIGHT({text}, 1) AS INTEGER) * 3 - 2, 1)",
    ),
    ("[0-9]{4}", _YEARS, "TRY_CAST({text} || '-01-01' AS DATE)"),
)
"""How periods are written, the units in which such a text lies as a whole, and the first day of it."""


def number_of(term: Term, unit: PeriodUnit, zone: str) -> str:
    """The number of the period that a term names; a text that names none is an error, for the whole query."""
    sql = term.sql.sql("duckdb")
    match term.type.kind:
        case Kind.DATE:
            day = sql
        case Kind.DATE_TIME:
            day = local_day(sql, zone).sql("duckdb")
        case Kind.STRING if unit != "weeks":
            day = _of_text(sql, unit)
        case kind:
            raise Refused("GJ554", unit=unit, type=kind)
    return f"CAST({_NUMBERS[unit].format(day=f'({day})')} AS BIGINT)"


def _of_text(sql: str, unit: PeriodUnit) -> str:
    written = f"TRIM({sql})"
    cases = " ".join(
        f"WHEN REGEXP_FULL_MATCH({written}, '{pattern}') THEN {first.format(text=written)}"
        for pattern, units, first in _TEXTS
        if unit in units
    )
    day = f"CASE {cases} END"
    sound = f"({day}) >= DATE '0001-01-01'"
    return f"CASE WHEN {sql} IS NULL THEN NULL WHEN {sound} THEN {day} ELSE ERROR('GJ555 ' || {sql}) END"
