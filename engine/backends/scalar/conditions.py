"""A condition as a tree of tests: what `tracing` records of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.backends.scalar.evaluator import conjunction, disjunction, evaluator
from engine.feel.typed import And, Apply, Const, Field, Filter, ForEach, Or, Quantifier, Ref
from engine.feel.walk import children, references, walk
from engine.ir.trace import Atom, Junction, Operand, Test

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Literal

    from engine.backends.scalar.evaluator import Frame, Truth
    from engine.feel.typed import Expr, Expression
    from engine.feel.values import Value
    from engine.ir.trace import Condition

    Judge = Callable[[Frame], Condition]

SIGNS = {"eq": "=", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}
"""The comparison operators by the first part of their overloads' ids."""
_LOOPS = (ForEach, Quantifier, Filter)


def judge(expression: Expression) -> Judge:
    """The closure that evaluates every part of a condition and tells what it found."""
    return _judge(expression.root, expression)


def sign_of(expr: Expr) -> str:
    """The comparison sign; empty for what is no comparison."""
    return SIGNS.get(expr.op.partition("-")[0], "") if isinstance(expr, Apply) else ""


def operand_of(expr: Expr, expression: Expression) -> Operand:
    """An expression as a part of a test."""
    text = expression.text[slice(*expr.at)]
    match expr:
        case Ref(name, kind):
            return Operand(kind, name, text, expr.type)
        case Apply("count", (Ref(name),)):
            return Operand("count", name, text, expr.type)
        case Const():
            return Operand("constant", "", text, expr.type)
        case _:
            return Operand("computed", "", text, expr.type)


def _judge(expr: Expr, expression: Expression) -> Judge:
    match expr:
        case And(args):
            return _junction("and", conjunction, args, expression)
        case Or(args):
            return _junction("or", disjunction, args, expression)
        case Apply("not", (operand,)):
            return _negation(operand, expression)
        case _:
            return _atom(expr, expression)


def _junction(
    operator: Literal["and", "or"], join: Callable[[Iterator[Value]], Truth], args: tuple[Expr, ...], whole: Expression
) -> Judge:
    judges = tuple(_judge(arg, whole) for arg in args)

    def run(frame: Frame) -> Condition:
        parts = tuple(part(frame) for part in judges)
        return Junction(operator, parts, join(part.truth for part in parts))

    return run


def _negation(operand: Expr, whole: Expression) -> Judge:
    inner = _judge(operand, whole)

    def run(frame: Frame) -> Condition:
        part = inner(frame)
        return Junction("not", (part,), None if part.truth is None else not part.truth)

    return run


def _atom(expr: Expr, whole: Expression) -> Judge:
    """A comparison shows its two sides, anything else the values that it names."""
    operator = "name" if isinstance(expr, Ref) else sign_of(expr)
    parts = expr.args if isinstance(expr, Apply) and operator else named_parts(expr)
    test = _test(expr, operator, parts, whole)
    sides = tuple(evaluator(part) for part in parts)
    truth = evaluator(expr)
    return lambda frame: Atom(test, tuple([side(frame) for side in sides]), truth(frame))  # type: ignore[arg-type]


def _test(expr: Expr, operator: str, parts: tuple[Expr, ...], whole: Expression) -> Test:
    names: dict[str, list[str]] = {}
    for ref in references(expr):
        names.setdefault(ref.kind, []).append(ref.name)
    steps = (*names.get("derived", ()), *names.get("output", ()), *names.get("hit", ()))
    return Test(
        text=whole.text[slice(*expr.at)],
        span=whole.place.span(*expr.at),
        operator=operator,
        operands=tuple(operand_of(part, whole) for part in parts),
        facts=tuple(dict.fromkeys(names.get("fact", ()))),
        params=tuple(dict.fromkeys(names.get("param", ()))),
        steps=tuple(dict.fromkeys(steps)),
    )


def named_parts(expr: Expr) -> tuple[Expr, ...]:
    """The outermost names inside an expression, and their fields, but for the variables of its own loops."""
    inner = {node.name for node in walk(expr) if isinstance(node, _LOOPS)}
    return tuple(_outermost(expr, inner))


def _outermost(expr: Expr, inner: set[str]) -> Iterator[Expr]:
    match expr:
        case Field(Ref()) | Ref():
            base = expr.base if isinstance(expr, Field) else expr
            if not (isinstance(base, Ref) and base.kind == "local" and base.name in inner):
                yield expr
        case _:
            for child in children(expr):
                yield from _outermost(child, inner)
