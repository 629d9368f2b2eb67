"""From a test in an expression to a boundary: where it stands, what it says, what it reads of parameters."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from engine.backends.scalar.conditions import sign_of
from engine.backends.scalar.evaluator import evaluator
from engine.casebook.coverage.boundaries import Boundary
from engine.casebook.values import shown
from engine.feel.typed import Apply, Const, Expr, Or, Ref
from engine.feel.walk import references, walk

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.diagnostics import Span
    from engine.feel.typed import Expression
    from engine.feel.values import Value
    from engine.ir.program import Param

ORDERED = ("<", "<=", ">", ">=")


class Written(NamedTuple):
    """An expression of `owner`, as a boundary has it.

    `subject`: in a table's cell the text of the column, whose expression stands wherever the cell tests it.
    """

    owner: str
    expression: Expression
    params: Mapping[str, Param]
    subject: str = ""

    def is_subject(self, expr: Expr) -> bool:
        """Whether it stands for the column's expression, which has the place of the whole cell."""
        return bool(self.subject) and not isinstance(expr, Const) and expr.at == (0, len(self.expression.text))

    def text_of(self, expr: Expr) -> str:
        return self.expression.text[slice(*expr.at)]


def boundary_of(test: Expr, written: Written) -> Boundary | None:
    """None for what no case can change, and for what nobody wrote."""
    span = _span(test, written)
    if span is None or not _varies(test):
        return None
    params = {ref.name: written.params[ref.name].value for ref in references(test) if ref.kind == "param"}
    own = Boundary(written.owner, span, _text(test, written), tuple(params.items()))
    sign = sign_of(test)
    if not (sign and isinstance(test, Apply)):
        return own
    left, right = (_operand(arg, written) for arg in test.args)
    own = replace(own, text=f"{left} {sign} {right}")
    return replace(own, sign=sign, left=left, right=right, limit=_limit(test, params)) if sign in ORDERED else own


def _varies(expr: Expr) -> bool:
    """Whether it reads anything but constants and parameters."""
    return any(isinstance(node, Ref) and node.kind != "param" for node in walk(expr))


def _limit(test: Apply, params: dict[str, Value]) -> str:
    """The value of a side that isn't a constant and that no fact changes, as text."""
    fixed = (arg for arg in test.args if not _varies(arg) and not isinstance(arg, Const))
    return next((shown(evaluator(arg)(params), arg.type) for arg in fixed), "")


def _span(test: Expr, written: Written) -> Span | None:
    """Where it stands: a target's comparison, written by nobody, at its bound."""
    if test.at[0] < test.at[1]:
        return written.expression.place.span(*test.at)
    return next((written.params[ref.name].origin.span for ref in references(test) if ref.kind == "param"), None)


def _text(test: Expr, written: Written) -> str:
    """As written; where only what a value must be among stands there, with the value."""
    text = written.text_of(test)
    match test:
        case Or((Apply(args=(member, *_)), *_)) if written.subject:
            return f"{_operand(member, written)} in ({text})"
        case Or((Apply(args=(member, *_)), *_)) if member.at[1] <= test.at[0]:
            return f"{_operand(member, written)} in {text}"
        case Apply("list-contains" | "list-contains-null", (elements, member)) if elements.at == test.at:
            return f"{_operand(member, written)} in {text}"
        case _:
            return text


def _operand(expr: Expr, written: Written) -> str:
    """A side of a comparison; of a target's the bound as it was given."""
    if written.is_subject(expr):
        return written.subject
    if expr.at[0] == expr.at[1] and isinstance(expr, Ref):
        return written.params[expr.name].text if expr.kind == "param" else expr.name
    return written.text_of(expr)
