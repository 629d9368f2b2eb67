"""What amounts hang on besides facts: the conditions of `if`, which of several is the least. Told apart, they are sums.

A rule whose amount is `if late then fee * 2 else fee` answers as two rules do, one where it is late and one elsewhere.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from engine.backends.proof.boxes.masks import cell_of_mask, mask_of
from engine.backends.proof.theory.branching import conditions_in
from engine.feel.typed import Apply, Ref
from engine.feel.types import BOOLEAN
from engine.feel.walk import references, walk
from engine.ir.expressions import brought_expressions
from engine.ir.program import Derived, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from engine.backends.proof.difference.forms import Forms
    from engine.backends.proof.space import Laid, Part
    from engine.feel.typed import Expr, Expression
    from engine.ir.program import Program

    Truth = bool | None

MOST = 5
"""Choices beyond which amounts are left as they are written."""
TRUTHS: tuple[Truth, ...] = (True, False, None)


class Choice(NamedTuple):
    """`parts`: where it is true, false and null."""

    condition: Expr
    parts: Mapping[Truth, tuple[Part, ...]]


class Chosen(NamedTuple):
    """Forms of expressions where their choices are made, and where that is."""

    parts: tuple[Part, ...]
    forms: Forms


def asked_of(program: Program) -> tuple[Expression, ...]:
    """What has to be laid out of a program: each condition that a choice hangs on, and its opposite."""
    found = {condition: expression for expression in _amounts(program) for condition in _behind(expression, program)}
    return tuple(replace(expression, root=root) for condition, expression in found.items() for root in _both(condition))


def _both(condition: Expr) -> tuple[Expr, Expr]:
    return condition, Apply("not", (condition,), BOOLEAN, condition.at)


def choices_of(laid: Laid) -> tuple[Choice, ...]:
    """The choices of a program that was laid out with what is `asked_of` it before all else."""
    conditions = [expression.root for expression in asked_of(laid.program)]
    asked = laid.asked[: len(conditions)]
    return tuple(
        Choice(condition, {True: there.true, False: elsewhere.true, None: there.null})
        for condition, there, elsewhere in zip(conditions[::2], asked[::2], asked[1::2], strict=True)
    )


def chosen(
    parts: tuple[Part, ...], expressions: Iterable[Expression], choices: Sequence[Choice], forms: Forms
) -> Iterator[Chosen]:
    """What expressions come to in each of the parts where their choices fall otherwise."""
    if not choices:
        yield Chosen(parts, forms)
        return
    behind = {condition for expression in expressions for condition in _behind(expression, forms.program)}
    own = [choice for choice in choices if choice.condition in behind]
    yield from _chosen(parts, own if len(own) <= MOST else (), forms)


def _chosen(parts: tuple[Part, ...], choices: Sequence[Choice], forms: Forms) -> Iterator[Chosen]:
    if not choices:
        yield Chosen(parts, forms)
        return
    first, *rest = choices
    for truth in TRUTHS:
        left = tuple(_met(parts, first.parts[truth]))
        if left:
            yield from _chosen(left, rest, forms.choosing({first.condition: truth}))


def _met(parts: Iterable[Part], others: Sequence[Part]) -> Iterator[Part]:
    """Where one of the parts meets one of the others."""
    for part in parts:
        for other in others:
            common = {column: mask_of(part[column]) & mask_of(other[column]) for column in part.keys() & other.keys()}
            if all(common.values()):
                yield {**part, **other, **{column: cell_of_mask(mask) for column, mask in common.items()}}


def meet(parts: Iterable[Part], others: Sequence[Part]) -> bool:
    """Whether a part and one of the others have something in common."""
    return next(_met(parts, others), None) is not None


def _amounts(program: Program) -> Iterator[Expression]:
    for rule in program.rules:
        yield from brought_expressions(rule)
    for step in program.steps:
        if isinstance(step, Table):
            yield from (expression for row in step.rows for expression in row.outputs)


def _behind(expression: Expression, program: Program) -> list[Expr]:
    """The conditions that an amount hangs on, itself or by derived values, without those of a list's elements."""
    derived = {step.name: step.expression.root for step in program.steps if isinstance(step, Derived)}
    ahead, found = [expression.root], []
    while ahead:
        part = ahead.pop()
        ahead += [derived[ref.name] for ref in references(part) if ref.name in derived]
        found += [
            condition for node in walk(part) for condition in conditions_in(node) if not _is_of_element(condition)
        ]
    return [*dict.fromkeys(found)]


def _is_of_element(condition: Expr) -> bool:
    return any(isinstance(node, Ref) and node.kind == "local" for node in walk(condition))
