"""What to say where a type is not the one that is wanted: the code whose fix fits the mistake."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from engine.diagnostics import did_you_mean
from engine.feel.check.describe import describe
from engine.feel.literals import suggestions_for_percent, suggestions_for_span
from engine.feel.typed import Const
from engine.feel.types import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from engine.feel.typed import Expr
    from engine.feel.types import Type

_TEMPORAL = {Kind.DATE: "date", Kind.DATE_TIME: "date and time", Kind.TIME: "time", Kind.SPAN: "duration"}


def mismatch(found: Expr, wanted: Type, currency: str, titles: Iterable[str] = ()) -> tuple[str, dict[str, str]]:
    """The code and its arguments for an expression that is not of the wanted type; `titles`: its enum's values'."""
    literal = _literal_number(found)
    match found.type.kind, wanted.kind:
        case Kind.NUMBER, Kind.PERCENT:
            return "GJ228", {"text": literal, "suggestion": _or(suggestions_for_percent, literal, "percent(…)")}
        case Kind.NUMBER, Kind.SPAN:
            return "GJ229", {"text": literal, "suggestion": _or(suggestions_for_span, literal, "duration(…)")}
        case Kind.NUMBER, Kind.MONEY:
            return "GJ230", {"text": literal, "suggestion": f"`{literal} {currency}`" if literal else "`money(…)`"}
        case Kind.STRING, Kind.ENUM:
            return _no_value(found, wanted, titles)
        case Kind.STRING, (Kind.DATE | Kind.DATE_TIME | Kind.TIME | Kind.SPAN) as kind:
            return "GJ232", {"kind": kind, "suggestion": f'{_TEMPORAL[kind]}("{_literal_text(found)}")'}
        case _, Kind.BOOLEAN:
            return "GJ227", {"found": describe(found.type)}
        case (Kind.MONEY | Kind.PERCENT) as kind, Kind.NUMBER:
            return "GJ233", {"found": kind}
        case Kind.SPAN, Kind.NUMBER:
            return "GJ256", {}
        case _:
            return "GJ226", {"wanted": describe(wanted), "found": describe(found.type)}


def _or(suggest: Callable[[str], str], literal: str, otherwise: str) -> str:
    return suggest(literal) if literal else f"`{otherwise}`"


def _no_value(found: Expr, wanted: Type, titles: Iterable[str]) -> tuple[str, dict[str, str]]:
    if not isinstance(found, Const):
        return "GJ226", {"wanted": describe(wanted), "found": describe(found.type)}
    text = _literal_text(found)
    return "GJ231", {
        "text": text,
        "near": did_you_mean(text, [*wanted.values, *titles]),
        "known": ", ".join(wanted.values),
    }


def _literal_number(found: Expr) -> str:
    if isinstance(found, Const) and isinstance(found.value, int | Decimal):
        return f"{found.value:f}" if isinstance(found.value, Decimal) else str(found.value)
    return ""


def _literal_text(found: Expr) -> str:
    return found.value if isinstance(found, Const) and isinstance(found.value, str) else "…"
