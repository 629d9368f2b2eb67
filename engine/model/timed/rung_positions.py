"""Where a clock's rung is: `80%` of the target, `due`, `-2h` before it, `+8 working hours` after it."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from engine.feel.problem import SyntaxProblem
from engine.feel.spans import parse_span
from engine.model.spoken import span_meant
from engine.temporal.clocks.reading import Offset, RungPoint, Share

if TYPE_CHECKING:
    from engine.diagnostics import Report
    from engine.document.nodes import Scalar

_SHARE = re.compile(r"\s*(\d+(?:\.\d+)?)\s*[%％]\s*", re.ASCII)
_NUMBER = re.compile(r"\s*([+-]?)\s*(\d+(?:\.\d+)?)\s*", re.ASCII)
_SIGNED = re.compile(r"\s*([+-])\s*(\S.*)", re.DOTALL)
_LIKE_DUE = ("到期", "到期时", "超时", "逾期", "过期", "deadline", "breach", "breached", "overdue")
_BEFORE = re.compile(r"(?:到期)?(?:提前|前)\s*(.+)|(?:到期前)?(.+?)\s*(?:之前|以前|前|before)")
_AFTER = re.compile(r"(?:超时|逾期|超期|超过|晚了|到期后|after)\s*(.+)|(?:到期后)?(.+?)\s*(?:之后|以后|后|after|late)")


class Position(NamedTuple):
    """A rung's place; `name` is how it is told: `80%`, `due`, `+8 working hours`."""

    name: str
    point: RungPoint


DUE = Position("due", Share(Decimal(1)))


def read_position(node: Scalar, report: Report) -> Position | None:
    """What `at:` of a clock's rung says; None, and a report, where it can't be read (GJ378 and those of spans)."""
    share, signed = _SHARE.fullmatch(node.text), _SIGNED.fullmatch(node.text)
    if node.text.strip() == DUE.name:
        return DUE
    if share and Decimal(share[1]):
        percent = Decimal(share[1])
        return Position(f"{percent.normalize():f}%", Share(percent.scaleb(-2).normalize()))
    if signed and not _NUMBER.fullmatch(node.text):
        return _offset(node, signed, report)
    report.add("GJ378", node.span, text=node.text, near=_meant(node.text.strip()))
    return None


def _offset(node: Scalar, signed: re.Match[str], report: Report) -> Position | None:
    sign, length = signed.groups()
    try:
        span = parse_span(length)
    except SyntaxProblem as problem:
        place = node.place.shifted(signed.start(2))
        report.add(problem.code, place.span(problem.start, problem.end), **problem.args)
        return None
    if not span.amount:
        return DUE
    back = replace(span, amount=span.amount.copy_negate())
    return Position(f"{sign}{' '.join(length.split())}", Offset(back if sign == "-" else span))


def _meant(text: str) -> str:
    """What was probably meant, for backticks: a bare number is a share, or hours; an unsigned span has two sides."""
    if text.lower() in _LIKE_DUE:
        return DUE.name
    if number := _NUMBER.fullmatch(text):
        return _with_unit(number[1], Decimal(number[2]))
    for sign, said in (("-", _BEFORE.fullmatch(text)), ("+", _AFTER.fullmatch(text))):
        if said and (length := span_meant(said[1] or said[2])):
            return f"{sign}{length}"
    length = span_meant(text)
    return f"+{length}` / `-{length}" if length else ""


def _with_unit(sign: str, number: Decimal) -> str:
    """`80` is 80% or hours, `+8` hours after, `0.8` a share as people write it elsewhere."""
    if sign:
        return f"{sign}{number}h"
    return f"{number.scaleb(2).normalize():f}%" if number < 1 else f"{number}%` / `-{number}h` / `+{number}h"
