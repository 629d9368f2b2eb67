"""Expressions as FEEL text: what a test comes to once every name but the facts' is spelled out."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from engine.feel.operators import FUNCTIONS
from engine.feel.runtime.texts import plain_number, text_of
from engine.feel.spans import format_span
from engine.feel.typed import (
    And,
    Apply,
    Const,
    ContextOf,
    Field,
    Filter,
    ForEach,
    If,
    ListOf,
    Or,
    Quantifier,
    Ref,
)
from engine.feel.types import Kind
from engine.feel.values import ARITHMETIC, TimeSpan

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.feel.typed import Expr
    from engine.feel.types import Type
    from engine.feel.values import Value

_NAMES: Mapping[str, tuple[str, bool]] = {
    overload.id: (function.name.removeprefix("unary "), function.operator)
    for function in FUNCTIONS
    for overload in function.overloads
}


def written(expr: Expr) -> str:
    """The text without parentheses around the whole."""
    match expr:
        case Const(value):
            return literal(value, expr.type)
        case Ref(name):
            return name
        case And(args) | Or(args):
            return (" and " if isinstance(expr, And) else " or ").join(map(_inner, args))
        case Apply(op, args):
            return _applied(op, args)
        case ForEach() | Filter() | Quantifier():
            return _loop(expr)
        case _:
            return _structure(expr)


def _structure(expr: If | ListOf | ContextOf | Field) -> str:
    match expr:
        case If(condition, then, otherwise):
            return f"if {written(condition)} then {written(then)} else {_inner(otherwise)}"
        case ListOf(items):
            return f"[{', '.join(map(written, items))}]"
        case ContextOf(entries):
            return f"{{{', '.join(f'{name}: {written(value)}' for name, value in entries)}}}"
        case Field(base, name):
            return f"{_inner(base)}.{name}"


def _loop(expr: ForEach | Filter | Quantifier) -> str:
    match expr:
        case ForEach(name, source, body):
            return f"for {name} in {written(source)} return {written(body)}"
        case Filter(_, source, condition):
            return f"{_inner(source)}[{written(condition)}]"
        case Quantifier(quantifier, name, source, condition):
            return f"{quantifier} {name} in {written(source)} satisfies {written(condition)}"


def _inner(expr: Expr) -> str:
    """In parentheses, unless it is an atom or a call."""
    text = written(expr)
    compound = isinstance(expr, And | Or | If | Quantifier | ForEach)
    operated = isinstance(expr, Apply) and (expr.op in _TESTS or _NAMES.get(expr.op, ("", False))[1])
    return f"({text})" if compound or operated else text


_TESTS = {"is-null": "{} = null", "not-null": "{} != null"}


def _applied(op: str, args: tuple[Expr, ...]) -> str:
    name, is_operator = _NAMES.get(op, (op, False))
    if op in _TESTS:
        return _TESTS[op].format(_inner(args[0]))
    if op in ("is-true", "round-money"):
        return written(args[0])
    if not is_operator:
        return f"{name}({', '.join(map(written, args))})"
    return f"{name}{_inner(args[0])}" if len(args) == 1 else f" {name} ".join(map(_inner, args))


def literal(value: Value, type_: Type) -> str:
    match value:
        case None:
            return "null"
        case str():
            return f'"{value}"'
        case dt.date() | dt.time():
            return f'@"{text_of(value)}"'
        case TimeSpan():
            return format_span(value)
        case tuple():
            return f"[{', '.join(literal(item, type_.element or type_) for item in value)}]"
        case dict():
            fields = dict(type_.fields)
            entries = (f"{name}: {literal(part, fields.get(name, type_))}" for name, part in value.items())
            return f"{{{', '.join(entries)}}}"
        case int() if type_.kind is Kind.PERCENT and not isinstance(value, bool):
            return f"{100 * value}%"
        case _ if type_.kind is Kind.PERCENT:
            return f"{plain_number(ARITHMETIC.multiply(value, 100))}%"
        case _:
            return text_of(value)
