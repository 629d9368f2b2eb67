"""What every part of the checker is handed: the names in scope, where to report, and how to check a part."""

from __future__ import annotations

from dataclasses import field, replace
from itertools import chain, count
from typing import TYPE_CHECKING, Any

from engine.feel.check.describe import describe
from engine.feel.check.fitting import fit, fits
from engine.feel.check.mismatch import mismatch
from engine.feel.operators import Overload, functions_named, lookup
from engine.feel.typed import Apply, Const, Expr, Ref
from engine.feel.types import ANY, BOOLEAN, Kind, Type
from engine.record import record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from engine.diagnostics import Place, Report
    from engine.feel.scope import Scope
    from engine.feel.syntax import Syntax
    from engine.feel.typed import At


MAYBE = BOOLEAN.or_null()


def broken(at: At) -> Expr:
    """What stands for a part whose fault was reported: it fits everywhere."""
    return Const(None, ANY, at)


def is_broken(*exprs: Expr) -> bool:
    """Whether any of these fits everywhere, so that nothing can be said of it."""
    return Kind.ANY in [expr.type.kind for expr in exprs]


@record
class Checking:
    """`subject`: what `?` stands for in a table cell. `wanted`: the ids of the enum that the expression is to give.

    `taken`: the names of the expression's loop variables so far.
    """

    scope: Scope
    report: Report
    place: Place
    rules: Mapping[type, Callable[[Any, Checking], Expr]]
    subject: Expr | None = None
    wanted: tuple[str, ...] = ()
    taken: set[str] = field(default_factory=set)

    def typed(self, syntax: Syntax) -> Expr:
        """A part of the expression, checked."""
        return self.rules[type(syntax)](syntax, self)

    def fault(self, code: str, at: At, **args: str) -> Expr:
        """Reports a fault; gives what stands for the faulty part."""
        self.report.add(code, self.place.span(*at), **args)
        return broken(at)

    def within(self, names: Iterable[tuple[str, Expr]]) -> Checking:
        """For a part in which more names are known."""
        return replace(self, scope=self.scope.bind(names))

    def variable(self, name: str, element: Type, at: At) -> Ref:
        """A new loop variable; its name is unique within the expression."""
        unique = next(n for n in chain((name,), (f"{name}_{i}" for i in count(2))) if n not in self.taken)
        self.taken.add(unique)
        return Ref(unique, "local", element, at)

    def expect(self, found: Expr, wanted: Type) -> Expr:
        """The expression, its literals fitted to the wanted type; where it doesn't fit, that is reported."""
        titles = self.scope.value_titles(wanted.values) if wanted.values else {}
        fitted = fit(found, wanted, titles)
        if fits(fitted.type, wanted):
            return fitted
        code, args = mismatch(fitted, wanted, self.scope.currency, titles)
        return self.fault(code, fitted.at, **args)

    def condition(self, syntax: Syntax) -> Expr:
        """A part that must be true or false."""
        found = self.typed(syntax)
        if found.type.kind in (Kind.BOOLEAN, Kind.ANY):
            return found
        return self.fault("GJ227", found.at, found=describe(found.type))

    def fit_pair(self, left: Expr, right: Expr) -> tuple[Expr, Expr]:
        """Two expressions that are to be compared: a text literal beside an enum becomes the enum's value."""
        return self.fit_text(left, right.type), self.fit_text(right, left.type)

    def fit_text(self, text: Expr, beside: Type) -> Expr:
        """A text literal where an enum is on the other side."""
        if text.type.kind is not Kind.STRING or not isinstance(text, Const):
            return text
        enum = beside.element if beside.kind is Kind.LIST and beside.element else beside
        return self.expect(text, enum) if enum.kind is Kind.ENUM else text


def apply(overload: Overload, args: tuple[Expr, ...], at: At) -> Expr:
    """The application, its type worked out from its arguments'."""
    return Apply(overload.id, args, overload.type_of(_types(args)), at)


def apply_op(op: str, at: At, *args: Expr) -> Expr:
    """The application of an overload that is known to fit."""
    return apply(lookup(op), args, at)


def resolve(name: str, args: tuple[Expr, ...]) -> Overload | None:
    """The first overload of an operator that takes these arguments."""
    function, types = functions_named(name), _types(args)
    for overload in function.overloads if function else ():
        if overload.takes(types):
            return overload
    return None


def _types(args: tuple[Expr, ...]) -> tuple[Type, ...]:
    return tuple([arg.type for arg in args])


def boolean(*parts: Expr) -> Type:
    """The type of a combination of conditions: optional where one of them is."""
    return MAYBE if True in [part.type.optional for part in parts] else BOOLEAN
