"""Which facts may stay floats on the way from JSON to a decision.

A float means the decimal that it prints as: d(f) = Decimal(repr(f)). Making that decimal costs more than a whole
table. It isn't needed where the fact is only compared with constants c that are themselves what some float prints as,
c = d(float(c)).

Proof. repr gives a decimal that reads back as the same float, so d(f) lies in the interval of reals that round to f.
These intervals don't overlap and stand in the order of their floats: f < g implies d(f) < d(g), and f = g implies
d(f) = d(g). With g = float(c) and d(g) = c, each of <, <=, =, !=, >=, > therefore holds between f and g exactly where
it holds between d(f) and c. An int i is compared with g exactly by Python, and so as with c: |c| < 2**53, where every
integer is a float that prints as itself. Were i between g and c, it would be a float nearer to c than g is; were i =
g, then c = d(g) = i.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from engine.feel.typed import Apply, Const, Expr, Ref
from engine.feel.types import NUMERIC
from engine.feel.walk import children, references
from engine.ir.expressions import rule_expressions, step_expressions
from engine.ir.program import Table
from engine.ir.steps import is_timed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.feel.typed import Expression
    from engine.feel.values import Value
    from engine.ir.program import Fact, Program

COMPARISONS = frozenset({"lt", "le", "gt", "ge", "eq", "ne", "eq-null", "ne-null"})
_NULL_TESTS = frozenset({"is-null", "not-null"})
_EXACT_INTEGERS = 2**53


def float_facts(program: Program) -> frozenset[str]:
    """The facts that are numbers without a declared number of decimals, and only compared with such constants.

    None where timed steps read them all.
    """
    if is_timed(program):
        return frozenset()
    params = {param.name: param.value for param in program.params}
    needed = {name for expression in _computed(program) for name in _needed_exactly(expression.root, params)}
    needed |= {ref.name for fact in program.facts if fact.check for ref in references(fact.check.root)}
    return frozenset(fact.name for fact in program.facts if _may_be_float(fact) and fact.name not in needed)


def _computed(program: Program) -> Iterator[Expression]:
    """The expressions that decide. A table's input that is just a name isn't one: its cells repeat it."""
    for step in program.steps:
        named = [item for item in step.inputs if isinstance(item.root, Ref)] if isinstance(step, Table) else []
        yield from (expression for expression in step_expressions(step) if expression not in named)
    for rule in program.rules:
        yield from rule_expressions(rule)


def exact_float(constant: Value) -> str:
    """Python for a constant beside a fact that may be a float."""
    return str(int(constant)) if constant == int(constant) else repr(float(constant))  # type: ignore[arg-type]  # a number


def _may_be_float(fact: Fact) -> bool:
    return fact.type.kind in NUMERIC and fact.type.scale is None and fact.source is None and fact.default is None


def _needed_exactly(expr: Expr, params: Mapping[str, Value]) -> Iterator[str]:
    """The facts used in any other way than in a comparison with a fitting constant."""
    if isinstance(expr, Ref) and expr.kind == "fact":
        yield expr.name
    elif not (isinstance(expr, Apply) and _is_harmless(expr, params)):
        for child in children(expr):
            yield from _needed_exactly(child, params)


def _is_harmless(node: Apply, params: Mapping[str, Value]) -> bool:
    if node.op in _NULL_TESTS:
        return isinstance(node.args[0], Ref)
    if node.op not in COMPARISONS:
        return False
    left, right = node.args
    return (_is_fact(left) and _fits(right, params)) or (_is_fact(right) and _fits(left, params))


def _is_fact(expr: Expr) -> bool:
    return isinstance(expr, Ref) and expr.kind == "fact"


def _fits(expr: Expr, params: Mapping[str, Value]) -> bool:
    constant = params[expr.name] if isinstance(expr, Ref) and expr.kind == "param" else None
    value: object = expr.value if isinstance(expr, Const) else constant
    if not isinstance(value, int | Decimal):
        return False
    return -_EXACT_INTEGERS < value < _EXACT_INTEGERS and Decimal(repr(float(value))) == value
