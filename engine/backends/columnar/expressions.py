"""Typed expressions as SQL: three-valued logic as it is in SQL, decimals as exact DECIMALs, lists by lambdas."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from engine.backends.columnar.nodes import (
    both,
    call,
    either,
    entry,
    filtered,
    is_there,
    lambda_of,
    listed,
    mapped,
    quoted,
    struct,
    when,
)
from engine.backends.columnar.refusal import Refused
from engine.backends.columnar.templates import fill, is_bare, passes_null, template
from engine.backends.columnar.terms import Scope, Term, column, constant, is_constant, resized, sized, widened
from engine.backends.columnar.widths import (
    STORED_DIGITS,
    computable,
    decimal_type,
    digits,
    join,
    sql_type,
    summed,
)
from engine.feel.operators import lookup
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
from engine.feel.types import BOOLEAN, NULL, Kind, Type

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

NARROW_DIGITS = 18
"""DuckDB multiplies DECIMALs of up to so many digits in 64 bits, and fails where the product needs more."""


def translate(expr: Expr, scope: Scope) -> Term:
    """The SQL of an expression. Raises `Refused` where SQL can't compute it exactly."""
    try:
        return _TRANSLATE[type(expr)](expr, scope)
    except Refused as refused:
        if refused.code and refused.at is None:
            refused.at = expr.at
        raise


def _const(node: Const, _scope: Scope) -> Term:
    return constant(node.value, node.type)


def _ref(node: Ref, scope: Scope) -> Term:
    return scope.find(node)


def _and(node: And, scope: Scope) -> Term:
    parts = [translate(arg, scope) for arg in node.args]
    return Term(both(*(part.sql for part in parts)), _truth(parts))


def _or(node: Or, scope: Scope) -> Term:
    parts = [translate(arg, scope) for arg in node.args]
    return Term(either(*(part.sql for part in parts)), _truth(parts))


def _truth(parts: list[Term]) -> Type:
    return replace(BOOLEAN, optional=any(part.type.optional for part in parts))


def _if(node: If, scope: Scope) -> Term:
    then, otherwise = translate(node.then, scope), translate(node.otherwise, scope)
    static = join([then.type, otherwise.type])
    condition = translate(node.condition, scope).sql
    return sized(when(condition, resized(then, static), resized(otherwise, static)), static)


def _list_of(node: ListOf, scope: Scope) -> Term:
    items = [translate(item, scope) for item in node.items]
    element = join([item.type for item in items]) if items else node.type.element
    static = replace(node.type, element=element)
    parts = listed([resized(item, element) for item in items] if element else [])
    return Term(parts if items else exp.cast(parts, sql_type(static)), static)


def _context_of(node: ContextOf, scope: Scope) -> Term:
    entries = [(name, translate(value, scope)) for name, value in node.entries]
    static = replace(node.type, fields=tuple((name, term.type) for name, term in entries))
    return Term(struct([(name, resized(term, term.type)) for name, term in entries]), static)


def _field(node: Field, scope: Scope) -> Term:
    base = translate(node.base, scope)
    static = dict(base.type.fields).get(node.name)
    if static is None:
        return Term(exp.null(), NULL)
    return sized(entry(base.sql, node.name), static.or_null() if base.type.optional else static)


def _loop(name: str, source: Expr, body: Expr, scope: Scope) -> tuple[Term, Term]:
    """The list, and the loop's body over its elements."""
    elements = translate(source, scope)
    result = translate(body, scope.bind("local", name, column(name, elements.type.element or NULL)))
    return elements, replace(result, sql=resized(result, result.type))


def _for_each(node: ForEach, scope: Scope) -> Term:
    elements, body = _loop(node.name, node.source, node.body, scope)
    static = replace(node.type, element=body.type, optional=elements.type.optional)
    return Term(mapped(elements.sql, node.name, body.sql), static)


def _filter(node: Filter, scope: Scope) -> Term:
    elements, condition = _loop(node.name, node.source, node.condition, scope)
    return Term(filtered(elements.sql, node.name, condition.sql), replace(elements.type, unique=False))


def _quantifier(node: Quantifier, scope: Scope) -> Term:
    """Every element's truth, joined by OR or AND: null where it is unknown, which no `bool_or` would say."""
    elements, condition = _loop(node.name, node.source, node.condition, scope)
    some = node.quantifier == "some"
    joined = (either if some else both)(quoted("so far"), quoted("next"))
    truths = mapped(elements.sql, node.name, condition.sql)
    sql = call("LIST_REDUCE", truths, lambda_of(joined, "so far", "next"), exp.Boolean(this=not some))
    return Term(sql, replace(BOOLEAN, optional=elements.type.optional or condition.type.optional))


def _apply(node: Apply, scope: Scope) -> Term:
    tree = template(node.op)
    if tree is None:
        raise Refused("GJ500", node.at, op=node.op, why=lookup(node.op).why_not_sql)
    args = _aligned([translate(arg, scope) for arg in node.args], node)
    static = _result(args, node)
    filled, precision = _computed(tree, args, static)
    return Term(_null_safe(filled, node, args), static, precision)


def _result(args: list[Term], node: Apply) -> Type:
    static = lookup(node.op).type_of(tuple(arg.type for arg in args))
    if not static.is_numeric:
        return node.type if static.kind is Kind.ANY else static
    if static.scale is not None and None in (static.low, static.high):
        static = summed(static, _only_list(args))
    return computable(static)


def _only_list(args: list[Term]) -> Type:
    elements = [arg.type.element for arg in args if arg.type.kind is Kind.LIST and arg.type.element]
    if len(elements) != 1:
        raise Refused("GJ504")
    return elements[0]


def _aligned(args: list[Term], node: Apply) -> list[Term]:
    """Constants that are compared with numbers are written in the numbers' width, so that no column is converted."""
    several_numbers = len(args) > 1 and all(arg.type.is_numeric for arg in args)
    if node.type.kind is not Kind.BOOLEAN or not several_numbers:
        return args
    common = join([replace(arg.type, kind=Kind.NUMBER) for arg in args])
    decimal_type(*digits(common))
    return [replace(arg, sql=resized(arg, common)) if is_constant(arg) else arg for arg in args]


def _computed(tree: exp.Expr, args: list[Term], static: Type) -> tuple[exp.Expr, int]:
    """The filled template and the digits of the DECIMAL that the database makes of it."""
    if not static.is_numeric:
        return fill(tree, [arg.sql for arg in args]), 0
    precision, scale = digits(static)
    natural = _NATURAL.get(type(tree)) if is_bare(tree) else None
    if natural:
        operands, width = natural(args, precision)
        return fill(tree, [operand.sql for operand in operands]), width
    result = decimal_type(precision, scale)
    unit = exp.cast(exp.Literal.number(f"{Decimal(1).scaleb(-scale):f}"), decimal_type(max(scale, 1), scale))
    filled = fill(tree, [arg.sql for arg in args], result, unit)
    return filled if isinstance(filled, exp.Cast) and filled.to == result else exp.cast(filled, result), precision


def _of_sum(args: list[Term], _needed: int) -> tuple[list[Term], int]:
    return _fitting(args, lambda given: _whole_digits(given) + 1 + max(arg.type.scale or 0 for arg in given))


def _whole_digits(args: list[Term]) -> int:
    return max(arg.precision - (arg.type.scale or 0) for arg in args)


def _of_product(args: list[Term], needed: int) -> tuple[list[Term], int]:
    """Spark needs one digit more than the factors have together, or it drops decimals."""
    (left, right), width = _fitting(args, lambda given: sum(arg.precision for arg in given) + 1)
    narrow = max(left.precision, right.precision) <= NARROW_DIGITS
    if narrow and needed > NARROW_DIGITS:
        return [widened(left, NARROW_DIGITS + 1), right], NARROW_DIGITS + 1 + right.precision
    return [left, right], min(width - 1, NARROW_DIGITS) if narrow else width - 1


def _fitting(args: list[Term], width_of: Callable[[list[Term]], int]) -> tuple[list[Term], int]:
    """The operands, cut to the digits that they need where the database would else run out of digits."""
    if width_of(args) > STORED_DIGITS:
        args = [widened(arg, digits(arg.type)[0]) for arg in args]
    if width_of(args) > STORED_DIGITS:
        raise Refused("GJ501", digits=width_of(args), most=STORED_DIGITS)
    return args, width_of(args)


def _of_one(args: list[Term], _needed: int) -> tuple[list[Term], int]:
    return args, args[0].precision


_NATURAL: Mapping[type, Callable[[list[Term], int], tuple[list[Term], int]]] = {
    exp.Add: _of_sum,
    exp.Sub: _of_sum,
    exp.Mul: _of_product,
    exp.Neg: _of_one,
    exp.Abs: _of_one,
    exp.Column: _of_one,
}
"""Operations whose DECIMAL the database derives exactly by itself; results of others are cast."""


def _null_safe(filled: exp.Expr, node: Apply, args: list[Term]) -> exp.Expr:
    """Strict functions that would make something of a null are asked only where no argument is null."""
    optional = [arg.sql for arg in args if arg.type.optional]
    if not optional or not lookup(node.op).strict or passes_null(node.op):
        return filled
    return when(both(*(is_there(sql) for sql in optional)), filled)


_TRANSLATE: Mapping[type, Callable[[Any, Scope], Term]] = {
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
