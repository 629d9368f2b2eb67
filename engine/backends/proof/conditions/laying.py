"""Programs laid out in one space: their conditions drafted together, then cut, then told where they are true."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.backends.proof.conditions.areas import Algebra
from engine.backends.proof.conditions.columns import measured
from engine.backends.proof.conditions.common import common_types
from engine.backends.proof.conditions.draft import Draft
from engine.backends.proof.conditions.places import Places
from engine.backends.proof.conditions.trees import TRUE, every, opposite
from engine.backends.proof.conditions.unfolding.conditions import Conditions
from engine.backends.proof.conditions.unfolding.rewriting import missing
from engine.backends.proof.conditions.variables import of_fact
from engine.backends.proof.coordinates.axis import Axis
from engine.backends.proof.coordinates.cells import cell_of_mask
from engine.backends.proof.coordinates.quantities import UNORDERED
from engine.backends.proof.space import Column, Laid, RuleParts, Space, TableParts, Truth
from engine.feel.typed import Ref
from engine.feel.types import Kind
from engine.ir.program import Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from engine.backends.proof.conditions.areas import Area, Areas
    from engine.backends.proof.conditions.trees import Tree
    from engine.backends.proof.conditions.trees import Truth as Answer
    from engine.backends.proof.space import Evaluator, Part, Side
    from engine.ir.program import Fact, Program, Rule


class Drafted(NamedTuple):
    """A side as trees of tests: its rules, the rows of its own tables, what was asked, where facts are refused."""

    program: Program
    rules: tuple[tuple[Rule, Tree], ...]
    tables: tuple[tuple[Table, tuple[Tree, ...]], ...]
    asked: tuple[Tree, ...]
    refused: tuple[Tree, ...]


def lay(sides: Sequence[Side], evaluate: Evaluator) -> Space:
    """The sides in one space; `evaluate`: the scalar executor's way of computing an expression.

    A fact that several sides have takes the values that all of them take. A rung's rule isn't laid out.
    """
    draft = Draft(evaluate)
    types = common_types([side.program for side in sides])
    for name, type_ in types.items():
        if type_.kind is not Kind.LIST:
            draft.variables[name] = of_fact(name, type_)
    drafted = [_drafted(side, Conditions(side.program, draft, types)) for side in sides]
    return _cut(drafted, draft)


def _drafted(side: Side, conditions: Conditions) -> Drafted:
    program = side.program
    tables = tuple(step for step in program.steps if isinstance(step, Table) and "::" not in step.id)
    return Drafted(
        program,
        tuple((rule, conditions.of(rule.when) if rule.when else TRUE) for rule in _own_rules(program)),
        tuple((table, conditions.tables.matches(table)) for table in tables),
        tuple(map(conditions.of, side.asked)),
        tuple(_refused(fact, conditions) for fact in program.facts if fact.check),
    )


def _own_rules(program: Program) -> Iterator[Rule]:
    """Those that are neither a row nor a rung."""
    rows = {f"{step.id}.{row.id}" for step in program.steps if isinstance(step, Table) for row in step.rows}
    return (rule for rule in program.rules if not rule.rung and rule.id not in rows)


def _refused(fact: Fact, conditions: Conditions) -> Tree:
    """Where a fact is there and its check is false."""
    assert fact.check  # noqa: S101 - only of those is it asked
    checked = conditions.of(fact.check)
    there = Ref(fact.name, "fact", fact.type, (0, 0))
    absent = conditions.tree(conditions.names.spelled(missing(there)), fact.check.place.span(0, 0))
    return every((opposite(absent), opposite(checked)))


def _cut(drafted: Sequence[Drafted], draft: Draft) -> Space:
    columns: list[Column] = []
    places: dict[str, int] = {}
    tests: dict[int, Mapping[Answer, Areas]] = {}
    outside: list[Area] = []
    for variable in draft.variables.values():
        own = {number: test for number, test in enumerate(draft.tests) if test.variable == variable.name}
        places[variable.name] = first = len(columns)
        found = measured(variable, own, draft, first)
        columns += [Column(variable.subject, axis) for axis in found.axes]
        tests |= found.tests
        outside += found.impossible
    for number, test in enumerate(draft.tests):
        if test.subject:
            places[test.subject.name] = column = len(columns)
            columns.append(Column(test.subject, Axis(UNORDERED, values=(True, False), null=test.subject.type.optional)))
            tests[number] = {truth: (((column, 1 << atom),),) for atom, truth in enumerate((True, False, None))}
    algebra = Algebra(column.axis.size for column in columns)
    where = Places(algebra, [_simple(tests[number], algebra) for number in range(len(draft.tests))])
    refused = (where.of(tree, True) for side in drafted for tree in side.refused)
    return Space(
        tuple(columns),
        tuple(_laid(side, where) for side in drafted),
        _parts(algebra.union(tuple(outside), *refused)),
        tuple(draft.unknown),
        places,
    )


def _simple(found: Mapping[Answer, Areas], algebra: Algebra) -> Mapping[Answer, Areas]:
    return {truth: algebra.union(areas) for truth, areas in found.items()}


def _laid(side: Drafted, where: Places) -> Laid:
    return Laid(
        side.program,
        tuple(RuleParts(rule, _truth(tree, where)) for rule, tree in side.rules),
        tuple(TableParts(table, tuple(_parts(where.of(row, True)) for row in rows)) for table, rows in side.tables),
        tuple(_truth(tree, where) for tree in side.asked),
    )


def _truth(tree: Tree, where: Places) -> Truth:
    return Truth(_parts(where.of(tree, True)), _parts(where.of(tree, None)))


def _parts(areas: Areas) -> tuple[Part, ...]:
    return tuple({column: cell_of_mask(mask) for column, mask in area} for area in areas)
