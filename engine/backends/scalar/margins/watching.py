"""What a decision brings besides the rules that apply: each output, and each part of each rule's consequences."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.feel.operators import lookup
from engine.feel.typed import Apply, Ref
from engine.feel.walk import references
from engine.ir.expressions import brought_expressions
from engine.ir.steps import outputs_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.feel.typed import Expr
    from engine.ir.program import Program, Rule


class Watched(NamedTuple):
    """An expression that is watched: an `output`, or a part of what a `rule` brings; the other name is empty."""

    root: Expr
    rule: str = ""
    output: str = ""


def watched_in(program: Program) -> Iterator[Watched]:
    """All that a decision shows of the program's values."""
    for output in outputs_of(program):
        if output.name in program.outputs:
            yield Watched(Ref(output.name, "output", output.result, (0, 0)), output=output.name)
    for rule in program.rules:
        if rule.revokes:
            continue
        for root in _parts(rule):
            if any(ref.kind != "param" for ref in references(root)):
                yield Watched(root, rule=rule.id)


def _parts(rule: Rule) -> Iterator[Expr]:
    """Whom its consequences concern and their attributes; of a rule over a list, how many elements there are."""
    if rule.each is None:
        yield from (expression.root for expression in brought_expressions(rule))
        return
    source = rule.each.source.root
    yield Apply("count", (source,), lookup("count").type_of((source.type,)), source.at)
