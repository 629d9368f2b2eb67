"""Facts as callers write them: a case that is right, or one with a single thing in it that may be wrong."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from engine.feel.types import ANY, DATE_TIME, Kind, Type

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from engine.ir.program import EventType, Fact, Program

    Values = st.SearchStrategy[Any]
    Draw = st.DrawFn

MISSING = object()
ODD: Values = st.sampled_from([None, True, 0, 1, -1, "", " ", "x", [], {}, [None], {"a": 1}, "null", "79\n", "是"])
"""What is of no type, or of another one than was asked for."""
_UNKNOWN = ["nope", "Events", "score ", ""]


@st.composite
def cases(draw: Draw, program: Program) -> dict[str, Any]:
    """Facts and events by name."""
    case = {fact.name: draw(_right_fact(fact)) for fact in program.facts} | {"events": draw(_history(program))}
    if draw(st.integers(0, 3)):
        name = draw(st.sampled_from([*case, *_UNKNOWN]))
        case[name] = draw(_other(name, case, program))
    return {name: value for name, value in case.items() if value is not MISSING}


def _other(name: str, case: dict[str, Any], program: Program) -> Values:
    """What may stand in place of something right."""
    facts = {fact.name: fact for fact in program.facts}
    if name in facts:
        return st.one_of(near(facts[name].type), ODD, st.just(MISSING))
    if case.get(name):
        return _other_event(case[name], program)
    return st.one_of(ODD, st.just([{}]))


@st.composite
def _other_event(draw: Draw, events: list[dict[str, Any]], program: Program) -> Any:
    """The history with one event in which one thing is other."""
    place = draw(st.integers(0, len(events) - 1))
    kind = next(kind for kind in program.events if kind.name == events[place]["type"])
    types = dict(kind.fields)
    field = draw(st.sampled_from([*types, "id", "type", "at", "nope"]))
    nearly = near(DATE_TIME if field == "at" else types.get(field, ANY))
    event = events[place] | {field: draw(st.one_of(nearly, ODD))}
    return [*events[:place], draw(st.sampled_from([event, event, None, []])), *events[place + 1 :]]


@cache
def _right_fact(fact: Fact) -> Values:
    titles = [text for _, label in fact.labels for text in label.spellings]
    right = _right(fact.type)
    if titles and fact.type.kind is Kind.ENUM:
        right = st.one_of(right, st.sampled_from(titles))
    if titles and fact.type.kind is Kind.LIST:
        right = st.one_of(right, st.lists(st.sampled_from(titles), max_size=3))
    spare = fact.type.optional or fact.default is not None
    return st.one_of(st.just(MISSING), st.none(), right) if spare else right


@cache
def _history(program: Program) -> Values:
    """Events with an id of their own each, so that none contradicts another."""
    if not program.events:
        return st.just([])
    lists = st.lists(st.sampled_from(program.events).flatmap(_event), max_size=2)
    return lists.map(lambda events: [event | {"id": f"e{place}"} for place, event in enumerate(events)])


@cache
def _event(kind: EventType) -> Values:
    data = {name: st.one_of(st.just(MISSING), st.none(), _right(type_)) for name, type_ in kind.fields}
    events = st.fixed_dictionaries({"type": st.just(kind.name), "at": _right(DATE_TIME), **data})
    return events.map(lambda event: {name: value for name, value in event.items() if value is not MISSING})


def _right(type_: Type) -> Values:
    return _RIGHT[type_.kind](type_)


def near(type_: Type) -> Values:
    """Values of a type, and what looks like one."""
    return _NEAR[type_.kind](type_)


_DEFAULT = {Kind.PERCENT: (Decimal(0), Decimal(1))}
_SIGNS = st.sampled_from(["", "", "", "+", "-", "00", " ", "¥"])
_TAILS = st.sampled_from(["", "", "", "0", ".", "%", " %", "％", "%%", "e3", " ", "\n", ".5.5"])
_EDGES = [0, -1, 1, 0.5, 0.01, 0.005, 0.07, 0.57, 4.35, 0.1 + 0.2, 1e-7, 1e33, 1e34, 1e300, 10**15, 10**34]
_MINUS_ZERO = re.compile(r"-0*(\.0*)?([^0-9.]|$)")
"""A schema refuses it where a number begins at 0."""


def _right_numbers(type_: Type) -> Values:
    low, high = (
        (type_.low, type_.high) if type_.low is not None else _DEFAULT.get(type_.kind, (Decimal(-9), Decimal(9999)))
    )
    places = 2 if type_.scale is None else type_.scale
    exact = st.decimals(low, high, places=places, allow_nan=False).map(lambda number: number or Decimal(0))
    percents = [exact.map(lambda number: f"{number * 100:f}%")] if type_.kind is Kind.PERCENT else []
    whole = exact.map(lambda number: int(number) if number == int(number) else float(number))
    return st.one_of(exact.map(float), whole, exact.map(str), *percents)


def _near_numbers(type_: Type) -> Values:
    bounds = [bound for bound in (type_.low, type_.high) if bound is not None]
    around = [float(bound) + step for bound in bounds for step in (-1, -0.01, 0, 0.01, 1, 0.5)]
    numbers = st.sampled_from([*around, *_EDGES])
    written = st.tuples(_SIGNS, numbers.map(_text), _TAILS).map("".join)
    percents = numbers.map(lambda number: f"{_text(number * 100)}%")
    return st.one_of(numbers, written, percents).filter(lambda value: not _MINUS_ZERO.match(str(value)))


def _text(number: float) -> str:
    """A number written out, without an exponent where that isn't too long."""
    return f"{number:.10f}".rstrip("0").rstrip(".") if abs(number) < 1e20 else repr(number)


_YEARS = st.sampled_from([0, 1, 1900, 2000, 2023, 2024, 2026, 9999])
_DAYS = st.sampled_from([0, 1, 15, 28, 29, 30, 31, 32])
_DATES = st.builds("{:04}-{:02}-{:02}".format, _YEARS, st.integers(0, 13), _DAYS)
_PLAIN_DATES = st.builds("{:04}-{:02}-{:02}".format, st.integers(2000, 2030), st.integers(1, 12), st.integers(1, 28))
_TIMES = st.builds(
    "{:02}:{:02}{}".format,
    st.sampled_from([0, 9, 23, 24]),
    st.sampled_from([0, 30, 59, 60]),
    st.sampled_from(["", ":00", ":59", ":60", ":00.5", ":00.1234567"]),
)
_OFFSETS = st.sampled_from(["", "Z", "+08:00", "-0530", "+23:59", "+24:00", "+08:60", "+08"])
_INSTANTS = st.builds("{}{}{}{}".format, _DATES, st.sampled_from("T t"), _TIMES, _OFFSETS)
_ODD_DATES = ["2026-1-31", "2026/01/31", "2026-01-31T00:00", "20260131", "2026-01-31\n"]
_WORDS = ["h", "小时", "working days", "个工作日", "个月", "years", "day", "min", "m", "d", "周", "business days"]
_PIECES = st.builds(
    "{}{}{}".format,
    st.sampled_from(["1", "24", "0", "1.5", "1.0", "007"]),
    st.sampled_from(["", " ", "  "]),
    st.sampled_from(_WORDS),
)
_ISO = ["P1D", "PT90M", "P1DT2H", "P1Y6M", "-P1M", "P", "PT", "P1M1D", "P1W", "PT1.5S", "PT1.5H"]


def _in_calendar(text: str) -> bool:
    """Of the calendar's first and last year a schema refuses instants with an offset: some of them don't exist."""
    return text[:4] not in ("0001", "9999") or not re.search(r"(Z|[+-][0-9:]+)$", text[10:])


def _lists(of: Callable[[Type], Values], type_: Type) -> Values:
    return st.lists(of(type_.element or ANY), max_size=3)


def _fields(of: Callable[[Type], Values], type_: Type) -> Values:
    return st.fixed_dictionaries({name: of(field) for name, field in type_.fields})


def _near_fields(type_: Type) -> Values:
    right = _fields(_right, type_)
    without = st.sampled_from([name for name, _ in type_.fields])
    lacking = st.builds(lambda fields, name: {k: v for k, v in fields.items() if k != name}, right, without)
    return st.one_of(right, lacking, right.map(lambda fields: fields | {"nope": 1}), _fields(near, type_))


_RIGHT: Mapping[Kind, Callable[[Type], Values]] = {
    Kind.NUMBER: _right_numbers,
    Kind.MONEY: _right_numbers,
    Kind.PERCENT: _right_numbers,
    Kind.BOOLEAN: lambda _: st.booleans(),
    Kind.STRING: lambda _: st.text(st.characters(codec="utf-8"), max_size=5),
    Kind.ENUM: lambda type_: st.sampled_from(type_.values),
    Kind.DATE: lambda _: _PLAIN_DATES,
    Kind.DATE_TIME: lambda _: _PLAIN_DATES.map("{}T18:00:00+08:00".format),
    Kind.SPAN: lambda _: st.sampled_from(["24h", "1h30m", "3 working days", "2个工作日", "PT90M", "P1Y6M"]),
    Kind.LIST: lambda type_: _lists(_right, type_),
    Kind.CONTEXT: lambda type_: _fields(_right, type_),
}
_NEAR: Mapping[Kind, Callable[[Type], Values]] = {
    Kind.NUMBER: _near_numbers,
    Kind.MONEY: _near_numbers,
    Kind.PERCENT: _near_numbers,
    Kind.BOOLEAN: lambda _: st.sampled_from(["true", "yes", 0, 1, "是"]),
    Kind.STRING: lambda _: st.sampled_from(["\x00", "😀", 7, ["a"]]),
    Kind.ENUM: lambda type_: st.sampled_from(type_.values).map(str.upper),
    Kind.DATE: lambda _: st.one_of(_DATES, st.sampled_from(_ODD_DATES)),
    Kind.DATE_TIME: lambda _: st.one_of(_INSTANTS.filter(_in_calendar), st.sampled_from(_ODD_DATES)),
    Kind.SPAN: lambda _: st.one_of(
        _PIECES, st.sampled_from(_ISO), st.builds("{}{}".format, st.sampled_from("- "), _PIECES)
    ),
    Kind.TIME: lambda _: _TIMES,
    Kind.LIST: lambda type_: _lists(near, type_),
    Kind.CONTEXT: _near_fields,
    Kind.ANY: lambda _: ODD,
}
