"""A program made ready to be watched: every rule, row and derived value with the boundaries in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from engine.backends.scalar.evaluator import conjunction, evaluator, key
from engine.casebook.coverage.asking import Asker, junction, nothing, together
from engine.feel.typed import Ref
from engine.ir.expressions import rule_expressions
from engine.ir.program import Derived
from engine.model.parts import consequence_expressions

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.backends.scalar.evaluator import Frame
    from engine.casebook.coverage.asking import Look, Part
    from engine.casebook.coverage.boundaries import Boundary, Sighting
    from engine.feel.typed import Expression
    from engine.ir.program import Each, Param, Program, Row, Rule, Table

    Params = Mapping[str, Param]

UPSTREAM = "::"
"""What the names of another policy's steps have in them."""


class Watched(NamedTuple):
    """`look` tells which of the `boundaries` decide, given everything's value, and how.

    `expressions` have a part in it; so have those of `earlier` rows, where one of them may be taken first.
    """

    owner: str
    boundaries: tuple[Boundary, ...]
    expressions: tuple[Expression, ...]
    look: Look
    earlier: tuple[Expression, ...] = ()


def watch(program: Program) -> tuple[Watched, ...]:
    """All of a program that has boundaries, but for the steps of other policies."""
    params = {param.name: param for param in program.params}
    found: list[Watched] = []
    for step in program.steps:
        if isinstance(step, Derived):
            found += [_of_one(step.name, step.expression, params)] if UPSTREAM not in step.name else []
        elif UPSTREAM not in step.id:
            found += [_of_one(step.id, item, params) for item in step.inputs]
            found += _rows(step, params)
    found += [_rule(rule, params) for rule in program.rules]
    return tuple(watched for watched in found if watched.boundaries)


def _of_one(owner: str, expression: Expression, params: Params) -> Watched:
    """A single expression: a derived value, a column's."""
    asker = Asker(owner, expression, params)
    look = asker.value(expression.root)
    return Watched(owner, tuple(asker.found), (expression,), look)


def _rows(table: Table, params: Params) -> Iterator[Watched]:
    """Each row; one of a `first` table isn't asked where an earlier one matches."""
    earlier: list[tuple[Row, Part]] = []
    for row in table.rows:
        whole, watched = _row(table, row, tuple(earlier), params)
        yield watched
        if table.hit == "first":
            earlier.append((row, whole))


def _row(table: Table, row: Row, earlier: tuple[tuple[Row, Part], ...], params: Params) -> tuple[Part, Watched]:
    """A row, whose cells are one condition."""
    owner = f"{table.id}.{row.id}"
    columns = [(cell, subject.text) for cell, subject in zip(row.cells, table.inputs, strict=True) if cell]
    cells = [Asker(owner, cell, params, subject) for cell, subject in columns]
    outputs = [Asker(owner, output, params) for output in row.outputs]
    whole = _matching([asker.condition(asker.expression.root) for asker in cells])
    brought = together([asker.value(asker.expression.root) for asker in outputs])

    def look(frame: Frame) -> Iterator[Sighting]:
        if any(other.truth(frame) for _, other in earlier):
            return
        yield from whole.look(frame)
        if brought is not nothing and whole.truth(frame):
            yield from brought(frame)

    taken = tuple(cell for other, _ in earlier for cell in other.cells if cell)
    expressions = (*(cell for cell, _ in columns), *row.outputs)
    return whole, Watched(owner, _found(*cells, *outputs), expressions, look, taken)


def _matching(parts: list[Part]) -> Part:
    """Cells are true or false, never null."""
    return junction(parts, lambda frame: conjunction(part.truth(frame) for part in parts), conjunction=True)


def _rule(rule: Rule, params: Params) -> Watched:
    """A rule: its condition, and where that is true all that its consequences compute."""
    written = rule.when if rule.when and not _is_hit(rule.when) else None
    condition = Asker(rule.id, written, params) if written else None
    asked = condition.condition(condition.expression.root) if condition else None
    listed = Asker(rule.id, rule.each.source, params) if rule.each else None
    computed = [Asker(rule.id, item, params) for item in consequence_expressions(rule.then)]
    source = listed.value(listed.expression.root) if listed else nothing
    brought = _once_each(rule.each, together([asker.value(asker.expression.root) for asker in computed]))
    applies = evaluator(rule.when.root) if rule.when else _always

    def look(frame: Frame) -> Iterator[Sighting]:
        if asked:
            yield from asked.look(frame)
        if applies(frame) is True:
            yield from source(frame)
            yield from brought(frame)

    askers = [asker for asker in (condition, listed, *computed) if asker]
    return Watched(rule.id, _found(*askers), tuple(rule_expressions(rule)), look)


def _is_hit(when: Expression) -> bool:
    """Whether the rule is a table's row, whose cells have been watched."""
    return isinstance(when.root, Ref) and when.root.kind == "hit"


def _once_each(each: Each | None, look: Look) -> Look:
    if each is None or look is nothing:
        return look
    elements, name = evaluator(each.source.root), key(each.name, "local")

    def every(frame: Frame) -> Iterator[Sighting]:
        listed: Any = elements(frame) or ()
        for element in listed:
            yield from look(frame | {name: element})

    return every


def _always(_frame: Frame) -> bool:
    return True


def _found(*askers: Asker) -> tuple[Boundary, ...]:
    return tuple(boundary for asker in askers for boundary in asker.found)
