"""Targets: bounds on facts. They become params `<fact>.at_least` or `.at_most`, and the derived list `missed_targets`.

Each element of `missed_targets` is a context of texts: `id` (the fact), `actual`, `bound` and `gap` (bound and actual
apart, without sign). A target whose fact is null is not judged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.diagnostics import did_you_mean
from engine.document.nodes import Mapping, Node
from engine.feel.syntax import (
    Arithmetic,
    Call,
    Comparison,
    ContextLiteral,
    Filter,
    If,
    ListLiteral,
    Name,
    NullLiteral,
    StringLiteral,
    Syntax,
)
from engine.feel.types import Kind
from engine.model.policy import Fact, Param
from engine.model.read_params import with_values
from engine.model.reading import entries, read_strings, read_text

if TYPE_CHECKING:
    from engine.diagnostics import Report
    from engine.document.nodes import Scalar

MISSED = "missed_targets"
NOWHERE = (0, 0)
ORDERED = frozenset({Kind.NUMBER, Kind.MONEY, Kind.PERCENT, Kind.SPAN, Kind.ANY})


def read_targets(node: Node | None, facts: tuple[Fact, ...], lost: frozenset[str], report: Report) -> tuple[Param, ...]:
    """The targets' bounds as parameters; nothing is said of facts whose declarations are lost."""
    known = {fact.name: fact for fact in facts}
    params = []
    for key, value in entries(node):
        fact = known.get(key.text)
        if fact is None and key.text in lost:
            continue
        if fact is None:
            report.add("GJ336", key.span, name=key.text, near=did_you_mean(key.text, known))
        elif fact.type.kind not in ORDERED:
            report.add("GJ349", key.span, name=key.text, kind=fact.type.kind)
        elif isinstance(value, Mapping):
            params += _bounds(key, value, fact, report)
    return tuple(params)


def _bounds(key: Scalar, node: Mapping, fact: Fact, report: Report) -> list[Param]:
    title = read_text(node.get("title")) if node.get("title") else fact.title
    cites = read_strings(node.get("cites"))
    bounds = []
    for side in ("at_least", "at_most"):
        if node.get(side) is not None:
            empty = Param(f"{key.text}.{side}", fact.type.required(), title, (), None, cites, key.span)
            bounds.append(with_values(empty, node.get(side), fact.type.required(), report))
    return bounds


def missed_targets(bounds: tuple[Param, ...]) -> Syntax:
    """`[if fact < bound then {…} else null, …][item != null]`."""
    missed = tuple(_missed(bound.name) for bound in bounds)
    present = Comparison("!=", Name("item", NOWHERE), NullLiteral(NOWHERE), NOWHERE)
    return Filter(ListLiteral(missed, NOWHERE), present, NOWHERE)


def _missed(bound: str) -> Syntax:
    fact, _, side = bound.rpartition(".")
    at_least = side == "at_least"
    actual, limit = Name(fact, NOWHERE), Name(bound, NOWHERE)
    gap = Arithmetic("-", limit, actual, NOWHERE) if at_least else Arithmetic("-", actual, limit, NOWHERE)
    entries = ContextLiteral(
        (
            ("id", StringLiteral(fact, NOWHERE)),
            ("actual", _text(actual)),
            ("bound", _text(limit)),
            ("gap", _text(gap)),
        ),
        NOWHERE,
    )
    condition = Comparison("<" if at_least else ">", actual, limit, NOWHERE)
    return If(condition, entries, NullLiteral(NOWHERE), NOWHERE)


def _text(value: Syntax) -> Syntax:
    return Call(Name("string", NOWHERE), (value,), (), NOWHERE)
