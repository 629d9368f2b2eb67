"""Typed expressions as Python expressions.

Null is None. `value` gives the exact three-valued result; `condition` gives something that is truthy where the
expression is true and falsy where it is false or null, which native `and`, `or` and `if` can work with. Intermediate
results that are needed twice are bound by `:=`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.backends.scalar.codegen.floats import COMPARISONS, exact_float
from engine.backends.scalar.codegen.lines import tuple_of
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
from engine.feel.walk import children

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.backends.scalar.codegen.constants import Constants
    from engine.backends.scalar.codegen.names import Names
    from engine.backends.scalar.codegen.nulls import Nulls
    from engine.feel.values import Value

_ATOM = re.compile(r"""[\w.]+|'[^'\\]*'|"[^"\\]*"|\w+\([\w.,' ]*\)""")
_OPERAND = r"-?[\w.]+|'[^'\\]*'"
_FROM = re.compile(rf"(?P<name>[^\W\d]\w*) (?P<sign>>=?) (?P<bound>{_OPERAND})")
_UNTIL = re.compile(rf"(?P<name>[^\W\d]\w*) (?P<sign><=?) (?P<bound>{_OPERAND})")
_COMPARISON = re.compile(rf"(?:{_OPERAND})(?: (?:==|!=|<=?|>=?|is|is not) (?:{_OPERAND})){{1,2}}")
_PLACEHOLDER = re.compile(r"\{(\d+)\}")


class Expressions:
    """Writes the expressions of one generated function.

    `params`: their values; `floats`: facts whose numbers may be floats here (see `floats`); `known`: expressions that a
    local variable already holds, by `shape`; `hits`: the Python condition for a row's hit.
    """

    def __init__(
        self,
        names: Names,
        constants: Constants,
        nulls: Nulls,
        params: Mapping[str, Value],
        floats: frozenset[str] = frozenset(),
    ) -> None:
        self.known: dict[object, str] = {}
        self.hits: dict[str, str] = {}
        self._names = names
        self._constants = constants
        self._nulls = nulls
        self._params = params
        self._floats = floats

    def may_be_null(self, expr: Expr) -> bool:
        return self._nulls.may_be_null(expr)

    def value(self, expr: Expr) -> str:
        """Python for the exact value; None where it is null."""
        if self.known and (name := self.known.get(shape(expr))):
            return name
        match expr:
            case Const(value):
                return self._constants.text(value)
            case Ref():
                return self._ref(expr)
            case Apply():
                return self._apply(expr)
            case And(args):
                return self._junction(args, falsy=True)
            case Or(args):
                return self._junction(args, falsy=False)
            case If(condition, then, otherwise):
                test = grouped(self.condition(condition))
                return f"{grouped(self.value(then))} if {test} else {grouped(self.value(otherwise))}"
            case ListOf() | ContextOf() | Field():
                return self._structure(expr)
            case ForEach() | Quantifier() | Filter():
                return self._loop(expr)

    def condition(self, expr: Expr) -> str:
        """Python that is truthy exactly where the expression is true."""
        if self.known and (name := self.known.get(shape(expr))):
            return name
        match expr:
            case And(args):
                return conjunction([self.condition(arg) for arg in args])
            case Or(args):
                return " or ".join(grouped(self.condition(arg)) for arg in args)
            case Apply() if lookup(expr.op).strict:
                guards, body = self._guarded(expr)
                return (
                    " and ".join([*(f"{guard} is not None" for guard in unique(guards)), _conjunct(body)])
                    if guards
                    else body
                )
            case Quantifier(quantifier, _, source) if not self.may_be_null(source):
                return self._quantified(expr, "any" if quantifier == "some" else "all", self.condition(expr.condition))
            case _:
                return self.value(expr)

    def _ref(self, node: Ref) -> str:
        if node.kind == "param":
            return self._constants.text(self._params[node.name])
        if node.kind == "hit":
            return self.hits.get(node.name, "False")
        return self._names.of(node.kind, node.name)

    def _apply(self, node: Apply) -> str:
        if node.op in ("is-null", "not-null") and not self.may_be_null(node.args[0]):
            return str(node.op == "not-null")
        if not lookup(node.op).strict:
            return self._filled(node, [self._argument(node, arg) for arg in node.args])
        guards, body = self._guarded(node)
        nulls = " or ".join(f"{guard} is None" for guard in unique(guards))
        return f"None if {nulls} else {body}" if guards else body

    def _guarded(self, node: Apply) -> tuple[list[str], str]:
        """What must not be None (each binds what the body needs of it), and the body."""
        template = lookup(node.op).python
        guards, args = [], []
        for index, arg in enumerate(node.args):
            inner, text = self._guarded_argument(node, arg)
            guards += inner
            if not inner and not text.isidentifier() and _costly(text) and template.count(f"{{{index}}}") > 1:
                bound, text = self._bound(text)
                guards.append(bound)
            args.append(text)
        return guards, self._filled(node, args)

    def _guarded_argument(self, node: Apply, arg: Expr) -> tuple[list[str], str]:
        """The guards of one argument, and the text of its value where they hold."""
        if not self.may_be_null(arg):
            return [], self._argument(node, arg)
        if isinstance(arg, Apply) and self._only_null_by_arguments(arg) and shape(arg) not in self.known:
            return self._guarded(arg)
        bound, name = self._bound(self._argument(node, arg))
        return [bound], name

    def _only_null_by_arguments(self, node: Apply) -> bool:
        overload = lookup(node.op)
        return overload.strict and not overload.partial

    def _argument(self, node: Apply, arg: Expr) -> str:
        if self._floats and node.op in COMPARISONS and any(self._is_float(other) for other in node.args):
            constant = self._constant(arg)
            if constant is not None:
                return exact_float(constant)
        return self.value(arg)

    def _is_float(self, expr: Expr) -> bool:
        return isinstance(expr, Ref) and expr.kind == "fact" and expr.name in self._floats

    def _constant(self, expr: Expr) -> Value:
        if isinstance(expr, Const):
            return expr.value
        return self._params[expr.name] if isinstance(expr, Ref) and expr.kind == "param" else None

    def _filled(self, node: Apply, args: list[str]) -> str:
        texts = [grouped(arg) for arg in args]
        if node.op in ("eq", "eq-null") and texts[1] in ("True", "False"):
            return f"{texts[0]} is {texts[1]}"
        return _PLACEHOLDER.sub(lambda match: texts[int(match[1])], lookup(node.op).python)

    def _junction(self, args: tuple[Expr, ...], *, falsy: bool) -> str:
        """`and` (falsy) or `or`: the deciding value where any part has it, else null where any is null."""
        certain = [self.value(arg) for arg in args if not self.may_be_null(arg)]
        open_ones = [self._bound(self.value(arg)) for arg in args if self.may_be_null(arg)]
        if not open_ones:
            return conjunction(certain) if falsy else " or ".join(grouped(part) for part in certain)
        decided = [f"not {grouped(part)}" if falsy else grouped(part) for part in certain]
        decided += [f"{bound} is False" if falsy else bound for bound, _ in open_ones]
        unknown = " or ".join(f"{name} is None" for _, name in open_ones)
        return f"{not falsy} if {' or '.join(decided)} else None if {unknown} else {falsy}"

    def _bound(self, text: str) -> tuple[str, str]:
        """The text that computes and binds a value, and the name that then holds it."""
        if text.isidentifier():
            return text, text
        name = self._names.temporary()
        return f"({name} := {text})", name

    def _structure(self, node: ListOf | ContextOf | Field) -> str:
        match node:
            case ListOf(items):
                return tuple_of([self.value(item) for item in items])
            case ContextOf(entries):
                return "{" + ", ".join(f"{name!r}: {self.value(value)}" for name, value in entries) + "}"
            case Field(base, name):
                if not self.may_be_null(base):
                    return f"{grouped(self.value(base))}.get({name!r})"
                bound, held = self._bound(self.value(base))
                return f"None if {bound} is None else {held}.get({name!r})"

    def _loop(self, node: ForEach | Quantifier | Filter) -> str:
        """A comprehension over the source, which is bound before it: `:=` may not stand in a comprehension's `in`."""
        source = self.value(node.source)
        if not self.may_be_null(node.source) and ":=" not in source:
            return self._over(node, grouped(source))
        bound, name = self._bound(source)
        return f"None if {bound} is None else {self._over(node, name)}"

    def _over(self, node: ForEach | Quantifier | Filter, source: str) -> str:
        element = self._names.of("local", node.name)
        match node:
            case ForEach(body=body):
                return f"tuple([{self.value(body)} for {element} in {source}])"
            case Filter(condition=condition):
                return f"tuple([{element} for {element} in {source} if {self.condition(condition)}])"
            case Quantifier(quantifier, condition=condition):
                native, three_valued = ("any", "ANY") if quantifier == "some" else ("all", "ALL")
                function = three_valued if self.may_be_null(condition) else native
                return f"{function}([{self.value(condition)} for {element} in {source}])"

    def _quantified(self, node: Quantifier, function: str, condition: str) -> str:
        source = self.value(node.source)
        if ":=" in source:
            return self.value(node)
        return f"{function}([{condition} for {self._names.of('local', node.name)} in {grouped(source)}])"


def conjunction(conditions: list[str]) -> str:
    """The conditions joined by `and`; bounds of one name become a chained comparison."""
    joined: list[str] = []
    for condition in conditions:
        low = _FROM.fullmatch(joined[-1]) if joined else None
        high = _UNTIL.fullmatch(condition)
        if low and high and low["name"] == high["name"]:
            joined[-1] = f"{low['bound']} {low['sign'].replace('>', '<')} {low['name']} {high['sign']} {high['bound']}"
        else:
            joined.append(condition)
    return joined[0] if len(joined) == 1 else " and ".join(map(_conjunct, joined))


def _conjunct(text: str) -> str:
    return text if _COMPARISON.fullmatch(text) else grouped(text)


def grouped(text: str) -> str:
    """The text as an operand: in parentheses unless it is an atom or a simple call."""
    return text if _ATOM.fullmatch(text) or _bracketed(text) else f"({text})"


def _bracketed(text: str) -> bool:
    """Whether one pair of brackets holds all of the text, but perhaps a function's name before it."""
    start = len(text) - len(text.lstrip("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_"))
    if not text or start == len(text) or text[start] not in "([{" or any(quote in text for quote in "'\""):
        return False
    depth = 0
    for index, character in enumerate(text):
        depth += (character in "([{") - (character in ")]}")
        if depth == 0 and index >= start:
            return index == len(text) - 1
    return False


def unique(texts: list[str]) -> list[str]:
    return list(dict.fromkeys(texts))


def _costly(text: str) -> bool:
    return not _ATOM.fullmatch(text) or "(" in text


def shape(expr: Expr) -> object:
    """What two expressions share that always have the same value: all but their places."""
    match expr:
        case Const(value):
            return ("const", type(value).__name__, repr(value))
        case Ref(name, kind):
            return (kind, name)
        case Apply(op):
            own: object = op
        case ContextOf(entries):
            own = tuple(name for name, _ in entries)
        case Quantifier(quantifier, name):
            own = (quantifier, name)
        case Field(_, name) | ForEach(name) | Filter(name):
            own = name
        case _:
            own = None
    return (type(expr).__name__, own, *(shape(child) for child in children(expr)))
