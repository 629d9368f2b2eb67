"""Data for an event that a pattern means: what its condition reads, and what the steps of a program go by."""

from __future__ import annotations

from itertools import islice, product
from typing import TYPE_CHECKING, Any

from engine.backends.proof.theory.samples import plain_value
from engine.feel.typed import Const, Expr, Field, Ref
from engine.feel.types import Kind
from engine.feel.walk import references, transform, walk
from engine.ir.demands import demands
from engine.ir.program import Ladder, Timed
from engine.ir.timed import EVENT, Consecutive

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping

    from engine.backends.proof.space import Evaluator
    from engine.feel.types import Type
    from engine.feel.values import Value
    from engine.ir.program import Program
    from engine.ir.timed import EventPattern

TRIES = 200


def data_of(pattern: EventPattern, program: Program, evaluate: Evaluator) -> dict[str, Value]:
    """The plainest data with which an event is one that the pattern means; where none is found, what is demanded."""
    fields = next((dict(kind.fields) for kind in program.events if kind.name == pattern.event), {})
    steps = [step for step in program.steps if isinstance(step, Timed)]
    demanded = {demand.field for step in steps for demand in demands(step, program.events).get(pattern.event, ())}
    data: dict[str, Value] = {name: plain_value(fields[name]) for name in sorted(demanded) if name in fields}
    return data | _meant(pattern, fields, program, evaluate)


def about(ladder: Ladder, fields: Mapping[str, Type], at: dt.datetime) -> dict[str, Value]:
    """The period that an event of that time is about, where the ladder counts periods in a row."""
    match ladder.window:
        case Consecutive(period=period):
            return {name: _period(fields[name], at) for name in _read(period.root) if name in fields}
        case _:
            return {}


def _period(kind: Type, at: dt.datetime) -> Value:
    match kind.kind:
        case Kind.DATE:
            return at.date()
        case Kind.DATE_TIME:
            return at
        case _:
            return f"{at:%Y-%m}"


def _meant(
    pattern: EventPattern, fields: Mapping[str, Type], program: Program, evaluate: Evaluator
) -> dict[str, Value]:
    """What the condition reads, with values for which it is true."""
    if pattern.where is None:
        return {}
    root = pattern.where.root
    read = [name for name in _read(root) if name in fields]
    known: dict[str, Value] = {param.name: param.value for param in program.params}
    plain = transform(root, _as_name)
    names = [f"{EVENT}.{name}" for name in read]
    if any(ref.name not in known and ref.name not in names for ref in references(plain)):
        return {}
    holds = evaluate(plain)
    values = [tuple(dict.fromkeys(_tried(fields[name], root))) for name in read]
    for chosen in islice(product(*values), TRIES):
        if holds(known | dict(zip(names, chosen, strict=True))) is True:
            return dict(zip(read, chosen, strict=True))
    return {}


def _tried(kind: Type, root: Expr) -> Iterator[Value]:
    """Values of a type: all of a few, else those that the condition names."""
    yield from kind.values or ((False, True) if kind.kind is Kind.BOOLEAN else ())
    yield plain_value(kind)
    for node in walk(root):
        if isinstance(node, Const) and node.type.kind in (kind.kind, Kind.ENUM):
            yield from _beside(node.value) if kind.is_numeric else (node.value,)


def _beside(value: Any) -> tuple[Value, ...]:
    return value, value + 1, value - 1


def _read(root: Expr) -> list[str]:
    """The data of the event that an expression reads."""
    return sorted({node.name for node in walk(root) if isinstance(node, Field) and _is_event(node.base)})


def _is_event(node: Expr) -> bool:
    return isinstance(node, Ref) and node.name == EVENT


def _as_name(node: Expr) -> Expr:
    own = isinstance(node, Field) and _is_event(node.base)
    return Ref(f"{EVENT}.{node.name}", "fact", node.type, node.at) if own and isinstance(node, Field) else node
