"""What fired rules bring, as columns: one per attribute that isn't constant; one list each where a rule has `for:`."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from sqlglot import exp

from engine.backends.columnar.columns import expression_of, is_constant, parts
from engine.backends.columnar.expressions import translate
from engine.backends.columnar.refusal import Refused
from engine.backends.columnar.stages import Pipeline, fired_name
from engine.backends.columnar.tables import Read, without_nulls
from engine.backends.columnar.terms import Term, column, quoted, resized
from engine.backends.columnar.widths import LONGEST_LIST, STORED_DIGITS, decimal_type, sql_type
from engine.feel.typed import Apply
from engine.feel.types import list_of

if TYPE_CHECKING:
    from engine.backends.columnar.columns import Part
    from engine.backends.columnar.terms import Scope
    from engine.feel.typed import Expr
    from engine.feel.types import Type
    from engine.ir.program import Each, Requires, Rule

ROUND_MONEY = "round-money"
_CENT = Decimal("0.01")


def value_of(rule: Rule, part: Part, built: Pipeline) -> Term:
    """A part's value for the rows on which its rule fired, null on others; a list where the rule has `for:`."""
    expression = expression_of(rule, part)
    term = built.read(expression) if rule.each is None else built.reading(expression, partial(_each, rule.each))
    sized = resized(term, term.type)
    return Term(_if_fired(rule, sized), term.type.or_null(), term.precision)


def elements_of(rule: Rule, read: Read) -> exp.Expression:
    """How many elements a `for:` rule has consequences for: none where the list is null."""
    assert rule.each is not None
    source = read(rule.each.source)
    length = exp.func("COALESCE", exp.Anonymous(this="LEN", expressions=[source.sql]), exp.Literal.number(0))
    return _if_fired(rule, exp.cast(length, "INTEGER"))


def missing_of(rule: Rule, requires: Requires) -> exp.Expression:
    """The evidence that a fired rule still waits for; an empty list where all is there."""
    if requires.approvals:
        raise Refused("GJ505")
    evidence = quoted(requires.evidence_fact or "")
    lacking: list[exp.Expression] = []
    for item in requires.evidence:
        name = exp.Literal.string(item)
        there = exp.Anonymous(this="LIST_CONTAINS", expressions=[evidence.copy(), name.copy()])
        lacking.append(exp.Case().when(there, exp.null(), copy=False).else_(name, copy=False))
    return _if_fired(rule, without_nulls(lacking))


def column_parts(rule: Rule) -> list[Part]:
    """The parts that need a column."""
    return [part for part, expression in parts(rule) if not is_constant(expression)]


def _if_fired(rule: Rule, value: exp.Expression) -> exp.Expression:
    return exp.Case().when(quoted(fired_name(rule)), value, copy=False)


def _each(each: Each, root: Expr, scope: Scope) -> Term:
    """The part for every element; amounts of money so that they sum to the rounded whole."""
    source = translate(each.source.root, scope)
    money = isinstance(root, Apply) and root.op == ROUND_MONEY
    exact = root.args[0] if money and isinstance(root, Apply) else root
    local = column(each.name, _element(source))
    inner = scope.bind("local", each.name, local)
    value = translate(exact, inner)
    item = exp.to_identifier(each.name, quoted=True)
    function = exp.Lambda(this=resized(value, value.type), expressions=[item])
    values = exp.Transform(this=source.sql, expression=function)
    if not money:
        return Term(values, replace(list_of(value.type), optional=True))
    return _settled(values, _residual_type(translate(root, inner).type))


def _element(source: Term) -> Type:
    if source.type.element is None:
        raise Refused("GJ503", type=source.type.kind)
    return source.type.element


def _residual_type(rounded: Type) -> Type:
    """The rounded amounts' type, wide enough for the cents that the first may take."""
    most = LONGEST_LIST * _CENT
    low, high = rounded.low, rounded.high
    if low is None or high is None:
        raise Refused("GJ504")
    return replace(rounded, low=low - most, high=high + most)


def _settled(exact: exp.Expression, static: Type) -> Term:
    """Every amount rounded; the first takes what is between the rounded sum and the sum of the rounded ones."""
    amount, place, share = (exp.to_identifier(name, quoted=True) for name in ("amount", "place", "exact"))
    rounded = _rounded(exact.copy(), share, sql_type(static))
    whole = exp.cast(_sum(exact.copy()), decimal_type(STORED_DIGITS, 2))
    residual = exp.Sub(this=whole, expression=_sum(rounded.copy()))
    first = exp.EQ(this=exp.column(place.copy()), expression=exp.Literal.number(1))
    corrected = exp.cast(exp.Add(this=exp.column(amount.copy()), expression=exp.paren(residual)), sql_type(static))
    choice = exp.Case().when(first, corrected, copy=False).else_(exp.column(amount.copy()), copy=False)
    function = exp.Lambda(this=choice, expressions=[amount, place])
    all_there = exp.EQ(this=_count(exact.copy()), expression=exp.Anonymous(this="LEN", expressions=[exact]))
    settled = exp.Anonymous(this="LIST_TRANSFORM", expressions=[rounded.copy(), function])
    chosen = exp.Case().when(all_there, settled, copy=False).else_(rounded, copy=False)
    return Term(chosen, replace(list_of(static), optional=True))


def _rounded(amounts: exp.Expression, share: exp.Identifier, money: exp.DataType) -> exp.Expression:
    body = exp.cast(exp.column(share.copy()), money)
    return exp.Transform(this=amounts, expression=exp.Lambda(this=body, expressions=[share.copy()]))


def _sum(amounts: exp.Expression) -> exp.Expression:
    return exp.Anonymous(this="LIST_SUM", expressions=[amounts])


def _count(amounts: exp.Expression) -> exp.Expression:
    """How many elements are not null."""
    return exp.Anonymous(this="LIST_COUNT", expressions=[amounts])
