"""Every overload that has SQL gives what Python gives, to the last digit, nulls included."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from engine.backends.columnar.refusal import Refused
from engine.feel.operators import FUNCTIONS, PROPERTIES
from engine.feel.typed import Apply
from engine.feel.values import TimeSpan, Unit
from engine.feel.walk import walk
from tests.columnar.side_by_side import in_python, in_sql, row, table_of, typed

if TYPE_CHECKING:
    from collections.abc import Iterator

    import duckdb

ROWS = [
    row(),
    row(
        n=Decimal("2.50"),
        m=Decimal("-2.50"),
        k=3,
        free=Decimal("0.0000000001"),
        fee=Decimal("100.25"),
        cost=Decimal("0.01"),
        rate=Decimal("0.005"),
    ),
    row(
        n=Decimal("-999.99"),
        m=Decimal("999.99"),
        k=-3,
        free=Decimal(999999999999999),
        fee=Decimal("9999999999999.99"),
        rate=Decimal(1),
    ),
    row(n=Decimal("1.12"), m=Decimal("0.5"), k=0, fee=Decimal(0), cost=Decimal("-0.50"), rate=Decimal("0.33333333")),
    row(n=Decimal("7.5"), m=Decimal("-0.01"), k=2, s="", t="", yes=True, also=False),
    row(s="foobar", t="bar", k=1, yes=False, also=False, words=("整改", "a"), xs=(), holes=()),
    row(s="整改😀ß", t="😀", k=-1, yes=True, words=(), xs=(Decimal("1.5"), Decimal("-2.5"), Decimal("1.5")), flags=()),
    row(
        s="'; DROP TABLE facts; --",
        t="'",
        k=9,
        also=True,
        xs=(Decimal(3),),
        holes=(Decimal(1), None),
        flags=(True, None),
    ),
    row(day=dt.date(2026, 1, 31), other=dt.date(2024, 2, 29), k=4, flags=(False, None), holes=(None,)),
    row(day=dt.date(9999, 12, 31), other=dt.date(1, 1, 1), k=5, flags=(True, True), words=("b", "a", "b")),
    row(
        day=dt.date(2026, 3, 1),
        other=dt.date(2026, 3, 1),
        n=Decimal(5),
        m=Decimal(5),
        k=5,
        s="2024-02-29",
        t="2023-02-29",
    ),
]


def seconds(text: str) -> TimeSpan:
    return TimeSpan(Unit.SECONDS, Decimal(text))


def instant(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


ROWS += [
    row(
        lasted=seconds("1500"), least=seconds("1800"), at=instant("2026-03-02T09:00:00+08:00"), day=dt.date(2026, 1, 31)
    ),
    row(
        lasted=seconds("5400.5"),
        least=seconds("-0.000001"),
        at=instant("2026-03-02T09:00:00.000001+08:00"),
        since=instant("2026-03-02T01:00:00+00:00"),
        yes=True,
    ),
    row(lasted=seconds("0"), least=seconds("3600"), since=instant("2026-03-02T09:00:00+08:00"), yes=False),
    row(lasted=TimeSpan(Unit.MONTHS, Decimal(1)), least=TimeSpan(Unit.MONTHS, Decimal(-14)), day=dt.date(2026, 1, 31)),
    row(lasted=TimeSpan(Unit.DAYS, Decimal(1)), least=TimeSpan(Unit.DAYS, Decimal(40)), day=dt.date(2024, 2, 29)),
    row(
        lasted=TimeSpan(Unit.WORKING_DAYS, Decimal(3)),
        least=TimeSpan(Unit.WORKING_DAYS, Decimal(1)),
        day=dt.date(2026, 1, 1),
    ),
    row(lasted=TimeSpan(Unit.WORKING_SECONDS, Decimal("9001.5")), least=seconds("60"), day=dt.date(2026, 1, 1)),
    row(
        lasted=seconds("999999999999.999999"),
        least=seconds("-999999999999.999999"),
        at=instant("9999-12-31T23:59:59.999999+00:00"),
        since=instant("0001-01-01T00:00:00+00:00"),
        day=dt.date(9999, 12, 31),
    ),
    row(
        lasted=TimeSpan(Unit.MONTHS, Decimal(999999999999)),
        least=TimeSpan(Unit.DAYS, Decimal(999999999999)),
        day=dt.date(2026, 1, 1),
    ),
    row(
        lasted=TimeSpan(Unit.MONTHS, Decimal(120000)),
        least=TimeSpan(Unit.DAYS, Decimal(-4000000)),
        day=dt.date(1, 1, 1),
    ),
]

EXPRESSIONS = """
n + m
n - m
-n
n * m
n * m + k
n * n * n
fee + cost
fee - cost
fee * rate
n * rate
rate * rate
free * rate
free + n
fee * 3 + cost
n = m
n != m
n < m
n <= m
n > m
n >= k
n = null
null != n
fee >= 500 CNY
rate < 0.5%
free = 0.0000000001
free < n
present = @"2026-01-31"
present != @"2026-01-31"
s = t
s < t
s >= "foo"
yes = also
day = other
day < other
xs = holes
not(yes)
yes and also
yes or also
n > 0 and n < 5
if n > m then n else m
if yes then fee else null
if k = null then "none" else s
n in [1..5]
n between 1 and k
k in (1, 2, 3)
decimal(n)
decimal(n, 1)
floor(n)
floor(n, 1)
ceiling(n)
ceiling(n, 1)
round up(n)
round up(n, 1)
round down(n)
round down(n, 1)
round half up(n)
round half up(n, 1)
round half down(n)
round half down(n, 1)
round half up(fee * rate, 2)
decimal(n * m, 3)
floor(n * rate, 4)
abs(n)
abs(fee - cost)
modulo(n, 3)
modulo(n, -3)
modulo(n, k)
modulo(k, 0)
odd(k)
even(k)
odd(n)
number(rate)
number(fee) + n
percent(number(rate)) + rate
money(n)
s + t
substring(s, 2)
substring(s, k)
substring(s, k, 2)
string length(s)
substring before(s, t)
substring after(s, t)
contains(s, t)
starts with(s, t)
ends with(s, t)
string join(words)
string join(words, "、")
string(s)
string(n)
string(n * m)
string(k)
string(yes)
string(day)
xs[1]
xs[-1]
xs[k]
xs[item > 0]
list contains(xs, 1.5)
list contains(xs, n)
list contains(holes, n)
list contains(words, s)
s in words
count(xs)
count(words)
sum(xs)
sum(n, m, k)
sum(xs) * 2
min(xs)
min(n, m)
max(xs)
max(fee, cost)
sum(holes)
min(holes)
all(flags)
any(flags)
all(yes, also)
any(yes, also)
append(xs, n)
append(words, s, t)
concatenate(xs, xs)
concatenate([n], [m, k])
concatenate(xs, holes)
reverse(xs)
sort(xs)
sort(words)
for x in xs return x * 2 + k
for x in xs return x > 0
some x in xs satisfies x > 2
every x in xs satisfies x > 0
some x in holes satisfies x > 2
every x in holes satisfies x > 0
count(for x in xs return x * n)
sum(for x in xs return x * n)
{a: n, b: s}.b
{a: n, b: s}.a + 1
[n, m, k]
[{a: 1}, {a: k}].a
day + 1 month
day + 12 months
day - 1 month
day + 3 calendar days
day - 3 calendar days
day + 36h
day - other
(day - other) < 30 calendar days
(day - other) <= 0 calendar days
(day - other) > (if yes then 1 month else 366 calendar days)
(day - other) >= (if yes then 1 month else 366 calendar days)
(day - other) < (if yes then 1 month else 366 calendar days)
(day - other) <= (if yes then 1 month else 366 calendar days)
(day - other) > 0 calendar days
(day - other) >= 0 calendar days
(day - other) != (if yes then 1 month else 0 calendar days)
(day - other) = 0 calendar days
(day - other) != 0 calendar days
(day - other) = (if yes then 1 month else 366 calendar days)
(day - other) + 1 calendar day
(day - other) - 1 calendar day
-(day - other)
date(s)
date(day)
date(2026, k, 31)
day of week(day)
month of year(day)
day of year(day)
week of year(day)
last day of month(day)
day.year
day.month
day.day
day.weekday
at - since
(at - since) < lasted
(at - since) + lasted
at = since
at != since
at < since
at <= @"2026-03-02T09:00:00+08:00"
at in [since..@"2026-03-02T09:00:00+08:00"]
if yes then at else since
[at, since][1]
min([at, since])
max(at, since)
string(at - since)
string(lasted)
string(-lasted)
lasted + least
lasted - least
-lasted
lasted < least
lasted <= least
lasted > least
lasted >= least
lasted = least
lasted != least
lasted = null
lasted > 25 minutes
lasted >= 3 working days
lasted in [10 minutes..2h]
if lasted > least then lasted else least
[lasted, least][2]
count([lasted, least])
day + lasted
day - least
day + (at - since)
for d in [lasted, least] return d < 1h
{a: lasted, b: at}.a
day >= @"2026-02-01"
day in [@"2026-01-01"..@"2026-12-31"]
"""

BY_THE_COMPILER = {
    "is-true": "tables write it for a cell's condition",
    "is-null": "tables write it for `-`",
    "not-null": "tables write it for cells on optional inputs",
    "round-money": "consequences write it for amounts",
}


@pytest.fixture(scope="module")
def facts() -> Iterator[duckdb.DuckDBPyConnection]:
    with table_of(ROWS) as connection:
        yield connection


@pytest.mark.parametrize("text", EXPRESSIONS.strip().splitlines())
def test_sql_agrees_with_python(text: str, facts: duckdb.DuckDBPyConnection) -> None:
    expr = typed(text)
    assert in_sql(expr, facts) == in_python(expr, ROWS)


def test_every_overload_is_tried() -> None:
    tried = {
        node.op for text in EXPRESSIONS.strip().splitlines() for node in walk(typed(text)) if isinstance(node, Apply)
    }
    table = [overload for function in FUNCTIONS for overload in function.overloads]
    table += [overload for overloads in PROPERTIES.values() for overload in overloads]
    assert {overload.id for overload in table if overload.sql} - tried - BY_THE_COMPILER.keys() == set()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("n / m", "GJ500"),
        ("n ** 2", "GJ500"),
        ("sqrt(n)", "GJ500"),
        ("mean(xs)", "GJ500"),
        ("upper case(s)", "GJ500"),
        ('matches(s, "a.*")', "GJ500"),
        ("free * free", "GJ501"),
        ("free * n * m * fee", "GJ501"),
        ("free = free * n * rate", "GJ501"),
        ('at < @"2026-01-31T10:00:00+08:00" + day.year * 1h', "GJ500"),
        ("at + 24h", "GJ500"),
        ("at.hour", "GJ500"),
        ("string(at)", "GJ500"),
        ("2 * lasted", "GJ500"),
        ("lasted / least", "GJ500"),
        ("lasted.hours", "GJ500"),
    ],
)
def test_what_is_not_exact_is_refused_where_it_stands(text: str, code: str, facts: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(Refused) as refused:
        in_sql(typed(text), facts)
    assert refused.value.code == code
    assert refused.value.at is not None
