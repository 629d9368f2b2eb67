"""One rule per kind of syntax: the table that the checker works by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.feel import syntax
from engine.feel.check import calls, collections, constants, iteration, logic, names, operators, tests

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.feel.check.checking import Checking
    from engine.feel.typed import Expr

RULES: dict[type, Callable[[Any, Checking], Expr]] = {
    syntax.NumberLiteral: constants.number,
    syntax.PercentLiteral: constants.percent,
    syntax.MoneyLiteral: constants.money,
    syntax.SpanLiteral: constants.span,
    syntax.StringLiteral: constants.string,
    syntax.BooleanLiteral: constants.boolean,
    syntax.NullLiteral: constants.null,
    syntax.AtLiteral: constants.at_literal,
    syntax.Name: names.name,
    syntax.Path: names.path,
    syntax.Placeholder: names.placeholder,
    syntax.Call: calls.call,
    syntax.Negation: operators.negation,
    syntax.Arithmetic: operators.arithmetic,
    syntax.Comparison: operators.comparison,
    syntax.Between: operators.between,
    syntax.In: tests.membership,
    syntax.Not: logic.negation,
    syntax.And: logic.conjunction,
    syntax.Or: logic.disjunction,
    syntax.If: logic.conditional,
    syntax.For: iteration.loop,
    syntax.Quantified: iteration.quantified,
    syntax.Filter: iteration.filtered,
    syntax.Range: collections.bare_range,
    syntax.ListLiteral: collections.list_literal,
    syntax.ContextLiteral: collections.context_literal,
}
