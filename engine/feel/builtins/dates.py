"""Dates, times and spans: `+` and `-` on them, their parts, and how they are made.

A span has one of five units that are not one another; months clamp to the month's end; working spans need a calendar,
so no operator here counts them. In SQL a span is STRUCT(unit VARCHAR, amount DECIMAL(24, 6)).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.feel.builtins import accepts, widths
from engine.feel.builtins.overload import Accepts, Function, Overload, function
from engine.feel.types import DATE, DATE_TIME, INTEGER, SPAN, STRING, TIME, Kind
from engine.feel.values import Unit

if TYPE_CHECKING:
    from engine.feel.builtins.overload import TypeRule
    from engine.feel.types import Type

ZONED = "zone"
NOT_IN_SQL = "undefined"
SPAN_DECIMALS = "six-decimals"
CALENDAR_END = "calendar-end"

_SECONDS = Accepts((Kind.SPAN,), only=lambda given: given.unit is Unit.SECONDS)
_DAYS = Accepts((Kind.SPAN,), only=lambda given: given.unit is Unit.DAYS)
_MONTHS = Accepts((Kind.SPAN,), only=lambda given: given.unit is Unit.MONTHS)


def _span_of(unit: Unit | None) -> TypeRule:
    return widths.always(replace(SPAN, unit=unit))


def _common_unit(types: tuple[Type, ...]) -> Type:
    left, right = types
    return replace(SPAN, unit=left.unit or right.unit)


def _moved(sign: str) -> str:
    """The SQL of a date moved by a span, before the calendar's bounds are looked at; null where it is far beyond."""
    whole = f"CAST(floor({sign}{{1}}.amount) AS BIGINT)"
    months = f"CAST({{0}} + to_months(TRY_CAST({whole} AS INTEGER)) AS DATE)"
    seconds = f"{{0}} + TRY_CAST(floor({whole} / 86400) AS INTEGER)"
    days = f"{{0}} + TRY_CAST({whole} AS INTEGER)"
    moved = (("months", months, 120_000), ("days", days, 4_000_000), ("seconds", seconds, 4_000_000 * 86_400))
    cases = (f"WHEN {{1}}.unit = '{unit}' AND abs({{1}}.amount) <= {most} THEN {sql}" for unit, sql, most in moved)
    return f"CASE {' '.join(cases)} END"


def _in_calendar(date: str) -> str:
    return f"CASE WHEN ({date}) BETWEEN DATE '0001-01-01' AND DATE '9999-12-31' THEN ({date}) END"


def _amount(left: str, operator: str, right: str) -> str:
    amount = f"CAST({left} {operator} {right} AS DECIMAL(24, 6))"
    return f"CASE WHEN {{0}}.unit = {{1}}.unit THEN struct_pack(unit := {{0}}.unit, amount := {amount}) END"


_DATE_SPAN = (accepts.DATE, accepts.SPAN)
_DATE_TIME_SPAN = (accepts.DATE_TIME, accepts.SPAN)
_SPANS = (accepts.SPAN, accepts.SPAN)

ADD = (
    Overload(
        "add-date-span", _DATE_SPAN, widths.always(DATE), "DATE_PLUS({0}, {1})", _in_calendar(_moved("")), partial=True
    ),
    Overload(
        "add-date-time-seconds",
        (accepts.DATE_TIME, _SECONDS),
        widths.always(DATE_TIME),
        "DATE_TIME_PLUS({0}, {1})",
        None,
        CALENDAR_END,
        partial=True,
    ),
    Overload(
        "add-date-time-span",
        _DATE_TIME_SPAN,
        widths.always(DATE_TIME),
        "DATE_TIME_PLUS({0}, {1})",
        None,
        ZONED,
        partial=True,
    ),
    Overload(
        "add-span-date",
        (accepts.SPAN, accepts.DATE),
        widths.always(DATE),
        "DATE_PLUS({1}, {0})",
        None,
        "date-first",
        partial=True,
    ),
    Overload(
        "add-span-date-time",
        (accepts.SPAN, accepts.DATE_TIME),
        widths.always(DATE_TIME),
        "DATE_TIME_PLUS({1}, {0})",
        None,
        ZONED,
        partial=True,
    ),
    Overload(
        "add-spans", _SPANS, _common_unit, "SPAN_PLUS({0}, {1})", _amount("{0}.amount", "+", "{1}.amount"), partial=True
    ),
)
SUBTRACT = (
    Overload(
        "subtract-date-span",
        _DATE_SPAN,
        widths.always(DATE),
        "DATE_MINUS({0}, {1})",
        _in_calendar(_moved("-")),
        partial=True,
    ),
    Overload(
        "subtract-date-time-span",
        _DATE_TIME_SPAN,
        widths.always(DATE_TIME),
        "DATE_TIME_MINUS({0}, {1})",
        None,
        ZONED,
        partial=True,
    ),
    Overload(
        "subtract-dates",
        (accepts.DATE, accepts.DATE),
        _span_of(Unit.DAYS),
        "DAYS_BETWEEN({1}, {0})",
        "struct_pack(unit := 'days', amount := CAST({0} - {1} AS DECIMAL(24, 6)))",
    ),
    Overload(
        "subtract-date-times",
        (accepts.DATE_TIME, accepts.DATE_TIME),
        _span_of(Unit.SECONDS),
        "SECONDS_BETWEEN({1}, {0})",
        "struct_pack(unit := 'seconds', amount := CAST("
        "CAST(epoch_us({0}) - epoch_us({1}) AS DECIMAL(24, 0)) * 0.000001 AS DECIMAL(24, 6)))",
    ),
    Overload(
        "subtract-spans",
        _SPANS,
        _common_unit,
        "SPAN_MINUS({0}, {1})",
        _amount("{0}.amount", "-", "{1}.amount"),
        partial=True,
    ),
)
MULTIPLY = (
    Overload(
        "multiply-span", (accepts.SPAN, accepts.FACTOR), widths.first, "SPAN_TIMES({0}, {1})", None, SPAN_DECIMALS
    ),
    Overload(
        "multiply-by-span",
        (accepts.FACTOR, accepts.SPAN),
        lambda types: types[1],
        "SPAN_TIMES({1}, {0})",
        None,
        SPAN_DECIMALS,
    ),
)
DIVIDE = (
    Overload(
        "divide-span",
        (accepts.SPAN, accepts.FACTOR),
        widths.first,
        "SPAN_DIVIDE({0}, {1})",
        None,
        SPAN_DECIMALS,
        partial=True,
    ),
    Overload(
        "divide-spans",
        _SPANS,
        widths.divide_spans,
        "SPAN_RATIO({0}, {1})",
        None,
        "decimals-of-quotient",
        partial=True,
    ),
)
NEGATE = Overload(
    "negate-span",
    (accepts.SPAN,),
    widths.first,
    "SPAN_TIMES({0}, -1)",
    "struct_pack(unit := {0}.unit, amount := -{0}.amount)",
)


def _part(name: str, low: int, high: int) -> Overload:
    """A part of a date that is a whole number."""
    return Overload(
        f"date-{name}", (accepts.DATE,), widths.integer(low, high), f"{{0}}.{name}", f"CAST({name}({{0}}) AS {{type}})"
    )


def _zoned(name: str, low: int, high: int, accepted: Accepts = accepts.DATE_TIME) -> Overload:
    return Overload(f"date-time-{name}", (accepted,), widths.integer(low, high), f"{{0}}.{name}", None, ZONED)


def _component(name: str) -> Overload:
    """A part of a span; null where the span's unit has no such part."""
    return Overload(
        f"span-{name}",
        (accepts.SPAN,),
        widths.always(INTEGER),
        f"SPAN_{name.upper()}({{0}})",
        None,
        NOT_IN_SQL,
        partial=True,
    )


PROPERTIES: dict[str, tuple[Overload, ...]] = {
    "year": (_part("year", 1, 9999), _zoned("year", 1, 9999)),
    "month": (_part("month", 1, 12), _zoned("month", 1, 12)),
    "day": (_part("day", 1, 31), _zoned("day", 1, 31)),
    "weekday": (
        Overload(
            "date-weekday", (accepts.DATE,), widths.integer(1, 7), "{0}.isoweekday()", "CAST(isodow({0}) AS {type})"
        ),
        Overload("date-time-weekday", (accepts.DATE_TIME,), widths.integer(1, 7), "{0}.isoweekday()", None, ZONED),
    ),
    "hour": (_zoned("hour", 0, 23, accepts.CLOCK),),
    "minute": (_zoned("minute", 0, 59, accepts.CLOCK),),
    "second": (_zoned("second", 0, 59, accepts.CLOCK),),
    "date": (Overload("date-time-date", (accepts.DATE_TIME,), widths.always(DATE), "{0}.date()", None, ZONED),),
    "time": (Overload("date-time-time", (accepts.DATE_TIME,), widths.always(TIME), "{0}.timetz()", None, ZONED),),
    "years": (_component("years"),),
    "months": (_component("months"),),
    "days": (_component("days"),),
    "hours": (_component("hours"),),
    "minutes": (_component("minutes"),),
    "seconds": (_component("seconds"),),
}
"""What stands after the dot of a date, a time or a span."""

_TEXT_DATE = (
    "CASE WHEN regexp_full_match({0}, '[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}') AND {0} >= '0001'"
    " THEN TRY_CAST({0} AS DATE) END"
)
_PARTS_DATE = (
    "CASE WHEN {0} BETWEEN 1 AND 9999 AND {1} BETWEEN 1 AND 12 AND {2} BETWEEN 1 AND 31 THEN TRY_CAST(printf("
    "'%04d-%02d-%02d', CAST({0} AS INTEGER), CAST({1} AS INTEGER), CAST({2} AS INTEGER)) AS DATE) END"
)
_WHOLE = Accepts((Kind.NUMBER,), only=lambda given: given.scale == 0)
_STRING = widths.always(STRING)


def _calendar(
    name: str, result: TypeRule, python: str, sql: str, zh: str, en: str, example: tuple[str, str]
) -> Function:
    """A function of a date; of a date and time in Python only, since its day depends on the zone."""
    op = name.replace(" ", "-")
    overloads = (
        Overload(op, (accepts.DATE,), result, python, sql),
        Overload(f"{op}-zoned", (accepts.DATE_TIME,), result, python, None, ZONED),
    )
    return function(name, "date", *overloads, zh=zh, en=en, examples=(example,))


FUNCTIONS = (
    function(
        "date",
        "year, month, day",
        Overload("date-of-text", (accepts.STRING,), widths.always(DATE), "DATE({0})", _TEXT_DATE, partial=True),
        Overload("date-of-date", (accepts.DATE,), widths.first, "{0}", "{0}"),
        Overload("date-of-date-time", (accepts.DATE_TIME,), widths.always(DATE), "{0}.date()", None, ZONED),
        Overload(
            "date-of-parts",
            (_WHOLE, _WHOLE, _WHOLE),
            widths.always(DATE),
            "DATE_OF({0}, {1}, {2})",
            _PARTS_DATE,
            partial=True,
        ),
        zh='日期：由文本 `"2021-01-31"`，或年、月、日；没有这一天则为空。',
        en='A date, of a text `"2021-01-31"` or of year, month and day; null where there is no such day.',
        examples=(("date(2024, 2, 29)", 'date("2024-02-29")'), ("date(2023, 1 + 1, 29)", "null")),
    ),
    function(
        "time",
        "hour, minute, second",
        Overload("time-of-text", (accepts.STRING,), widths.always(TIME), "TIME({0})", None, NOT_IN_SQL, partial=True),
        Overload("time-of-date-time", (accepts.DATE_TIME,), widths.always(TIME), "{0}.timetz()", None, ZONED),
        Overload(
            "time-of-parts",
            (_WHOLE, _WHOLE, _WHOLE),
            widths.always(TIME),
            "TIME_OF({0}, {1}, {2})",
            None,
            NOT_IN_SQL,
            partial=True,
        ),
        zh='时刻：由文本 `"08:30:00"`，或时、分、秒。',
        en='A time of day, of a text `"08:30:00"` or of hour, minute and second.',
        examples=(('time("08:30:00").minute', "30"), ('time("25:" + "00:00")', "null")),
    ),
    function(
        "date and time",
        "date, time",
        Overload(
            "date-time-of-text",
            (accepts.STRING,),
            widths.always(DATE_TIME),
            "DATE_TIME({0})",
            None,
            ZONED,
            partial=True,
        ),
        Overload(
            "date-time-of-parts",
            (accepts.DAY, accepts.TIME),
            widths.always(DATE_TIME),
            "DATE_TIME_OF({0}, {1})",
            None,
            ZONED,
            partial=True,
        ),
        zh="日期时间：由带时差的文本，或日期和带时差的时刻；没有时差则为空。",
        en="A date and time, of a text with its offset, or of a date and a time with its; null without an offset.",
        examples=(
            ('date and time("2021-01-31T08:00:00+08:00").day', "31"),
            ('date and time("2021-01-31" + "")', "null"),
        ),
    ),
    function(
        "duration",
        "from",
        Overload("duration", (accepts.STRING,), _span_of(None), "SPAN({0})", None, NOT_IN_SQL, partial=True),
        zh='时长：由文本，如 `"P1D"`、`"3 working days"`。',
        en='A span, of a text such as `"P1D"` or `"3 working days"`.',
        examples=(('duration("P1M")', "1 month"), ('duration("x" + "")', "null")),
    ),
    function(
        "years and months duration",
        "from, to",
        Overload(
            "months-between",
            (accepts.DATE, accepts.DATE),
            _span_of(Unit.MONTHS),
            "MONTHS_BETWEEN({0}, {1})",
            None,
            NOT_IN_SQL,
        ),
        Overload(
            "months-between-zoned",
            (accepts.DAY, accepts.DAY),
            _span_of(Unit.MONTHS),
            "MONTHS_BETWEEN({0}, {1})",
            None,
            ZONED,
        ),
        zh="两个日期之间的整月数（向零取整）。",
        en="The whole months between two dates (towards zero).",
        examples=(('years and months duration(date("2021-01-31"), date("2021-03-30"))', "1 month"),),
    ),
    _calendar(
        "day of week",
        _STRING,
        "DAY_OF_WEEK({0})",
        "dayname({0})",
        "星期几（英文）。",
        "The name of the day.",
        ('day of week(date("2019-09-17"))', '"Tuesday"'),
    ),
    _calendar(
        "month of year",
        _STRING,
        "MONTH_OF_YEAR({0})",
        "monthname({0})",
        "几月（英文）。",
        "The name of the month.",
        ('month of year(date("2019-09-17"))', '"September"'),
    ),
    _calendar(
        "day of year",
        widths.integer(1, 366),
        "{0}.timetuple().tm_yday",
        "CAST(dayofyear({0}) AS {type})",
        "一年中的第几天。",
        "The day's number in its year.",
        ('day of year(date("2019-09-17"))', "260"),
    ),
    _calendar(
        "week of year",
        widths.integer(1, 53),
        "{0}.isocalendar()[1]",
        "CAST(weekofyear({0}) AS {type})",
        "一年中的第几周（ISO 8601）。",
        "The week's number in its year (ISO 8601).",
        ('week of year(date("2005-01-01"))', "53"),
    ),
    _calendar(
        "last day of month",
        widths.always(DATE),
        "LAST_DAY_OF_MONTH({0})",
        "last_day({0})",
        "当月最后一天。",
        "The last day of the month.",
        ('last day of month(date("2024-02-03"))', 'date("2024-02-29")'),
    ),
)
