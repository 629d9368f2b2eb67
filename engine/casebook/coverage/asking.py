"""An expression made ready to be watched: which of the tests in it decide, given everything's value, and how."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.backends.scalar.conditions import sign_of
from engine.backends.scalar.evaluator import evaluator, key
from engine.casebook.coverage.boundaries import Boundary, Sighting
from engine.casebook.values import shown
from engine.feel.typed import And, Apply, Const, Expr, Filter, ForEach, If, Or, Quantifier, Ref
from engine.feel.types import Kind
from engine.feel.walk import children, references, walk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from engine.backends.scalar.evaluator import Evaluate, Frame
    from engine.diagnostics import Span
    from engine.feel.typed import Expression
    from engine.feel.values import Value
    from engine.ir.program import Param

    Look = Callable[[Frame], Iterable[Sighting]]

ORDERED = ("<", "<=", ">", ">=")


class Part(NamedTuple):
    """A condition or a part of one. `look` is for where it decides what becomes of the whole."""

    truth: Evaluate
    look: Look


@dataclass(frozen=True, slots=True)
class Asker:
    """Reads one expression of `owner`; `found` are the boundaries in it.

    `subject`: in a table's cell the text of the column, whose expression stands wherever the cell tests it.
    """

    owner: str
    expression: Expression
    params: Mapping[str, Param]
    subject: str = ""
    found: list[Boundary] = field(default_factory=list)

    def condition(self, expr: Expr) -> Part:
        """What is true or false and decides something."""
        match expr:
            case _ if _is_membership(expr):
                return self._test(expr)
            case And(args) | Or(args):
                return junction([self.condition(arg) for arg in args], evaluator(expr), isinstance(expr, And))
            case Apply("not" | "is-true", (operand,)):
                return Part(evaluator(expr), self.condition(operand).look)
            case Const():
                return Part(evaluator(expr), nothing)
            case If():
                return Part(evaluator(expr), self._choice(expr))
            case _:
                return self._test(expr)

    def value(self, expr: Expr) -> Look:
        """The tests within what is computed."""
        match expr:
            case Const() | Ref():
                return nothing
            case _ if self._is_subject(expr):
                return nothing
            case If():
                return self._choice(expr)
            case ForEach(name, source, body):
                return together([self.value(source), _each(name, source, self.value(body))])
            case Filter(name, source, condition) | Quantifier(_, name, source, condition):
                return together([self.value(source), _each(name, source, self.condition(condition).look)])
            case _ if expr.type.kind is Kind.BOOLEAN:
                return self.condition(expr).look
            case _:
                return together([self.value(child) for child in children(expr)])

    def _choice(self, expr: If) -> Look:
        """A condition, then the branch that it takes."""
        condition = self.condition(expr.condition)
        is_condition = expr.type.kind is Kind.BOOLEAN
        then, otherwise = (
            self.condition(branch).look if is_condition else self.value(branch)
            for branch in (expr.then, expr.otherwise)
        )

        def look(frame: Frame) -> Iterator[Sighting]:
            yield from condition.look(frame)
            yield from (then if condition.truth(frame) is True else otherwise)(frame)

        return look

    def _test(self, expr: Expr) -> Part:
        """A test that isn't made of others; those in its operands are looked at where it decides."""
        truth, inner = evaluator(expr), self._within(expr)
        boundary = self._boundary(expr)
        if boundary is None:
            return Part(truth, inner)
        self.found.append(boundary)
        sides = tuple(evaluator(arg) for arg in expr.args) if isinstance(expr, Apply) and boundary.sign else ()

        def look(frame: Frame) -> Iterator[Sighting]:
            found = truth(frame)
            if isinstance(found, bool):
                left, *others = [side(frame) for side in sides] or [None]
                yield Sighting(boundary, found, bool(others) and left == others[0])
            yield from inner(frame)

        return Part(truth, look)

    def _within(self, expr: Expr) -> Look:
        """The tests in a test's operands."""
        if isinstance(expr, Quantifier):
            return self.value(expr)
        operands = chain.from_iterable(map(children, expr.args)) if isinstance(expr, Or) else children(expr)
        return together([self.value(operand) for operand in operands])

    def _boundary(self, expr: Expr) -> Boundary | None:
        """None for what no case can change, and for what nobody wrote."""
        span = self._span(expr)
        if span is None or not _varies(expr):
            return None
        read = {ref.name: self.params[ref.name].value for ref in references(expr) if ref.kind == "param"}
        params, sign = tuple(read.items()), sign_of(expr)
        if not (sign and isinstance(expr, Apply)):
            return Boundary(self.owner, span, self._text_of(expr), params)
        left, right = (self._operand(arg) for arg in expr.args)
        text = f"{left} {sign} {right}"
        if sign not in ORDERED:
            return Boundary(self.owner, span, text, params)
        return Boundary(self.owner, span, text, params, sign, left, right, self._limit(expr, dict(read)))

    def _limit(self, expr: Apply, params: dict[str, Value]) -> str:
        """The value of a side that isn't a constant and that no fact changes, as text."""
        fixed = (arg for arg in expr.args if not _varies(arg) and not isinstance(arg, Const))
        return next((shown(evaluator(arg)(params), arg.type) for arg in fixed), "")

    def _span(self, expr: Expr) -> Span | None:
        """Where it stands: a target's comparison, written by nobody, at its bound."""
        if expr.at[0] < expr.at[1]:
            return self.expression.place.span(*expr.at)
        return next((self.params[ref.name].origin.span for ref in references(expr) if ref.kind == "param"), None)

    def _text_of(self, expr: Expr) -> str:
        """As written; where only what a value must be among stands there, with the value."""
        text = self.expression.text[slice(*expr.at)]
        match expr:
            case Or((Apply(args=(member, *_)), *_)) if self.subject:
                return f"{self._operand(member)} in ({text})"
            case Or((Apply(args=(member, *_)), *_)) if member.at[1] <= expr.at[0]:
                return f"{self._operand(member)} in {text}"
            case Apply("list-contains" | "list-contains-null", (elements, member)) if elements.at == expr.at:
                return f"{self._operand(member)} in {text}"
            case _:
                return text

    def _operand(self, expr: Expr) -> str:
        """A side of a comparison; of a target's the bound as it was given."""
        if self._is_subject(expr):
            return self.subject
        if expr.at[0] == expr.at[1] and isinstance(expr, Ref):
            return self.params[expr.name].text if expr.kind == "param" else expr.name
        return self.expression.text[slice(*expr.at)]

    def _is_subject(self, expr: Expr) -> bool:
        """Whether it stands for the column's expression, which has the place of the whole cell."""
        return bool(self.subject) and not isinstance(expr, Const) and expr.at == (0, len(self.expression.text))


def junction(parts: Sequence[Part], truth: Evaluate, conjunction: bool) -> Part:
    """`and` (`or`) of parts: one decides where all the others are true (false)."""

    def look(frame: Frame) -> Iterator[Sighting]:
        truths = [part.truth(frame) for part in parts]
        for index, part in enumerate(parts):
            if all(other is conjunction for place, other in enumerate(truths) if place != index):
                yield from part.look(frame)

    return Part(truth, look)


def together(looks: Iterable[Look]) -> Look:
    """Several looks as one."""
    some = [look for look in looks if look is not nothing]
    return (lambda frame: chain.from_iterable(look(frame) for look in some)) if some else nothing


def nothing(_frame: Frame) -> tuple[Sighting, ...]:
    return ()


def _each(name: str, source: Expr, look: Look) -> Look:
    """A look once per element of a list."""
    elements, local = evaluator(source), key(name, "local")

    def every(frame: Frame) -> Iterator[Sighting]:
        listed: Any = elements(frame) or ()
        for element in listed:
            yield from look(frame | {local: element})

    return nothing if look is nothing else every


def _varies(expr: Expr) -> bool:
    """Whether it reads anything but constants and parameters."""
    return any(isinstance(node, Ref) and node.kind != "param" for node in walk(expr))


def _is_membership(expr: Expr) -> bool:
    """`x = a or x = b`, which is how `x in (a, b)` is written in typed expressions: one test."""
    if not (isinstance(expr, Or) and all(isinstance(arg, Apply) and sign_of(arg) == "=" for arg in expr.args)):
        return False
    return len({_identity(arg.args[0]) for arg in expr.args if isinstance(arg, Apply)}) == 1


def _identity(expr: Expr) -> object:
    return (type(expr), expr.name) if isinstance(expr, Ref) else id(expr)
