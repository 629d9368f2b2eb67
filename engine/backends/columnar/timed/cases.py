"""What a case has besides its history: the facts that its clocks and ladders read, and what is made of these.

They are further columns of the file. A fact that comes from events isn't among them, nor is what a clock reads: both
change as time goes by.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlglot import exp

from engine.backends.columnar.facts import ERRORS
from engine.backends.columnar.nodes import quoted
from engine.backends.columnar.query import CARRIED, Item, carrying, select_text, staged
from engine.backends.columnar.refusal import Refused
from engine.backends.columnar.stages import pipeline
from engine.backends.columnar.terms import Scope, constant
from engine.feel.walk import references
from engine.ir.expressions import step_expressions
from engine.ir.program import Derived, Table
from engine.ir.steps import names_of
from engine.ir.timed import timed_expressions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from engine.backends.columnar.refusal import Refusals
    from engine.feel.typed import Expression, Ref
    from engine.ir.program import Fact, Program, Step
    from engine.ir.timed import Timed

CASE = "/case"
"""The case's id on its way: no fact has such a name."""
ROWS = '"rows"'
"""The relation of the file's rows: "case", and a column per fact."""


@dataclass(frozen=True, slots=True)
class Cases:
    """`select`: the cases of the relation `ROWS`, each once.

    `facts`: those that it reads, by name. `scope`: what names stand for in a row of it, parameters too. A column
    `faults` has the facts' errors, each `<code> <fact>`, or is null.
    """

    select: str
    facts: tuple[Fact, ...]
    scope: Scope


def cases_of(
    program: Program, steps: Iterable[Timed], columns: Mapping[str, exp.DataType] | None, refusals: Refusals
) -> Cases:
    """With the names that the steps read. `columns`: of the file; None: facts have columns of their own types."""
    params = params_of(program)
    part, read = _behind(program, [item for step in steps for item in timed_expressions(step)])
    if not read:
        return Cases(f'SELECT DISTINCT "case", NULL::VARCHAR[] AS faults FROM {ROWS}', (), params)
    built = pipeline(part, columns, refusals)
    terms = {(ref.kind, ref.name): built.scope.terms[ref.kind, ref.name] for ref in read if _known(ref, built.scope)}
    items = [Item(f"case/{name}", term.sql) for (_, name), term in terms.items()]
    items += [Item("case", quoted(CARRIED + CASE)), Item("faults", quoted(ERRORS))]
    said = [fact for fact in part.facts if columns is None or fact.name in columns]
    source: exp.Expr = exp.maybe_parse(f"({_once(said)})", dialect="duckdb")
    select = staged(source, carrying(built.stages, (CASE,)), items)
    scope = params
    for (kind, name), term in terms.items():
        scope = scope.bind(kind, name, replace(term, sql=quoted(f"case/{name}")))
    return Cases(select_text(select), part.facts, scope)


def params_of(program: Program) -> Scope:
    """What parameters stand for; one that SQL can't hold is refused where it is read."""
    scope = Scope()
    for param in program.params:
        try:
            scope = scope.bind("param", param.name, constant(param.value, param.type))
        except Refused:
            continue
    return scope


def _behind(program: Program, expressions: Iterable[Expression]) -> tuple[Program, tuple[Ref, ...]]:
    """The part of the program that the expressions are made of, and what they read of it directly."""
    steps = _fixed_steps(program)
    facts = {fact.name for fact in program.facts if fact.source is None}
    known = facts | {name for step in steps for name in names_of(step)}
    read = {ref.name: ref for item in expressions for ref in references(item.root) if ref.name in known}
    names = set(read)
    needed: list[Step] = []
    for step in reversed(steps):
        if not names.isdisjoint(names_of(step)):
            needed.insert(0, step)
            names |= _names_in(step)
    part = replace(
        program,
        facts=tuple(fact for fact in program.facts if fact.name in names),
        steps=tuple(needed),
        rules=(),
        outputs=(),
    )
    return part, tuple(read.values())


def _fixed_steps(program: Program) -> list[Step]:
    """Derived values and tables that neither events nor clocks have a part in."""
    moving = {fact.name for fact in program.facts if fact.source is not None}
    fixed: list[Step] = []
    for step in program.steps:
        if isinstance(step, Derived | Table) and moving.isdisjoint(_names_in(step)):
            fixed.append(step)
        else:
            moving |= set(names_of(step))
    return fixed


def _names_in(step: Step) -> set[str]:
    return {ref.name for item in step_expressions(step) for ref in references(item.root)}


def _known(ref: Ref, scope: Scope) -> bool:
    """What was refused is reported already."""
    return (ref.kind, ref.name) in scope.terms


def _once(facts: Iterable[Fact]) -> str:
    """Each case once, with the first that it says of each fact."""
    said = "".join(f", any_value({name}) AS {name}" for name in (quoted(fact.name).sql("duckdb") for fact in facts))
    return f'SELECT "case" AS "{CASE}"{said} FROM {ROWS} GROUP BY "case"'
