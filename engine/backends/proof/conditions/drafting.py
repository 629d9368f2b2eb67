"""A side drafted: its rules, tables, checks and what is asked of it, as trees of tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.backends.proof.conditions.trees import TRUE, every, opposite
from engine.backends.proof.conditions.unfolding.conditions import Conditions
from engine.backends.proof.conditions.unfolding.rewriting import missing
from engine.feel.typed import And, Const, Ref
from engine.feel.types import BOOLEAN
from engine.ir.program import Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.backends.proof.conditions.draft import Draft
    from engine.backends.proof.conditions.trees import Tree
    from engine.backends.proof.space import Side
    from engine.diagnostics import Span
    from engine.feel.typed import Expr, Expression
    from engine.feel.types import Type
    from engine.ir.program import Fact, Program, Row, Rule


class Drafted(NamedTuple):
    """A condition: as a tree of tests, as an expression, and where that stands."""

    tree: Tree
    expr: Expr
    span: Span


class DraftedSide(NamedTuple):
    """`refused`: where facts aren't taken."""

    program: Program
    rules: tuple[tuple[Rule, Drafted], ...]
    tables: tuple[tuple[Table, tuple[Drafted, ...]], ...]
    asked: tuple[Drafted, ...]
    refused: tuple[Drafted, ...]


def drafted_side(side: Side, draft: Draft, types: Mapping[str, Type]) -> DraftedSide:
    """`types`: of the facts, as all sides have them."""
    program, conditions = side.program, Conditions(side.program, draft, types)
    tables = tuple(step for step in program.steps if isinstance(step, Table) and "::" not in step.id)
    return DraftedSide(
        program,
        tuple((rule, _of_rule(rule, conditions)) for rule in _own_rules(program)),
        tuple((table, tuple(_of_rows(table, conditions))) for table in tables),
        tuple(_drafted(asked, conditions.of(asked)) for asked in side.asked),
        tuple(_refused(fact, fact.check, conditions) for fact in program.facts if fact.check),
    )


def _own_rules(program: Program) -> Iterator[Rule]:
    """Those that are neither a row nor a rung."""
    rows = {f"{step.id}.{row.id}" for step in program.steps if isinstance(step, Table) for row in step.rows}
    return (rule for rule in program.rules if not rule.rung and rule.id not in rows)


def _drafted(expression: Expression, tree: Tree) -> Drafted:
    return Drafted(tree, expression.root, expression.place.span(0, len(expression.text)))


def _of_rule(rule: Rule, conditions: Conditions) -> Drafted:
    if rule.when is None:
        return Drafted(TRUE, Const(True, BOOLEAN, (0, 0)), rule.span)
    return _drafted(rule.when, conditions.of(rule.when))


def _of_rows(table: Table, conditions: Conditions) -> Iterator[Drafted]:
    for row, tree in zip(table.rows, conditions.tables.matches(table), strict=True):
        yield Drafted(tree, _all_cells(row), row.span)


def _all_cells(row: Row) -> Expr:
    return And(tuple(cell.root for cell in row.cells if cell), BOOLEAN, (0, 0))


def _refused(fact: Fact, check: Expression, conditions: Conditions) -> Drafted:
    """Where a fact is there and its check is false."""
    there = Ref(fact.name, "fact", fact.type, (0, 0))
    absent = conditions.tree(conditions.names.spelled(missing(there)), fact.span)
    return _drafted(check, every((opposite(absent), opposite(conditions.of(check)))))
