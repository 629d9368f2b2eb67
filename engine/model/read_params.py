"""Parameters and targets' bounds: one value, or values by the day they begin."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from itertools import chain
from typing import TYPE_CHECKING, Literal

from engine.document.nodes import Mapping, Node, Scalar
from engine.feel.literals import currency_of, read_typed_literal, read_value
from engine.feel.types import ANY, Kind, Type
from engine.model.declared_types import read_type
from engine.model.policy import DatedValue, Param
from engine.model.reading import entries, read_date, read_string, read_strings, read_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.diagnostics import Report
    from engine.model.vocabulary import Vocabulary

Dated = list[tuple[dt.date | None, Scalar]]


def read_params(node: Node | None, vocabulary: Vocabulary, report: Report) -> tuple[Param, ...]:
    return tuple(_param(key, value, vocabulary, report) for key, value in entries(node) if isinstance(value, Mapping))


def read_dated(node: Node | None, report: Report) -> Dated:
    """The value scalars with the day each begins (None: from ever), ascending."""
    if isinstance(node, Scalar):
        return [(None, node)]
    dated = [(read_date(key, report), value) for key, value in entries(node) if isinstance(value, Scalar)]
    return sorted(((day, value) for day, value in dated if day), key=lambda item: item[0] or dt.date.min)


def with_values(empty: Param, node: Node | None, type_: Type | None, report: Report) -> Param:
    """The parameter with its dated values, all of `type_` (None: the type that the first value has)."""
    dated = read_dated(node, report)
    if not dated:
        return empty
    first = dated[0][1]
    inferred = type_ or _shown(first, report)
    values = tuple(
        DatedValue(day, read_value(scalar.text, inferred, scalar.place, report), scalar.text, scalar.span)
        for day, scalar in dated
    )
    return replace(empty, type=_hull(inferred, values), values=values)


def check_currency(params: Iterable[Param], currency: str, report: Report) -> None:
    """All amounts of money are in the library's currency."""
    for value in chain.from_iterable(param.values for param in params if param.type.kind is Kind.MONEY):
        if (named := currency_of(value.text)) not in ("", currency):
            report.add("GJ251", value.span, found=named, currency=currency)


def _param(key: Scalar, node: Mapping, vocabulary: Vocabulary, report: Report) -> Param:
    declared = node.get("type") is not None or node.get("values") is not None
    type_ = read_type(node, vocabulary, report).type if declared else None
    stricter: Literal["higher", "lower"] | None = None
    match read_string(node.get("stricter")):
        case "higher" | "lower" as way:
            stricter = way
        case _:
            pass
    title, cites = read_text(node.get("title"), key.text), read_strings(node.get("cites"))
    empty = Param(key.text, type_ or ANY, title, (), stricter, cites, key.span)
    return with_values(empty, node.get("value"), type_, report)


def _shown(value: Scalar, report: Report) -> Type:
    """The type that a literal shows; as wide as its kind, since other values may follow."""
    type_ = read_typed_literal(value.text, value.place, report)[1]
    return replace(type_, low=None, high=None, scale=None) if type_.is_numeric else type_


def _hull(type_: Type, values: tuple[DatedValue, ...]) -> Type:
    """A numeric type narrowed to the bounds and decimals of the values, so that widths derived from it are exact."""
    numbers = [value.value for value in values if not isinstance(value.value, bool)]
    decimals = [number for number in numbers if type_.is_numeric and number is not None]
    if not decimals:
        return type_
    exact = [_decimal(number) for number in decimals]
    scale = max(max(-int(number.as_tuple().exponent), 0) for number in exact)
    return replace(type_, low=min(exact), high=max(exact), scale=scale)


def _decimal(value: object) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(str(value))
