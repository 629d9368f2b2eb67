"""Programs laid out in one space: their conditions drafted together, then cut, then told where they are true."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.backends.proof.boxes.masks import cell_of_mask
from engine.backends.proof.conditions.areas import Algebra, Entangled
from engine.backends.proof.conditions.columns import TRUTHS, measured
from engine.backends.proof.conditions.common import common_types
from engine.backends.proof.conditions.draft import Draft
from engine.backends.proof.conditions.drafting import DraftedSide, drafted_side
from engine.backends.proof.conditions.places import Places
from engine.backends.proof.conditions.variables import of_fact
from engine.backends.proof.coordinates.axis import Axis
from engine.backends.proof.coordinates.quantities import UNORDERED
from engine.backends.proof.space import Column, Laid, RuleParts, Space, TableParts, Truth
from engine.feel.types import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from engine.backends.proof.conditions.areas import Areas
    from engine.backends.proof.conditions.columns import Found
    from engine.backends.proof.conditions.drafting import Drafted
    from engine.backends.proof.space import Evaluator, Part, Side
    from engine.ir.regions import Subject


class Drawn(NamedTuple):
    """The columns of a draft. `places`: a variable's first column by its name, a test's by its text."""

    columns: tuple[Column, ...]
    places: Mapping[str, int]
    impossible: Areas
    where: Places


def lay(sides: Sequence[Side], evaluate: Evaluator) -> Space:
    """The sides in one space; `evaluate`: the scalar executor's way of computing an expression.

    A fact that several sides have takes the values that all of them take. A rung's rule isn't laid out.
    """
    draft = Draft(evaluate)
    types = common_types([side.program for side in sides])
    scalars = (of_fact(name, type_) for name, type_ in types.items() if type_.kind is not Kind.LIST)
    draft.variables.update((variable.name, variable) for variable in scalars)
    drafted = [drafted_side(side, draft, types) for side in sides]
    drawn = _drawn(draft)
    settled = [_settled(side, drawn.where, draft) for side in drafted]
    return _space(settled, drawn if settled == drafted else _drawn(draft), draft)


def _drawn(draft: Draft) -> Drawn:
    columns: list[Column] = []
    places: dict[str, int] = {}
    tests: dict[int, Found] = {}
    impossible: Areas = ()
    for name, own in _by_variable(draft).items():
        places[name] = len(columns)
        variable = draft.variables[name]
        found = measured(variable, {number: draft.tests[number] for number in own}, draft.evaluate, len(columns))
        columns += [Column(variable.subject, axis) for axis in found.axes]
        tests |= found.tests
        impossible += found.impossible
    for number, subject in _with_columns(draft):
        places[subject.name] = column = len(columns)
        columns.append(Column(subject, Axis(UNORDERED, values=(True, False), null=subject.type.optional)))
        tests[number] = _at_each(column, columns[column].axis)
    algebra = Algebra(column.axis.size for column in columns)
    known = [{truth: algebra.union(tests[number][truth]) for truth in TRUTHS} for number in range(len(tests))]
    return Drawn(tuple(columns), places, impossible, Places(algebra, known))


def _by_variable(draft: Draft) -> Mapping[str, list[int]]:
    """The numbers of each variable's tests."""
    found: dict[str, list[int]] = {name: [] for name in draft.variables}
    for number, test in enumerate(draft.tests):
        if test.subject is None:
            found[test.variable].append(number)
    return found


def _with_columns(draft: Draft) -> Iterator[tuple[int, Subject]]:
    return ((number, test.subject) for number, test in enumerate(draft.tests) if test.subject)


def _at_each(column: int, axis: Axis) -> Found:
    """A test that has a column of its own is at each atom what that says."""
    return {truth: (((column, 1 << atom),),) if atom < axis.size else () for atom, truth in enumerate(TRUTHS)}


def _settled(side: DraftedSide, where: Places, draft: Draft) -> DraftedSide:
    """With what is too entangled to be gone through left unknown, in a column of its own."""

    def settled(one: Drafted) -> Drafted:
        try:
            _truth(one, where)
        except Entangled:
            return one._replace(tree=draft.opaque(one.expr, "other", one.span))
        return one

    return DraftedSide(
        side.program,
        tuple((rule, settled(one)) for rule, one in side.rules),
        tuple((table, tuple(map(settled, rows))) for table, rows in side.tables),
        tuple(map(settled, side.asked)),
        tuple(map(settled, side.refused)),
    )


def _space(sides: Sequence[DraftedSide], drawn: Drawn, draft: Draft) -> Space:
    refused = (area for side in sides for one in side.refused for area in drawn.where.of(one.tree, True))
    return Space(
        drawn.columns,
        tuple(_laid(side, drawn.where) for side in sides),
        _parts((*drawn.impossible, *refused)),
        tuple(draft.unknown),
        drawn.places,
    )


def _laid(side: DraftedSide, where: Places) -> Laid:
    return Laid(
        side.program,
        tuple(RuleParts(rule, _truth(one, where)) for rule, one in side.rules),
        tuple(TableParts(table, tuple(_truth(row, where).true for row in rows)) for table, rows in side.tables),
        tuple(_truth(one, where) for one in side.asked),
    )


def _truth(one: Drafted, where: Places) -> Truth:
    return Truth(_parts(where.of(one.tree, True)), _parts(where.of(one.tree, None)))


def _parts(areas: Areas) -> tuple[Part, ...]:
    return tuple({column: cell_of_mask(mask) for column, mask in area} for area in areas)
