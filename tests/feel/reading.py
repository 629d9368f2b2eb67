"""Expressions read, typed and computed in one go, on a scope of typical facts."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from engine.backends.scalar.evaluator import evaluator
from engine.diagnostics import Place, Report
from engine.feel.check import elaborate, elaborate_tests
from engine.feel.parser import parse, parse_tests
from engine.feel.scope import Scope, Symbol
from engine.feel.types import (
    BOOLEAN,
    DATE,
    DATE_TIME,
    INTEGER,
    MONEY,
    NUMBER,
    PERCENT,
    SPAN,
    STRING,
    Kind,
    Type,
    list_of,
)

if TYPE_CHECKING:
    from engine.diagnostics import Diagnostic
    from engine.feel.typed import Expr
    from engine.feel.values import Value

REVISION = Type(Kind.ENUM, optional=True, values=("complete", "partial", "none"))
EVIDENCE = Type(Kind.ENUM, values=("purchase", "usage", "photos"))
SHARE = Type(Kind.CONTEXT, fields=(("party", STRING), ("share", PERCENT)))
LABELS = (("complete", ("全部整改",)), ("partial", ("部分整改",)), ("none", ("未整改",)))
SCORE = replace(NUMBER, low=Decimal(0), high=Decimal(100))

SCOPE = Scope.of(
    (
        Symbol("score", "fact", SCORE, ("审核分数",)),
        Symbol("revision", "fact", REVISION, ("整改情况",), LABELS),
        Symbol("signed", "fact", BOOLEAN, ("已签",)),
        Symbol("commission", "fact", MONEY.or_null(), ("提成 金额",)),
        Symbol("loss", "fact", MONEY),
        Symbol("made_on", "fact", DATE, ("日期",)),
        Symbol("bought_on", "fact", DATE.or_null(), ("日期",)),
        Symbol("at", "fact", DATE_TIME),
        Symbol("period", "fact", SPAN),
        Symbol("departments", "fact", list_of(STRING)),
        Symbol("evidence", "fact", replace(list_of(EVIDENCE), unique=True)),
        Symbol("shares", "fact", list_of(SHARE)),
        Symbol("name", "fact", STRING),
        Symbol("visits", "fact", INTEGER.or_null()),
        Symbol("pass_score", "param", replace(INTEGER, low=Decimal(80), high=Decimal(80)), ("及格分",)),
        Symbol("rate", "param", PERCENT),
    )
)


def place(text: str) -> Place:
    """Where a text of one line stands: columns are offsets plus one."""
    return Place("p.yaml", ((0, 1, 1),))


def typed(text: str, expected: Type | None = None, scope: Scope = SCOPE) -> tuple[Expr, tuple[Diagnostic, ...]]:
    report = Report()
    found = elaborate(parse(text, scope.names), scope, report, place(text), expected)
    return found, report.sorted()


def typed_cell(cell: str, subject: str) -> tuple[Expr | None, tuple[Diagnostic, ...]]:
    """The condition of a table cell in the column `subject`."""
    report = Report()
    tested = elaborate(parse(subject, SCOPE.names), SCOPE, report, place(subject))
    found = elaborate_tests(parse_tests(cell, SCOPE.names), tested, SCOPE, report, place(cell))
    return found, report.sorted()


def value(text: str, **facts: Value) -> Value:
    """What an expression gives for these facts; others are null."""
    found, faults = typed(text)
    errors = [fault for fault in faults if fault.severity == "error"]
    assert not errors, [str(error) for error in errors]
    return evaluator(found)(dict.fromkeys(symbol.name for symbol in SCOPE.symbols) | facts)


def cell_value(cell: str, subject: str, **facts: Value) -> Value:
    found, faults = typed_cell(cell, subject)
    assert not faults, [str(fault) for fault in faults]
    assert found is not None
    return evaluator(found)(dict.fromkeys(symbol.name for symbol in SCOPE.symbols) | facts)
