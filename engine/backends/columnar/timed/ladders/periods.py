"""The numbers of periods in SQL: see `engine.temporal.ladders.periods`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.backends.columnar.query import select_text
from engine.backends.columnar.refusal import Refused
from engine.backends.columnar.timed.wall import local_day
from engine.feel.types import Kind

if TYPE_CHECKING:
    from engine.backends.columnar.terms import Term
    from engine.temporal.ladders.reading import PeriodUnit

_DAYS = "(datediff('day', DATE '0001-01-01', {day}) + 1)"
_NUMBERS: dict[PeriodUnit, str] = {
    "days": _DAYS,
    "weeks": f"(({_DAYS} - 1) // 7)",
    "months": "(year({day}) * 12 + month({day}) - 1)",
    "quarters": "(year({day}) * 4 + quarter({day}) - 1)",
    "years": "year({day})",
}
_YEARS = ("years",)
_QUARTERS = ("quarters", "years")
_MONTHS = ("months", "quarters", "years")
_TEXTS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("[0-9]{4}-[0-9]{2}-[0-9]{2}", ("days", "weeks", *_MONTHS), "try_cast({text} AS DATE)"),
    ("[0-9]{4}-[0-9]{2}", _MONTHS, "try_cast({text} || '-01' AS DATE)"),
    (
        "[0-9]{4}-Q[1-4]",
        _QUARTERS,
        "make_date(CAST(left({text}, 4) AS INTEGER), CAST(right({text}, 1) AS INTEGER) * 3 - 2, 1)",
    ),
    ("[0-9]{4}", _YEARS, "try_cast({text} || '-01-01' AS DATE)"),
)
"""How periods are written, the units in which such a text lies as a whole, and the first day of it."""


def number_of(term: Term, unit: PeriodUnit, zone: str) -> str:
    """The number of the period that a term names; null where it names none."""
    sql = select_text(term.sql)
    match term.type.kind:
        case Kind.DATE:
            day = sql
        case Kind.DATE_TIME:
            day = local_day(f"epoch_us({sql})", zone)
        case Kind.STRING if unit != "weeks":
            day = _of_text(sql, unit)
        case kind:
            raise Refused("GJ554", unit=unit, type=kind)
    return f"CAST({_NUMBERS[unit].format(day=f'({day})')} AS BIGINT)"


def _of_text(sql: str, unit: PeriodUnit) -> str:
    written = f"trim({sql})"
    cases = " ".join(
        f"WHEN regexp_full_match({written}, '{pattern}') THEN {first.format(text=written)}"
        for pattern, units, first in _TEXTS
        if unit in units
    )
    day = f"CASE {cases} END"
    return f"CASE WHEN ({day}) >= DATE '0001-01-01' THEN {day} END"
