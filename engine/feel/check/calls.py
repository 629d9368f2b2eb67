"""Calls of built-in functions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.diagnostics import did_you_mean
from engine.feel.check.checking import apply, broken, is_broken
from engine.feel.check.collections import packed
from engine.feel.check.describe import describe
from engine.feel.check.folding import fold
from engine.feel.check.relations import RELATIONS, relate
from engine.feel.operators import FUNCTIONS, functions_named
from engine.feel.typed import Apply, Expr, ListOf
from engine.feel.types import Kind

if TYPE_CHECKING:
    from engine.feel import syntax
    from engine.feel.check.checking import Checking
    from engine.feel.operators import Function, Overload
    from engine.feel.typed import At

_OF_ANY_ELEMENT = frozenset({"min", "max", "sum", "mean", "median", "product", "all", "any"})
"""Aggregates that have a result for every list that is neither empty nor has a null."""

_CLOCK_READERS = frozenset({"now", "today"})


def call(written: syntax.Call, checking: Checking) -> Expr:
    name = written.function.name
    if name in _CLOCK_READERS:
        return checking.fault("GJ243", written.function.at, name=name)
    if name in RELATIONS:
        return relate(written, checking)
    function = functions_named(name)
    if function is None or function.operator or function.hidden:
        return _unknown(written, checking)
    arguments = _in_order(written, function, checking)
    return broken(written.at) if arguments is None else _applied(function, arguments, written, checking)


def _unknown(written: syntax.Call, checking: Checking) -> Expr:
    name = written.function.name
    for argument in (*written.arguments, *(value for _, value in written.named)):
        checking.typed(argument)
    if checking.scope.find(name, written.at):
        return checking.fault("GJ255", written.function.at, name=name)
    known = [f.name for f in FUNCTIONS if not (f.operator or f.hidden)]
    return checking.fault("GJ221", written.function.at, name=name, near=did_you_mean(name, known))


def _in_order(written: syntax.Call, function: Function, checking: Checking) -> tuple[syntax.Syntax, ...] | None:
    """The arguments by position; None where a name is unknown, given twice or left out."""
    if not written.named:
        return written.arguments
    given = dict(written.named)
    unknown = next((name for name in given if name not in function.parameters), None)
    expected = function.parameters[: len(given)]
    if unknown is None and len(given) == len(written.named) and set(expected) == given.keys():
        return tuple(given[name] for name in expected)
    missing = next((name for name in expected if name not in given), "")
    names = ", ".join(function.parameters)
    near = did_you_mean(unknown, function.parameters) if unknown else ""
    checking.fault("GJ241", written.at, function=function.name, name=unknown or missing, near=near, names=names)
    return None


def _applied(
    function: Function, arguments: tuple[syntax.Syntax, ...], written: syntax.Call, checking: Checking
) -> Expr:
    typed = tuple(checking.typed(argument) for argument in arguments)
    args = tuple(_fitted(arg, typed, checking) for arg in typed) if function.topic == "lists" else typed
    if is_broken(*args):
        return broken(written.at)
    for overload in function.overloads:
        shaped = _shaped(overload, args, written.at, checking)
        if shaped is not None and is_broken(*shaped):
            return broken(written.at)
        if shaped is not None and overload.takes(tuple(arg.type for arg in shaped)):
            return fold(_counted(apply(overload, shaped, written.at)), checking)
    return _unfit(function, args, written, checking)


def _fitted(arg: Expr, args: tuple[Expr, ...], checking: Checking) -> Expr:
    """A text literal among a function's lists of an enum becomes the enum's value."""
    for other in args:
        arg = checking.fit_text(arg, other.type)
    return arg


def _shaped(overload: Overload, args: tuple[Expr, ...], at: At, checking: Checking) -> tuple[Expr, ...] | None:
    """The arguments as the overload has them, what repeats packed into a list; None where their number is wrong.

    A list that can't be was reported: it is broken.
    """
    if not overload.variadic:
        return args if len(args) == len(overload.params) else None
    fixed = len(overload.params) - 1
    if overload.listed and len(args) == fixed + 1 and args[-1].type.kind is Kind.LIST:
        return args
    if len(args) <= fixed:
        return None
    rest = packed(args[fixed:], at, checking)
    return (*args[:fixed], rest)


def _counted(found: Expr) -> Expr:
    """Never null where it aggregates elements that are written out and never null: `max(0, x)`."""
    if isinstance(found, Apply) and found.op in _OF_ANY_ELEMENT and isinstance(found.args[0], ListOf):
        items = found.args[0].items
        if items and not any(item.type.optional for item in items):
            return replace(found, type=found.type.required())
    return found


def _unfit(function: Function, args: tuple[Expr, ...], written: syntax.Call, checking: Checking) -> Expr:
    counts = sorted({len(o.params) for o in function.overloads})
    if len(args) not in counts and not any(o.variadic for o in function.overloads):
        names, wanted = ", ".join(function.parameters), " / ".join(map(str, counts))
        return checking.fault(
            "GJ240", written.at, function=function.name, wanted=wanted, found=str(len(args)), names=names
        )
    types = ", ".join(describe(arg.type) for arg in args)
    return checking.fault("GJ242", written.at, function=function.name, types=types, signature=_signatures(function))


def _signatures(function: Function) -> str:
    """`(string, number)` and so on, for each overload."""
    told = (", ".join(param.text for param in overload.params) for overload in function.overloads)
    return " / ".join(dict.fromkeys(f"({params})" for params in told))
