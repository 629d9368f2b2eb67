"""Static typing: untyped syntax in, typed expressions out, every fault reported at its offsets.

What FEEL would turn silently into null because types don't fit is an error here. Sugar goes: `between`, `in`, ranges,
unary tests, index filters and loops over several lists become the few nodes of `engine.feel.typed`. A part that is
wrong becomes a null of type ANY, which fits everywhere: one fault is reported once, and the rest is checked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.feel.builtins.widths import united as unify
from engine.feel.check.checking import Checking
from engine.feel.check.expressions import RULES
from engine.feel.check.tests import cell

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from engine.diagnostics import Place, Report
    from engine.feel.scope import Scope
    from engine.feel.syntax import Syntax, Test
    from engine.feel.typed import Expr
    from engine.feel.types import Type

__all__ = ["RULES", "elaborate", "elaborate_tests", "unify"]


def elaborate(
    syntax: Syntax,
    scope: Scope,
    report: Report,
    place: Place,
    expected: Type | None = None,
    rules: Mapping[type, Callable[[Any, Checking], Expr]] = RULES,
) -> Expr:
    """The typed expression. Faults are added to `report`, at `place`, where the expression's text stands.

    `expected`: the type that is wanted; literals are fitted to it (an enum's title becomes its id). Whether the result
    may be null is for the caller to judge, by its type's `optional`. `rules`: `RULES`, maybe with calls of one's own.
    """
    checking = Checking(scope, report, place, rules, wanted=expected.values if expected else ())
    found = checking.typed(syntax)
    return found if expected is None else checking.expect(found, expected)


def elaborate_tests(tests: tuple[Test, ...], subject: Expr, scope: Scope, report: Report, place: Place) -> Expr | None:
    """The condition of a table cell on `subject`: true or false, never null; None for `-`."""
    return cell(tests, subject, Checking(scope, report, place, RULES))
