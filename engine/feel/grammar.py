"""The grammar of FEEL (OMG DMN 1.5, clause 10.3.1.2) with guiju's percents, money and spans: a method per construct.

It climbs by precedence; from the loosest to the tightest:

    or
    and
    not, if, for, some, every
    = != < <= > >= between in       one of them: no chains
    + -
    * /
    **
    unary -                         so that -3 ** 2 is 9, as FEEL has it
    .name [filter]

Operators of one line take their operands from the left. `not`, `if`, `for`, `some` and `every` reach as far to the
right as they can, so they stand only first, or behind `and` and `or`. The tests hold all this to `grammar.lark`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.feel import syntax
from engine.feel.leaves import LEAVES, name_of, unescaped
from engine.feel.lexer import MAX_DEPTH, Token
from engine.feel.problem import SyntaxProblem
from engine.record import record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from engine.feel.syntax import Syntax, Test

_LOOSEST, _OR, _AND, _REACH, _RELATION, _SUM, _PRODUCT, _POWER, _SIGN, _POSTFIX, _TIGHTEST = range(11)
_REACHING = frozenset({"not", "if", "for", "some", "every"})
_NESTED_AT_MOST = 2 * MAX_DEPTH + 1
"""Expressions within one another: each is a level of the tree, or stands in parentheses."""


class Unexpected(Exception):
    """A token that can't stand where it does."""

    def __init__(self, token: Token) -> None:
        super().__init__(token)
        self.token = token


@record
class Part:
    """A finished node with the stretch of text it takes (its own parentheses included) and the depth of its tree."""

    node: Any
    start: int
    end: int
    depth: int


class Grammar:
    """Reads tokens one by one and refuses the first that can't follow those before it.

    Raises Unexpected for that token, SyntaxProblem for what is written well but says nothing.
    """

    __slots__ = ("_next", "kind", "nested", "token")

    def __init__(self, tokens: Iterable[Token]) -> None:
        self._next = iter(tokens).__next__
        self.nested = 0
        self.token = self._next()
        """What comes next; `kind` is its kind."""
        self.kind = self.token.kind

    def take(self) -> Token:
        taken = self.token
        self.token = self._next()
        self.kind = self.token.kind
        return taken

    def expect(self, *kinds: str) -> Token:
        if self.kind not in kinds:
            raise Unexpected(self.token)
        return self.take()

    # Whole texts

    def whole(self) -> Syntax:
        """An expression."""
        found: Syntax = self.expression().node
        self.at_end()
        return found

    def cell(self) -> tuple[Test, ...]:
        """`-`, `not(test, …)` or `test, …`; what only begins like the first two is an expression."""
        opening = self.token
        match opening.kind:
            case "-":
                self.take()
                if self.kind == "END":
                    return (syntax.Anything((opening.start, opening.end)),)
                return self.any_of(self.climb(self.minus_after(opening)))
            case "NOT_CALL":
                return self.none_of()
            case _:
                return self.any_of(self.test())

    def any_of(self, first: Part) -> tuple[Test, ...]:
        tests = _nodes(self.tests(first))
        self.at_end()
        match tests:
            case (syntax.Not(operand=operand, at=at),):
                return (syntax.NegatedTests((operand,), at),)
            case _:
                return tests

    def none_of(self) -> tuple[Test, ...]:
        opening = self.take()
        self.expect("(")
        tests = self.alternatives(self.test)
        if isinstance(tests, Part):
            return self.any_of(self.climb(self.negation(opening, tests, self.expect(")"))))
        close = self.expect(")")
        self.at_end()
        return (syntax.NegatedTests(_nodes(tests), (opening.start, close.end)),)

    def at_end(self) -> None:
        if self.kind != "END":
            raise Unexpected(self.token)

    # Climbing

    def expression(self, power: int = _LOOSEST) -> Part:
        """Operands and the operators between them that bind tighter than `power`."""
        self.nested += 1
        if self.nested > _NESTED_AT_MOST:
            raise _too_deep(self.token.start, self.token.end)
        reaches = self.kind in _REACHING
        if reaches and power > _REACH:
            raise Unexpected(self.token)
        found = self.climb(self.operand(), power, _REACH if reaches else _TIGHTEST)
        self.nested -= 1
        return found

    def climb(self, left: Part, power: int = _LOOSEST, limit: int = _TIGHTEST) -> Part:
        """What begins with the operand `left`, by operators that bind tighter than `power` and looser than `limit`."""
        while infix := _INFIXES.get(self.kind):
            binding, construct = infix
            if not power < binding < limit:
                break
            left = construct(self, left, binding)
            limit = binding if binding == _RELATION else binding + 1
        return left

    def operand(self) -> Part:
        if leaf := LEAVES.get(self.kind):
            token = self.take()
            if self.kind == "(" and token.kind == "NAME":
                return self.call(token)
            return Part(leaf(token), token.start, token.end, 1)
        if construct := _PREFIXES.get(self.kind):
            return construct(self)
        raise Unexpected(self.token)

    # Between and behind operands

    def arithmetic(self, left: Part, power: int) -> Part:
        operator = self.take().text
        right = self.expression(power)
        return _spanning(left.start, right.end, (left, right), syntax.Arithmetic, operator, left.node, right.node)

    def compared(self, left: Part, power: int) -> Part:
        operator = self.take().text
        right = self.expression(power)
        return _spanning(left.start, right.end, (left, right), syntax.Comparison, operator, left.node, right.node)

    def both(self, left: Part, power: int) -> Part:
        self.take()
        right = self.expression(power)
        return _spanning(left.start, right.end, (left, right), syntax.And, left.node, right.node)

    def either(self, left: Part, power: int) -> Part:
        self.take()
        right = self.expression(power)
        return _spanning(left.start, right.end, (left, right), syntax.Or, left.node, right.node)

    def between(self, left: Part, power: int) -> Part:
        """`x between low and high`."""
        self.take()
        low = self.expression(power)
        self.expect("and")
        parts = (left, low, self.expression(power))
        return _joined(parts, syntax.Between, *_nodes(parts))

    def one_of(self, left: Part, power: int) -> Part:
        """`x in y`, `x in < y`, `x in (test, …)`."""
        self.take()
        if self.kind == "(":
            return self.one_of_several(left, power)
        test = self.operator_test() if self.kind == "COMPARATOR" else self.expression(power)
        return _spanning(left.start, test.end, (left, test), syntax.In, left.node, (test.node,))

    def one_of_several(self, left: Part, power: int) -> Part:
        opening = self.take()
        tests = self.alternatives(self.bound)
        if isinstance(tests, Part):
            test = self.climb(self.range_or_group(opening, tests), power)
            return _spanning(left.start, test.end, (left, test), syntax.In, left.node, (test.node,))
        return _spanning(left.start, self.expect(")").end, (left, *tests), syntax.In, left.node, _nodes(tests))

    def alternatives(self, first: Callable[[], Part]) -> Part | tuple[Part, ...]:
        """Within parentheses: several tests, or one that begins with a comparison operator; else the one expression."""
        if self.kind == "COMPARATOR":
            return self.tests(self.operator_test())
        found = first()
        return self.tests(found) if self.kind == "," else found

    def tests(self, first: Part) -> tuple[Part, ...]:
        found = [first]
        while self.kind == ",":
            self.take()
            found.append(self.test())
        return tuple(found)

    def test(self) -> Part:
        return self.operator_test() if self.kind == "COMPARATOR" else self.expression()

    def operator_test(self) -> Part:
        """`< x`."""
        operator = self.take()
        operand = self.expression(_RELATION)
        return _spanning(operator.start, operand.end, (operand,), syntax.OperatorTest, operator.text, operand.node)

    def path(self, left: Part, _: int) -> Part:
        """`x.name`."""
        self.take()
        name = self.expect("NAME")
        return _spanning(left.start, name.end, (left,), syntax.Path, left.node, name.text)

    def filtered(self, left: Part, _: int) -> Part:
        """`xs[condition]`."""
        self.take()
        condition = self.expression()
        close = self.expect("]")
        return _spanning(left.start, close.end, (left, condition), syntax.Filter, left.node, condition.node)

    # Operands of several tokens

    def minus(self) -> Part:
        return self.minus_after(self.take())

    def minus_after(self, sign: Token) -> Part:
        operand = self.expression(_SIGN)
        return _spanning(sign.start, operand.end, (operand,), syntax.Negation, operand.node)

    def negated(self) -> Part:
        """`not x`."""
        word = self.take()
        operand = self.expression(_REACH)
        return _spanning(word.start, operand.end, (operand,), syntax.Not, operand.node)

    def not_call(self) -> Part:
        """`not(x)`."""
        word = self.take()
        self.expect("(")
        return self.negation(word, self.expression(), self.expect(")"))

    def negation(self, word: Token, operand: Part, close: Token) -> Part:
        return _spanning(word.start, close.end, (operand,), syntax.Not, operand.node)

    def group(self) -> Part:
        """`(x)`, `(low..high)`."""
        return self.range_or_group(self.take(), self.bound())

    def range_or_group(self, opening: Token, inner: Part) -> Part:
        if self.kind == "..":
            return self.range(opening, inner)
        return Part(inner.node, opening.start, self.expect(")").end, inner.depth)

    def brackets(self) -> Part:
        """`[]`, `[x, …]`, `[low..high]`."""
        opening = self.take()
        items = () if self.kind == "]" else (self.bound(),)
        if self.kind == "..":
            return self.range(opening, *items)
        while self.kind == ",":
            self.take()
            items = (*items, self.expression())
        return _spanning(opening.start, self.expect("]").end, items, syntax.ListLiteral, _nodes(items))

    def bound(self) -> Part:
        """A sum that `..` follows, as the lower end of a range; or an expression, and nothing that isn't one."""
        lower = None if self.kind in _REACHING else self.expression(_RELATION)
        if lower and self.kind == "..":
            return lower
        found = self.climb(lower) if lower else self.expression()
        if self.kind == "..":
            raise Unexpected(self.token)
        return found

    def range(self, opening: Token, low: Part) -> Part:
        self.take()
        high = self.expression(_RELATION)
        close = self.expect(")", "]")
        closed = (opening.kind == "[", close.kind == "]")
        return _spanning(opening.start, close.end, (low, high), syntax.Range, low.node, high.node, *closed)

    def context(self) -> Part:
        """`{name: x, …}`."""
        opening = self.take()
        entries = () if self.kind == "}" else self.named("KEY", "STRING")
        close = self.expect("}")
        return _spanning(opening.start, close.end, _values(entries), syntax.ContextLiteral, _entries(entries))

    def call(self, function: Token) -> Part:
        """`f(x, …)`, `f(name: x, …)`."""
        self.take()
        named = self.named("KEY") if self.kind == "KEY" else ()
        given = () if named or self.kind == ")" else self.expressions()
        inner = (*given, *_values(named))
        close = self.expect(")")
        fields = (name_of(function), _nodes(given), _entries(named))
        return _spanning(function.start, close.end, inner, syntax.Call, *fields)

    def expressions(self) -> tuple[Part, ...]:
        found = [self.expression()]
        while self.kind == ",":
            self.take()
            found.append(self.expression())
        return tuple(found)

    def named(self, *kinds: str) -> tuple[tuple[str, Part], ...]:
        """`name: x, …`."""
        found = [self.entry(kinds)]
        while self.kind == ",":
            self.take()
            found.append(self.entry(kinds))
        return tuple(found)

    def entry(self, kinds: tuple[str, ...]) -> tuple[str, Part]:
        key = self.expect(*kinds)
        self.expect(":")
        return unescaped(key.text) if key.kind == "STRING" else key.text, self.expression()

    # What reaches as far to the right as it can

    def conditional(self) -> Part:
        """`if condition then x else y`."""
        word = self.take()
        condition = self.expression()
        self.expect("then")
        then = self.expression()
        self.expect("else")
        parts = (condition, then, self.expression())
        return _spanning(word.start, parts[-1].end, parts, syntax.If, *_nodes(parts))

    def loop(self) -> Part:
        """`for x in xs, … return y`."""
        word, iterations = self.take(), self.iterations()
        self.expect("return")
        body = self.expression()
        return _spanning(word.start, body.end, (*iterations, body), syntax.For, _nodes(iterations), body.node)

    def quantified(self) -> Part:
        """`some x in xs, … satisfies condition`."""
        word, iterations = self.take(), self.iterations()
        self.expect("satisfies")
        condition = self.expression()
        fields = (word.text, _nodes(iterations), condition.node)
        return _spanning(word.start, condition.end, (*iterations, condition), syntax.Quantified, *fields)

    def iterations(self) -> tuple[Part, ...]:
        found = [self.iteration()]
        while self.kind == ",":
            self.take()
            found.append(self.iteration())
        return tuple(found)

    def iteration(self) -> Part:
        """`x in xs`, `x in 1..n`."""
        name = self.expect("NAME")
        self.expect("in")
        source, until = self.bound(), None
        if self.kind == "..":
            self.take()
            until = self.expression(_RELATION)
        last = until or source
        fields = (name_of(name), source.node, until and until.node)
        return _spanning(name.start, last.end, (source, last), syntax.Iteration, *fields)


_Infix = tuple[int, "Callable[[Grammar, Part, int], Part]"]
_INFIXES: dict[str, _Infix] = {
    "or": (_OR, Grammar.either),
    "and": (_AND, Grammar.both),
    "COMPARATOR": (_RELATION, Grammar.compared),
    "between": (_RELATION, Grammar.between),
    "in": (_RELATION, Grammar.one_of),
    "+": (_SUM, Grammar.arithmetic),
    "-": (_SUM, Grammar.arithmetic),
    "*": (_PRODUCT, Grammar.arithmetic),
    "/": (_PRODUCT, Grammar.arithmetic),
    "**": (_POWER, Grammar.arithmetic),
    ".": (_POSTFIX, Grammar.path),
    "[": (_POSTFIX, Grammar.filtered),
}
"""What may follow an operand: how tightly it binds, and what it makes of the operand."""

_PREFIXES: dict[str, Callable[[Grammar], Part]] = {
    "-": Grammar.minus,
    "not": Grammar.negated,
    "NOT_CALL": Grammar.not_call,
    "(": Grammar.group,
    "[": Grammar.brackets,
    "{": Grammar.context,
    "if": Grammar.conditional,
    "for": Grammar.loop,
    "some": Grammar.quantified,
    "every": Grammar.quantified,
}


def _joined(parts: tuple[Part, ...], node_class: Any, *fields: Any) -> Part:
    """The node over parts that are its first and its last."""
    return _spanning(parts[0].start, parts[-1].end, parts, node_class, *fields)


def _spanning(start: int, end: int, parts: tuple[Part, ...], node_class: Any, *fields: Any) -> Part:
    """The node `node_class(*fields)` over these parts, written from `start` to `end`."""
    depth = 1
    for part in parts:
        if part.depth >= depth:
            depth = part.depth + 1
    if depth > MAX_DEPTH:
        raise _too_deep(start, end)
    return Part(node_class(*fields, (start, end)), start, end, depth)


def _too_deep(start: int, end: int) -> SyntaxProblem:
    return SyntaxProblem("GJ213", start, end, {"limit": str(MAX_DEPTH)})


def _nodes(parts: tuple[Part, ...]) -> tuple[Any, ...]:
    return tuple(part.node for part in parts)


def _values(entries: tuple[tuple[str, Part], ...]) -> tuple[Part, ...]:
    return tuple(value for _, value in entries)


def _entries(entries: tuple[tuple[str, Part], ...]) -> tuple[tuple[str, Any], ...]:
    return tuple((key, value.node) for key, value in entries)
