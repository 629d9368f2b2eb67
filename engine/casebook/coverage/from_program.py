"""From a program to looks at it: every rule, row, column and derived value that has boundaries."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.backends.scalar.evaluator import conjunction, evaluator
from engine.casebook.coverage.from_expression import condition_of, value_of
from engine.casebook.coverage.from_test import Written
from engine.casebook.coverage.look import NOTHING, for_each, junction, together, where
from engine.feel.typed import Ref
from engine.ir.expressions import rule_expressions
from engine.ir.program import Clock, Derived, Table
from engine.model.parts import consequence_expressions

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.backends.scalar.evaluator import Evaluate
    from engine.casebook.coverage.look import Condition, Look
    from engine.feel.typed import Expression
    from engine.ir.program import Param, Program, Row, Rule, Step

    Params = Mapping[str, Param]

UPSTREAM = "::"
"""What the names of another policy's steps have in them."""


class Owner(NamedTuple):
    """A rule, a table's row (`<table>.<row>`), a table or a derived value, with the look at its boundaries.

    `expressions` have a part in it; so have those of `earlier` rows, where one of them may be taken first.
    """

    name: str
    look: Look
    expressions: tuple[Expression, ...]
    earlier: tuple[Expression, ...] = ()


def owners_of(program: Program) -> tuple[Owner, ...]:
    """All of a program that has boundaries, but for the steps of other policies."""
    return tuple(owner for owner in _owners(program) if owner.look.boundaries)


def _owners(program: Program) -> Iterator[Owner]:
    params = {param.name: param for param in program.params}
    for step in program.steps:
        yield from _step(step, params)
    yield from (_rule(rule, params) for rule in program.rules if not rule.revokes)


def _step(step: Step, params: Params) -> Iterator[Owner]:
    """Of timed steps the targets of clocks: what else they ask, they ask of events."""
    match step:
        case Derived(name=name, expression=expression) | Clock(name=name, within=expression) if UPSTREAM not in name:
            yield _computed(name, expression, params)
        case Table(id=name) if UPSTREAM not in name:
            yield from (_computed(name, column, params) for column in step.inputs)
            yield from _rows(step, params)


def _computed(name: str, expression: Expression, params: Params) -> Owner:
    """A single expression: a derived value, a column's."""
    return Owner(name, value_of(Written(name, expression, params)), (expression,))


def _rows(table: Table, params: Params) -> Iterator[Owner]:
    """Each row; in a `first` table it is looked at where no earlier one matches."""
    matches = [_matching(table, row, params) for row in table.rows]
    for index, row in enumerate(table.rows):
        taken = index if table.hit == "first" else 0
        look = _row(table, row, matches[index], params)
        free = where(_none_of(matches[:taken]), look) if taken else look
        earlier = tuple(cell for other in table.rows[:taken] for cell in _cells(other))
        yield Owner(f"{table.id}.{row.id}", free, (*_cells(row), *row.outputs), earlier)


def _matching(table: Table, row: Row, params: Params) -> Condition:
    """A row's cells are one condition: each is true or false, never null."""
    columns = zip(row.cells, table.inputs, strict=True)
    written = (Written(f"{table.id}.{row.id}", cell, params, column.text) for cell, column in columns if cell)
    parts = [condition_of(cell) for cell in written]
    return junction(parts, lambda frame: conjunction(part.truth(frame) for part in parts), conjunction=True)


def _row(table: Table, row: Row, matches: Condition, params: Params) -> Look:
    """A row's condition, and what it brings where it matches."""
    owner = f"{table.id}.{row.id}"
    brought = together(value_of(Written(owner, output, params)) for output in row.outputs)
    return together([matches.look, where(matches.truth, brought)])


def _cells(row: Row) -> Iterator[Expression]:
    return (cell for cell in row.cells if cell)


def _none_of(conditions: list[Condition]) -> Evaluate:
    return lambda frame: not any(condition.truth(frame) for condition in conditions)


def _rule(rule: Rule, params: Params) -> Owner:
    """A rule's condition, and where it is true all that its consequences compute."""
    asks = rule.when and not rule.rung and not _is_hit(rule.when)
    asked = condition_of(Written(rule.id, rule.when, params)).look if rule.when and asks else NOTHING
    brought = together(value_of(Written(rule.id, item, params)) for item in consequence_expressions(rule.then))
    if rule.each:
        listed = value_of(Written(rule.id, rule.each.source, params))
        brought = together([listed, for_each(rule.each.name, rule.each.source.root, brought)])
    applied = where(evaluator(rule.when.root), brought) if rule.when else brought
    return Owner(rule.id, together([asked, applied]), tuple(rule_expressions(rule)))


def _is_hit(when: Expression) -> bool:
    """Whether the rule is a table's row, whose cells have been looked at."""
    return isinstance(when.root, Ref) and when.root.kind == "hit"
