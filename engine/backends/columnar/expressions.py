"""Typed expressions as SQL: three-valued logic as it is in SQL, decimals as exact DECIMALs, lists by lambdas."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from engine.backends.columnar.refusal import Refused
from engine.backends.columnar.templates import fill, is_bare, parenthesised, passes_null, template
from engine.backends.columnar.terms import Scope, Term, column, constant, is_constant, resized, struct, widened
from engine.backends.columnar.widths import (
    COMPUTED_DIGITS,
    STORED_DIGITS,
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
from engine.feel.types import BOOLEAN, Kind, Type

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


def condition(expr: Expr, scope: Scope) -> exp.Expression:
    return translate(expr, scope).sql


def _const(node: Const, _scope: Scope) -> Term:
    return constant(node.value, node.type)


def _ref(node: Ref, scope: Scope) -> Term:
    return scope.find(node)


def _and(node: And, scope: Scope) -> Term:
    parts = [translate(arg, scope) for arg in node.args]
    return Term(exp.and_(*(part.sql for part in parts), copy=False), _truth(parts))


def _or(node: Or, scope: Scope) -> Term:
    parts = [translate(arg, scope) for arg in node.args]
    return Term(exp.or_(*(part.sql for part in parts), copy=False), _truth(parts))


def _truth(parts: list[Term]) -> Type:
    return replace(BOOLEAN, optional=any(part.type.optional for part in parts))


def _if(node: If, scope: Scope) -> Term:
    then, otherwise = translate(node.then, scope), translate(node.otherwise, scope)
    static = join([then.type, otherwise.type])
    chosen = exp.Case().when(condition(node.condition, scope), resized(then, static), copy=False)
    return _sized(chosen.else_(resized(otherwise, static), copy=False), static)


def _sized(sql: exp.Expression, static: Type) -> Term:
    return Term(sql, static, digits(static)[0] if static.is_numeric else 0)


def _list_of(node: ListOf, scope: Scope) -> Term:
    items = [translate(item, scope) for item in node.items]
    element = join([item.type for item in items]) if items else node.type.element
    static = replace(node.type, element=element)
    parts = exp.Array(expressions=[resized(item, element) for item in items] if element else [])
    return Term(parts if items else exp.cast(parts, sql_type(static)), static)


def _context_of(node: ContextOf, scope: Scope) -> Term:
    entries = [(name, translate(value, scope)) for name, value in node.entries]
    static = replace(node.type, fields=tuple((name, term.type) for name, term in entries))
    return Term(struct([(name, resized(term, term.type)) for name, term in entries]), static)


def _field(node: Field, scope: Scope) -> Term:
    base = translate(node.base, scope)
    entry = dict(base.type.fields).get(node.name)
    if entry is None:
        return Term(exp.null(), Type(Kind.NULL, optional=True))
    sql = exp.StructExtract(this=base.sql, expression=exp.Literal.string(node.name))
    return _sized(sql, entry.or_null() if base.type.optional else entry)


def _loop(name: str, source: Expr, body: Expr, scope: Scope) -> tuple[Term, Term, exp.Lambda]:
    """The list, the loop's body, and the body as a lambda over the list's elements."""
    elements = translate(source, scope)
    local = column(name, elements.type.element or Type(Kind.NULL, optional=True))
    result = translate(body, scope.bind("local", name, local))
    sql = resized(result, result.type)
    parameter = exp.to_identifier(name, quoted=True)
    return elements, result, exp.Lambda(this=sql, expressions=[parameter])


def _for_each(node: ForEach, scope: Scope) -> Term:
    elements, body, function = _loop(node.name, node.source, node.body, scope)
    static = replace(node.type, element=body.type, optional=elements.type.optional)
    return Term(exp.Transform(this=elements.sql, expression=function), static)


def _filter(node: Filter, scope: Scope) -> Term:
    elements, _, function = _loop(node.name, node.source, node.condition, scope)
    return Term(exp.ArrayFilter(this=elements.sql, expression=function), replace(elements.type, unique=False))


def _quantifier(node: Quantifier, scope: Scope) -> Term:
    """Every element's truth, joined by OR or AND: null where it is unknown, which no `bool_or` would say."""
    elements, body, function = _loop(node.name, node.source, node.condition, scope)
    some = node.quantifier == "some"
    join_truths: type[exp.Connector] = exp.Or if some else exp.And
    left, right = (exp.to_identifier(name, quoted=True) for name in ("so far", "this"))
    reducer = exp.Lambda(
        this=join_truths(this=exp.column(left.copy()), expression=exp.column(right.copy())), expressions=[left, right]
    )
    truths = exp.Transform(this=elements.sql, expression=function)
    sql = exp.Anonymous(this="LIST_REDUCE", expressions=[truths, reducer, exp.Boolean(this=not some)])
    return Term(sql, replace(BOOLEAN, optional=elements.type.optional or body.type.optional))


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
    if digits(static)[0] > COMPUTED_DIGITS:
        raise Refused("GJ501", node.at, digits=digits(static)[0], most=COMPUTED_DIGITS)
    return static


def _only_list(args: list[Term]) -> Type:
    elements = [arg.type.element for arg in args if arg.type.kind is Kind.LIST and arg.type.element]
    if len(elements) != 1:
        raise Refused("GJ504")
    return elements[0]


def _aligned(args: list[Term], node: Apply) -> list[Term]:
    """Constants that are compared with numbers are written in the numbers' own width, so that no column is converted."""
    if node.type.kind is not Kind.BOOLEAN or len(args) < 2 or not all(arg.type.is_numeric for arg in args):
        return args
    common = join([replace(arg.type, kind=Kind.NUMBER) for arg in args])
    decimal_type(*digits(common))
    return [replace(arg, sql=resized(arg, common)) if is_constant(arg) else arg for arg in args]


def _computed(tree: exp.Expression, args: list[Term], static: Type) -> tuple[exp.Expression, int]:
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


def _null_safe(filled: exp.Expression, node: Apply, args: list[Term]) -> exp.Expression:
    """Strict functions that would make something of a null are asked only where no argument is null."""
    optional = [arg.sql for arg in args if arg.type.optional]
    if not optional or not lookup(node.op).strict or passes_null(node.op):
        return filled
    present = [exp.Not(this=exp.Is(this=parenthesised(sql.copy()), expression=exp.null())) for sql in optional]
    return exp.Case().when(exp.and_(*present, copy=False), filled, copy=False)


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
