"""`for`, `some`, `every` and filters: loops over several lists nest, `list[1]` is an index."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel.check.checking import apply_op, boolean, broken, is_broken
from engine.feel.check.describe import describe
from engine.feel.typed import Expr, Field, Filter, ForEach, Quantifier, Ref
from engine.feel.types import ANY, NUMBER, Kind, Type, list_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.feel import syntax
    from engine.feel.check.checking import Checking
    from engine.feel.typed import At


def _listed(source: Expr, checking: Checking) -> Expr:
    """The source, which must be a list."""
    if source.type.kind in (Kind.LIST, Kind.ANY):
        return source
    return checking.fault("GJ238", source.at, found=describe(source.type))


def _source(iteration: syntax.Iteration, checking: Checking) -> Expr:
    """The list that is gone through; `1..n` becomes the list of its numbers."""
    source = checking.typed(iteration.source)
    if iteration.until is None:
        return _listed(source, checking)
    low, high = checking.expect(source, NUMBER), checking.expect(checking.typed(iteration.until), NUMBER)
    return broken(iteration.at) if is_broken(low, high) else apply_op("range-list", iteration.at, low, high)


def _nested(
    iterations: tuple[syntax.Iteration, ...],
    checking: Checking,
    innermost: Callable[[Checking], Expr],
    around: Callable[[Ref, Expr, Expr, bool], Expr],
) -> Expr:
    """Loops from the outermost in: `around(variable, source, body, whether it is the innermost)`."""
    iteration, *inner = iterations
    source = _source(iteration, checking)
    variable = checking.variable(iteration.name.name, source.type.element or ANY, iteration.name.at)
    inside = checking.within(((iteration.name.name, variable),))
    body = _nested(tuple(inner), inside, innermost, around) if inner else innermost(inside)
    return around(variable, source, body, not inner)


def loop(written: syntax.For, checking: Checking) -> Expr:
    def around(variable: Ref, source: Expr, body: Expr, innermost: bool) -> Expr:
        return _each(variable, source, body, innermost, written.at)

    return _nested(written.iterations, checking, lambda inside: inside.typed(written.body), around)


def _each(variable: Ref, source: Expr, body: Expr, innermost: bool, at: At) -> Expr:
    if is_broken(source):
        return broken(at)
    every = ForEach(variable.name, source, body, _like(source, list_of(body.type)), at)
    return every if innermost or is_broken(body) else apply_op(_joining(body), at, every)


def _joining(body: Expr) -> str:
    return "concatenate-or-null" if body.type.optional else "concatenate"


def _like(source: Expr, result: Type) -> Type:
    """Null where the source is."""
    return result.or_null() if source.type.optional else result


def quantified(written: syntax.Quantified, checking: Checking) -> Expr:
    def around(variable: Ref, source: Expr, body: Expr, innermost: bool) -> Expr:
        result = boolean(source, body)
        return Quantifier(written.quantifier, variable.name, source, body, result, written.at)

    return _nested(written.iterations, checking, lambda inside: inside.condition(written.condition), around)


def filtered(written: syntax.Filter, checking: Checking) -> Expr:
    """`list[condition]`, or the element at a position where it is a number."""
    source = _listed(checking.typed(written.base), checking)
    variable = checking.variable("item", source.type.element or ANY, written.at)
    condition = checking.within((("item", variable), *_entries(variable))).typed(written.condition)
    if is_broken(source, condition):
        return broken(written.at)
    if condition.type.kind is Kind.NUMBER:
        return apply_op("index", written.at, source, condition)
    if condition.type.kind is not Kind.BOOLEAN:
        return checking.fault("GJ227", condition.at, found=describe(condition.type))
    return Filter(variable.name, source, condition, _like(source, list_of(source.type.element or ANY)), written.at)


def _entries(variable: Ref) -> list[tuple[str, Expr]]:
    """A context's entries are names within its filter."""
    return [(name, Field(variable, name, field, variable.at)) for name, field in variable.type.fields]
