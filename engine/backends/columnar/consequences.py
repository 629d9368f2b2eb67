"""What fired rules bring, as columns: one per attribute that isn't constant; one list each where a rule has `for:`."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from sqlglot import exp

from engine.backends.columnar.columns import expression_of, is_constant, parts
from engine.backends.columnar.expressions import translate
from engine.backends.columnar.nodes import (
    call,
    equal,
    lambda_of,
    mapped,
    quoted,
    text,
    when,
    whole,
    without_nulls,
)
from engine.backends.columnar.refusal import Refused
from engine.backends.columnar.stages import Pipeline, fired_name
from engine.backends.columnar.terms import Term, column, resized
from engine.backends.columnar.widths import LONGEST_LIST, STORED_DIGITS, computable, decimal_type, sql_type
from engine.feel.types import list_of
from engine.ir.expressions import unrounded

if TYPE_CHECKING:
    from engine.backends.columnar.columns import Part
    from engine.backends.columnar.tables import Read
    from engine.backends.columnar.terms import Scope
    from engine.feel.typed import Expr
    from engine.feel.types import Type
    from engine.ir.program import Each, Requires, Rule

_CENT = Decimal("0.01")


def value_of(rule: Rule, part: Part, built: Pipeline) -> Term:
    """A part's value for the rows on which its rule fired, null on others; a list where the rule has `for:`."""
    expression = expression_of(rule, part)
    term = built.read(expression) if rule.each is None else built.reading(expression, partial(_each, rule.each))
    return Term(_if_fired(rule, resized(term, term.type)), term.type.or_null(), term.precision)


def elements_of(rule: Rule, each: Each, read: Read) -> exp.Expr:
    """How many elements a `for:` rule has consequences for: none where the list is null."""
    length = exp.func("COALESCE", call("LEN", read(each.source).sql), whole(0))
    return _if_fired(rule, exp.cast(length, "INTEGER"))


def missing_of(rule: Rule, requires: Requires) -> exp.Expr:
    """The evidence that a fired rule still waits for; an empty list where all is there."""
    if requires.approvals:
        raise Refused("GJ505")
    evidence = quoted(requires.evidence_fact or "")
    lacking = [when(call("LIST_CONTAINS", evidence, text(item)), exp.null(), text(item)) for item in requires.evidence]
    return _if_fired(rule, without_nulls(lacking))


def column_parts(rule: Rule) -> list[Part]:
    """The parts that need a column."""
    return [part for part, expression in parts(rule) if not is_constant(expression)]


def _if_fired(rule: Rule, value: exp.Expr) -> exp.Expr:
    return when(quoted(fired_name(rule)), value)


def _each(each: Each, root: Expr, scope: Scope) -> Term:
    """The part for every element; amounts of money so that they sum to the rounded whole."""
    source = translate(each.source.root, scope)
    if source.type.element is None:
        raise Refused("GJ503", type=source.type.kind)
    inner = scope.bind("local", each.name, column(each.name, source.type.element))
    exact = unrounded(root)
    value = translate(exact or root, inner)
    values = mapped(source.sql, each.name, resized(value, value.type))
    if exact is None:
        return Term(values, list_of(value.type).or_null())
    return _settled(values, _with_residual(translate(root, inner).type))


def _with_residual(rounded: Type) -> Type:
    """The rounded amounts' type, wide enough for the cents that the first may take."""
    most = LONGEST_LIST * _CENT
    if rounded.low is None or rounded.high is None:
        raise Refused("GJ504")
    return computable(replace(rounded, low=rounded.low - most, high=rounded.high + most))


def _settled(exact: exp.Expr, static: Type) -> Term:
    """Every amount rounded; the first takes what is between the rounded sum and the sum of the rounded ones."""
    money = sql_type(static)
    rounded = mapped(exact, "exact", exp.cast(quoted("exact"), money))
    total = exp.cast(call("LIST_SUM", exact), decimal_type(STORED_DIGITS, 2))
    residual = exp.Paren(this=exp.Sub(this=total, expression=call("LIST_SUM", rounded)))
    corrected = exp.cast(exp.Add(this=quoted("amount"), expression=residual), money)
    amount = when(equal(quoted("place"), whole(1)), corrected, quoted("amount"))
    settled = call("LIST_TRANSFORM", rounded, lambda_of(amount, "amount", "place"))
    none_is_null = equal(call("LIST_COUNT", exact), call("LEN", exact))
    return Term(when(none_is_null, settled, rounded), list_of(static).or_null())
