"""Reading the small shapes that stand everywhere: texts, names, dates, windows, expressions.

The documents were validated against their schemas before: keys are known and nodes have the right kind. Each function
here takes a node (or None where the key is absent) and answers a value; what is wrong goes into the report.
"""

from __future__ import annotations

import datetime as dt
import zoneinfo
from typing import TYPE_CHECKING

from engine.diagnostics import did_you_mean
from engine.document.nodes import Mapping, Node, Scalar, Sequence
from engine.feel.check import elaborate
from engine.feel.parser import SyntaxProblem, parse
from engine.feel.typed import Const, Expression
from engine.feel.types import ANY, Type
from engine.model.policy import ALWAYS, Effective
from engine.model.text import Text
from engine.record import record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.diagnostics import Place, Report
    from engine.feel.scope import Scope
    from engine.feel.syntax import Syntax
    from engine.feel.values import Value


@record
class ParsedText:
    """An expression's text, parsed: what it says and where it stands."""

    syntax: Syntax
    text: str
    place: Place


def read_text(node: Node | None, default: str = "") -> Text:
    """A title or a reason: one string, or `{zh: …, en: …}`."""
    if isinstance(node, Scalar):
        return Text(node.text, node.text)
    if isinstance(node, Mapping):
        zh, en = read_string(node.get("zh")), read_string(node.get("en"))
        return Text(zh or en, en or zh)
    return Text(default, default)


def read_string(node: Node | None) -> str:
    return node.text if isinstance(node, Scalar) else ""


def read_strings(node: Node | None) -> tuple[str, ...]:
    """One string, or a list of them."""
    return tuple(scalar.text for scalar in scalars(node))


def scalars(node: Node | None) -> tuple[Scalar, ...]:
    if isinstance(node, Scalar):
        return (node,)
    if isinstance(node, Sequence):
        return tuple(item for item in node.items if isinstance(item, Scalar))
    return ()


def read_flag(node: Node | None) -> bool:
    return read_string(node) == "true"


def entries(node: Node | None) -> Iterator[tuple[Scalar, Node]]:
    """The (key, value) pairs of a mapping; none where there is no mapping."""
    if isinstance(node, Mapping):
        for entry in node.entries:
            yield entry.key, entry.value


def items(node: Node | None) -> tuple[Node, ...]:
    return node.items if isinstance(node, Sequence) else ()


def read_date(node: Node | None, report: Report) -> dt.date | None:
    if not isinstance(node, Scalar):
        return None
    try:
        return dt.date.fromisoformat(node.text)
    except ValueError:
        report.add("GJ306", node.span, text=node.text)
        return None


_BEIJING_TIME = ("beijing", "北京", "中国", "china", "cst", "utc+8", "gmt+8", "+08:00", "+8")
"""What people call the zone that the database calls by another of its cities."""


def _near_zone(text: str, known: set[str]) -> str:
    if any(name in text.lower() for name in _BEIJING_TIME):
        return "Asia/Shanghai"
    return did_you_mean(text, sorted(known))


def read_zone(node: Node | None, default: str, report: Report) -> str:
    """A time zone of the IANA database; the default where none is written, or none is known by that name."""
    if not isinstance(node, Scalar) or node.text == default:
        return default
    if node.text in (known := zoneinfo.available_timezones()):
        return node.text
    report.add("GJ332", node.span, zone=node.text, near=_near_zone(node.text, known))
    return default


def read_effective(node: Node | None, report: Report) -> Effective:
    """`effective: {from: …, until: …}`; both days are included."""
    if not isinstance(node, Mapping):
        return ALWAYS
    since, until = read_date(node.get("from"), report), read_date(node.get("until"), report)
    if since and until and until < since:
        report.add("GJ307", node.span, since=since, until=until)
        return Effective(since, None)
    return Effective(since, until)


def parse_scalar(scalar: Scalar, scope: Scope, report: Report) -> ParsedText | None:
    """A scalar's text parsed as an expression; a fault is reported at its place."""
    return parse_text(scalar.text, scalar.place, scope, report)


def parse_text(text: str, place: Place, scope: Scope, report: Report) -> ParsedText | None:
    try:
        return ParsedText(parse(text, scope.names), text, place)
    except SyntaxProblem as problem:
        report.add(problem.code, place.span(problem.start, problem.end), **problem.args)
        return None


def typed(parsed: ParsedText, scope: Scope, report: Report, expected: Type | None = None) -> Expression:
    root = elaborate(parsed.syntax, scope, report, parsed.place, expected)
    return Expression(root, parsed.text, parsed.place)


def read_expression(node: Node | None, scope: Scope, report: Report, expected: Type | None = None) -> Expression | None:
    """An expression, typed; None where there is none or where it can't be read."""
    if not isinstance(node, Scalar):
        return None
    parsed = parse_scalar(node, scope, report)
    return typed(parsed, scope, report, expected) if parsed else None


def constant(value: Value, type_: Type, text: str, place: Place) -> Expression:
    """A literal as an expression."""
    return Expression(Const(value, type_, (0, len(text))), text, place)


def unreadable(text: str, place: Place) -> Expression:
    """Stands for an expression that was reported, so that reading goes on."""
    return constant(None, ANY, text, place)
