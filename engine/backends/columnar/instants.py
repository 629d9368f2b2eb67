"""Instants out of columns and texts: in UTC, to the microsecond, as the scalar executor reads them.

What has no offset is the library's local time. SQL reads that where the zone's offset has settled for good; before that
day, and in zones that change their clocks every year, a row must say its offset.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from sqlglot import exp

from engine.backends.columnar.nodes import both, call, equal, is_null, is_there, negated, text, when
from engine.backends.columnar.reading import ISO_DATE, TEXTS, WRONG, Reading, like
from engine.backends.columnar.terms import constant
from engine.feel.types import DATE_TIME, Kind

if TYPE_CHECKING:
    from engine.backends.columnar.reading import Faults

NO_DAY, NO_OFFSET = "GJ435", "GJ509"
_CLOCK = r"[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?"
_WRITTEN = rf"{ISO_DATE}[T ]{_CLOCK}(Z|[+-][0-9]{{2}}:?[0-9]{{2}})?"
"""What is meant as an instant, whether there is such a time or not."""
_TIME = r"([01][0-9]|2[0-3]):[0-5][0-9]"
_POSSIBLE = rf"{ISO_DATE}[T ]{_TIME}(:[0-5][0-9](\.[0-9]{{1,6}})?)?(Z|[+-]{_TIME.replace(':', ':?')})?"
_LOCAL = rf"^({ISO_DATE}[T ][0-9:.]+)"
_OFFSET = r"([+-])([0-9]{2}):?([0-9]{2})$"
_HAS_OFFSET = r"(Z|[+-][0-9]{2}:?[0-9]{2})$"
_SECOND = 1_000_000
_TIMESTAMP = exp.DataType.build("TIMESTAMP", dialect="duckdb")
_BEGIN = dt.date(1, 1, 1)


class Settled(NamedTuple):
    """From when on (local time) a zone's clocks stay as they are, and how many seconds they are ahead of UTC."""

    since: dt.datetime
    ahead: int


def read_instant(raw: exp.Expr, source: exp.DataType, zone: str) -> Reading | None:
    """An instant; None where the column's type has none."""
    if source.is_type(exp.DataType.Type.TIMESTAMPTZ):
        return Reading(_possible(raw, zone), NO_DAY)
    if source.is_type(*TEXTS):
        return Reading(_of_text(raw, zone), WRONG[Kind.DATE_TIME], lambda given: _faults_of_text(given, zone))
    if source.is_type(*exp.DataType.TEMPORAL_TYPES) and not source.is_type(exp.DataType.Type.DATE):
        local = exp.cast(raw, _TIMESTAMP)
        exact = when(equal(exp.cast(local, source), raw), _of_local(local, zone))
        return Reading(_possible(exact, zone), NO_OFFSET)
    return None


def midnight(day: dt.date, zone: str) -> exp.Expr:
    """The instant at which a day begins in a zone."""
    return constant(dt.datetime.combine(day, dt.time.min, ZoneInfo(zone)), DATE_TIME).sql


def _possible(instant: exp.Expr, zone: str) -> exp.Expr:
    """The instants that are in the years 1 to 9999 in UTC and in the zone; databases know more, and infinity."""
    first, last = (constant(end, DATE_TIME).sql for end in _reach(zone))
    return when(exp.Between(this=instant.copy(), low=first, high=last), instant)


@cache
def _reach(zone: str) -> tuple[dt.datetime, dt.datetime]:
    first, last = dt.datetime.min.replace(tzinfo=dt.UTC), dt.datetime.max.replace(tzinfo=dt.UTC)
    early, late = (_ahead(end.replace(tzinfo=None), zone) for end in (first, last))
    return first + max(dt.timedelta(0), -early), last - max(dt.timedelta(0), late)


def _ahead(local: dt.datetime, zone: str) -> dt.timedelta:
    return local.replace(tzinfo=ZoneInfo(zone)).utcoffset() or dt.timedelta(0)


def _of_text(raw: exp.Expr, zone: str) -> exp.Expr:
    local = _local(raw)
    absolute = call("MAKE_TIMESTAMPTZ", exp.Sub(this=call("EPOCH_US", local), expression=_offset(raw)))
    instant = when(call("REGEXP_MATCHES", raw, text(_HAS_OFFSET)), absolute, _of_local(local, zone))
    return when(like(raw, _POSSIBLE), _possible(instant, zone))


def _local(raw: exp.Expr) -> exp.Expr:
    """The wall clock's time that a text names; null where there is no such day."""
    clock = exp.TryCast(this=call("REGEXP_EXTRACT", raw, text(_LOCAL), exp.Literal.number(1)), to=_TIMESTAMP)
    first = exp.cast(text(_BEGIN.isoformat()), _TIMESTAMP)
    return when(exp.GTE(this=clock, expression=first), clock)


def _offset(raw: exp.Expr) -> exp.Expr:
    """The microseconds that the text's clock is ahead of UTC: none where it ends in Z."""
    hours, minutes = (_number(call("REGEXP_EXTRACT", raw, text(_OFFSET), exp.Literal.number(n))) for n in (2, 3))
    ahead = exp.Paren(this=exp.Add(this=_times(hours, 3600 * _SECOND), expression=_times(minutes, 60 * _SECOND)))
    behind = equal(call("REGEXP_EXTRACT", raw, text(_OFFSET), exp.Literal.number(1)), text("-"))
    return when(behind, exp.Neg(this=ahead), ahead)


def _number(digits: exp.Expr) -> exp.Expr:
    return exp.func("COALESCE", exp.TryCast(this=digits, to=exp.DataType.build("BIGINT")), exp.Literal.number(0))


def _times(number: exp.Expr, factor: int) -> exp.Expr:
    return exp.Mul(this=number, expression=exp.Literal.number(factor))


def _of_local(local: exp.Expr, zone: str) -> exp.Expr:
    """The library's local time as an instant; null before its zone's clocks have settled."""
    settled = settled_clock(zone)
    if settled is None:
        return exp.cast(exp.null(), "TIMESTAMPTZ")
    since = exp.cast(text(settled.since.isoformat(sep=" ")), _TIMESTAMP)
    micros = exp.Sub(this=call("EPOCH_US", local), expression=exp.Literal.number(settled.ahead * _SECOND))
    return when(exp.GTE(this=local.copy(), expression=since), call("MAKE_TIMESTAMPTZ", micros))


@cache
def settled_clock(zone: str) -> Settled | None:
    """None where the clocks still change: the offset is looked at day by day, back from 2037, the last year listed."""
    last = dt.datetime(2037, 12, 31)  # noqa: DTZ001 - a wall clock's time, on purpose
    ahead = _ahead(last, zone)
    days = (last - dt.timedelta(days=back) for back in range(200 * 366))
    changed = next((day for day in days if _ahead(day, zone) != ahead), None)
    if changed is None or changed.year >= last.year - 1:
        return None
    return Settled(changed + dt.timedelta(days=2), int(ahead.total_seconds()))


def _faults_of_text(given: exp.Expr, zone: str) -> Faults:
    without = both(like(given, _POSSIBLE), negated(call("REGEXP_MATCHES", given, text(_HAS_OFFSET))))
    lacking = both(without, is_there(_local(given)), is_null(_of_local(_local(given), zone)))
    return [(lacking, NO_OFFSET), (like(given, _WRITTEN), NO_DAY)]
