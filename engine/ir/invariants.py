"""What every executor may rely on in a program, checked.

1. Every reference names something that exists: a fact, a parameter, an earlier step, a row, a loop variable in scope.
2. A step reads only facts, parameters and earlier steps.
3. Every `Apply` names an overload of the operator table and has its number of arguments.
4. Conditions are boolean; a cell's condition is never null.
5. Rule ids are unique (but for a ladder's rung and its twin that revokes); each row and each rung of the policy's own
   has its rule; every output of a row has its column.
6. Every node's `at` lies inside its expression's text.
7. A clock or schedule names no calendar, or one of the program's. Of what is kept `per` something only rungs are read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel.operators import lookup
from engine.feel.typed import Apply, Expr, Filter, ForEach, Quantifier, Ref
from engine.feel.types import Kind
from engine.feel.walk import children, references, walk
from engine.ir.expressions import expressions, rule_expressions, step_expressions
from engine.ir.program import Clock, Derived, Ladder, Program, Schedule, Table
from engine.ir.timed import EVENT, lists_of
from engine.model.timed.expressions import of_events, once

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.ir.program import Step

CONDITION = frozenset({Kind.BOOLEAN, Kind.NULL, Kind.ANY})


def violations(program: Program) -> list[str]:
    """Every invariant that the program breaks, in words; empty where it is sound."""
    return [*_references(program), *_conditions(program), *_shapes(program), *_operators(program)]


def _references(program: Program) -> Iterator[str]:
    known: dict[str, set[str]] = {
        "fact": {fact.name for fact in program.facts},
        "param": {param.name for param in program.params},
        "derived": set(),
        "output": set(),
        "hit": set(),
    }
    for step in program.steps:
        yield from _unknown_in(step, known)
        match step:
            case Derived():
                known["derived"].add(step.name)
            case Table():
                known["output"] |= {output.name for output in step.outputs}
                known["hit"] |= {f"{step.id}.{row.id}" for row in step.rows}
            case _:
                known["derived"].update(lists_of(step), () if step.per else (step.name,))
    for rule in program.rules:
        local = frozenset({rule.each.name}) if rule.each else frozenset[str]()
        for expression in rule_expressions(rule):
            yield from _unknown(expression.root, known, local)


def _unknown_in(step: Step, known: dict[str, set[str]]) -> Iterator[str]:
    if isinstance(step, Derived | Table):
        for expression in step_expressions(step):
            yield from _unknown(expression.root, known, frozenset())
        return
    for expression in once(step):
        yield from _unknown(expression.root, known, frozenset())
    for expression in of_events(step):
        yield from _unknown(expression.root, known, frozenset({EVENT}))


def _unknown(node: Expr, known: dict[str, set[str]], local: frozenset[str]) -> Iterator[str]:
    if isinstance(node, Ref):
        names = local if node.kind == "local" else known[node.kind]
        if node.name not in names:
            yield f"unknown {node.kind} {node.name}"
    if isinstance(node, ForEach | Quantifier | Filter):
        yield from _unknown(node.source, known, local)
        body = node.body if isinstance(node, ForEach) else node.condition
        yield from _unknown(body, known, local | {node.name})
        return
    for child in children(node):
        yield from _unknown(child, known, local)


def _conditions(program: Program) -> Iterator[str]:
    for rule in program.rules:
        if rule.when and rule.when.type.kind not in CONDITION:
            yield f"condition of {rule.id} is {rule.when.type.kind}"
    for step in program.steps:
        if isinstance(step, Table):
            for row in step.rows:
                if any(cell and (cell.type.kind is not Kind.BOOLEAN or cell.type.optional) for cell in row.cells):
                    yield f"a cell of {step.id}.{row.id} may be null"


def _shapes(program: Program) -> Iterator[str]:
    ids = [rule.id for rule in program.rules if not rule.revokes]
    if len(set(ids)) < len(ids):
        yield "two rules have one id"
    yield from _timed_shapes(program)
    for step in program.steps:
        if isinstance(step, Table):
            for row in step.rows:
                if len(row.cells) != len(step.inputs) or len(row.outputs) != len(step.outputs):
                    yield f"row {step.id}.{row.id} does not fit its table"
                if "::" not in step.id and f"{step.id}.{row.id}" not in ids:
                    yield f"row {step.id}.{row.id} has no rule"


def _timed_shapes(program: Program) -> Iterator[str]:
    calendars = {"", *(calendar.id for calendar in program.calendars)}
    listed = (rule.each.source.root for rule in program.rules if rule.rung and rule.each)
    lists = {ref.name for source in listed for ref in references(source)}
    for step in program.steps:
        if isinstance(step, Clock | Schedule) and step.calendar not in calendars:
            yield f"unknown calendar {step.calendar}"
        if isinstance(step, Clock | Ladder | Schedule):
            yield from (f"{name} has no rule" for name in lists_of(step) if name not in lists)


def _operators(program: Program) -> Iterator[str]:
    for expression in expressions(program):
        for node in walk(expression.root):
            start, end = node.at
            if not 0 <= start <= end <= len(expression.text):
                yield f"node at {node.at} outside `{expression.text}`"
            if isinstance(node, Apply):
                overload = lookup(node.op)
                if not overload.variadic and len(node.args) != len(overload.params):
                    yield f"{node.op} has {len(node.args)} arguments"
