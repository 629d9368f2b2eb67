"""An interpreter of typed expressions: the meaning in its plainest form, shared with generated code in no line.

An expression becomes a closure over a `Frame` (every name's value, locals included). Overloads are computed by their
Python templates, as everywhere; nulls, three-valued logic and loops are done here, as `engine.feel.typed` defines them.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from engine.feel.operators import lookup
from engine.feel.runtime import NAMESPACE
from engine.feel.typed import (
    And,
    Apply,
    Const,
    ContextOf,
    Expr,
    Field,
    Filter,
    ForEach,
    If,
    ListOf,
    Or,
    Quantifier,
    Ref,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from engine.feel.values import Value

    Frame = dict[str, Value]
    Evaluate = Callable[[Frame], Value]
    Truth = bool | None


def evaluator(expr: Expr) -> Evaluate:
    """The closure that computes `expr`. It never changes the frame that it is given."""
    return _BUILD[type(expr)](expr)


def key(name: str, kind: str) -> str:
    """A name's key in a frame. Locals have keys of their own: they may be called what a fact is called."""
    return f"for {name}" if kind == "local" else name


@cache
def function(op: str, arity: int) -> Callable[..., Any]:
    """The overload `op` of so many arguments as a function; strict ones are not to be given nulls."""
    overload = lookup(op)
    names = [f"a{index}" for index in range(arity)]
    code = f"lambda {', '.join(names)}: {overload.python.format(*names)}"
    made: Callable[..., Any] = eval(code, dict(NAMESPACE))  # noqa: S307 - our own operator table, no text of a user's
    return made


def _const(node: Const) -> Evaluate:
    value = node.value
    return lambda _frame: value


def _ref(node: Ref) -> Evaluate:
    name = key(node.name, node.kind)
    return lambda frame: frame[name]


def _apply(node: Apply) -> Evaluate:
    compute = function(node.op, len(node.args))
    args = tuple(evaluator(arg) for arg in node.args)
    if not lookup(node.op).strict:
        return lambda frame: compute(*[arg(frame) for arg in args])
    match args:
        case (operand,):
            return _strict_one(compute, operand)
        case (left, right):
            return _name_with_constant(node) or _strict_two(compute, left, right)
        case _:
            return _strict(compute, args)


def _strict(compute: Callable[..., Any], args: tuple[Evaluate, ...]) -> Evaluate:
    def apply(frame: Frame) -> Value:
        values = [arg(frame) for arg in args]
        return None if None in values else compute(*values)

    return apply


def _strict_one(compute: Callable[..., Any], operand: Evaluate) -> Evaluate:
    def apply(frame: Frame) -> Value:
        value = operand(frame)
        return None if value is None else compute(value)

    return apply


def _name_with_constant(node: Apply) -> Evaluate | None:
    """`score < 80`, which policies are full of, in one call."""
    match node.args:
        case (Ref(name, kind), Const(value)) if value is not None:
            return _of_name_and_constant(node.op)(key(name, kind), value)
        case _:
            return None


@cache
def _of_name_and_constant(op: str) -> Callable[[str, Value], Evaluate]:
    template = lookup(op).python.format("a", "constant")
    code = f"lambda name, constant: lambda frame: None if (a := frame[name]) is None else {template}"
    made: Callable[[str, Value], Evaluate] = eval(code, dict(NAMESPACE))  # noqa: S307 - as above
    return made


def _strict_two(compute: Callable[..., Any], left: Evaluate, right: Evaluate) -> Evaluate:
    def apply(frame: Frame) -> Value:
        first, second = left(frame), right(frame)
        return None if first is None or second is None else compute(first, second)

    return apply


def conjunction(truths: Iterator[Value]) -> Truth:
    """False where any is false, else null where any is null; stops at the first false."""
    unknown = False
    for truth in truths:
        if truth is False:
            return False
        unknown = unknown or truth is None
    return None if unknown else True


def disjunction(truths: Iterator[Value]) -> Truth:
    """True where any is true, else null where any is null; stops at the first true."""
    unknown = False
    for truth in truths:
        if truth is True:
            return True
        unknown = unknown or truth is None
    return None if unknown else False


def _and(node: And) -> Evaluate:
    args = tuple(evaluator(arg) for arg in node.args)
    return lambda frame: conjunction(arg(frame) for arg in args)


def _or(node: Or) -> Evaluate:
    args = tuple(evaluator(arg) for arg in node.args)
    return lambda frame: disjunction(arg(frame) for arg in args)


def _if(node: If) -> Evaluate:
    condition, then, otherwise = evaluator(node.condition), evaluator(node.then), evaluator(node.otherwise)
    return lambda frame: then(frame) if condition(frame) is True else otherwise(frame)


def _list_of(node: ListOf) -> Evaluate:
    items = tuple(evaluator(item) for item in node.items)
    return lambda frame: tuple(item(frame) for item in items)


def _context_of(node: ContextOf) -> Evaluate:
    entries = tuple((name, evaluator(value)) for name, value in node.entries)
    return lambda frame: {name: value(frame) for name, value in entries}


def _field(node: Field) -> Evaluate:
    base, name = evaluator(node.base), node.name

    def field(frame: Frame) -> Value:
        context: Any = base(frame)
        return None if context is None else context.get(name)

    return field


def _frames(frame: Frame, name: str, elements: Any) -> Iterator[Frame]:
    """The frame with the loop variable bound to each element in turn; one frame, used again."""
    inner = dict(frame)
    for element in elements:
        inner[name] = element
        yield inner


def _for_each(node: ForEach) -> Evaluate:
    name, source, body = key(node.name, "local"), evaluator(node.source), evaluator(node.body)

    def loop(frame: Frame) -> Value:
        elements = source(frame)
        return None if elements is None else tuple(body(inner) for inner in _frames(frame, name, elements))

    return loop


def _quantifier(node: Quantifier) -> Evaluate:
    name, source, condition = key(node.name, "local"), evaluator(node.source), evaluator(node.condition)
    join = disjunction if node.quantifier == "some" else conjunction

    def quantify(frame: Frame) -> Value:
        elements = source(frame)
        return None if elements is None else join(condition(inner) for inner in _frames(frame, name, elements))

    return quantify


def _filter(node: Filter) -> Evaluate:
    name, source, condition = key(node.name, "local"), evaluator(node.source), evaluator(node.condition)

    def keep(frame: Frame) -> Value:
        elements: Any = source(frame)
        if elements is None:
            return None
        kept = (inner[name] for inner in _frames(frame, name, elements) if condition(inner) is True)
        return tuple(kept)

    return keep


_BUILD: Mapping[type, Callable[[Any], Evaluate]] = {
    Const: _const,
    Ref: _ref,
    Apply: _apply,
    And: _and,
    Or: _or,
    If: _if,
    ListOf: _list_of,
    ContextOf: _context_of,
    Field: _field,
    ForEach: _for_each,
    Quantifier: _quantifier,
    Filter: _filter,
}
