"""A program as stages of columns, in the order of the pipeline: facts checked, steps, rules."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from sqlglot import exp

from engine.backends.columnar.expressions import translate
from engine.backends.columnar.facts import ERRORS, errors, fact_column, given_name
from engine.backends.columnar.nodes import is_null, quoted, when
from engine.backends.columnar.refusal import Refused
from engine.backends.columnar.tables import answer, output_columns, output_terms
from engine.backends.columnar.terms import Scope, Term, constant
from engine.ir.program import Derived, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from engine.backends.columnar.facts import FactColumn
    from engine.backends.columnar.refusal import Refusals
    from engine.backends.columnar.tables import Answer, Columns
    from engine.diagnostics import Span
    from engine.feel.typed import Expr, Expression
    from engine.ir.program import Fact, Program, Rule, Step


@dataclass(frozen=True, slots=True)
class Stage:
    """Columns added to those of the stages before it. `notes`: per column, where it comes from."""

    name: str
    columns: Columns
    notes: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Pipeline:
    """The stages so far, and what names stand for after them. `conflicts`: a table's contradicting rows, by its id."""

    refusals: Refusals
    scope: Scope = field(default_factory=Scope)
    stages: list[Stage] = field(default_factory=list)
    conflicts: dict[str, exp.Expr] = field(default_factory=dict)

    def read(self, expression: Expression) -> Term:
        """The SQL of an expression; where that is refused, it is reported here and raised again without a code."""
        return self.reading(expression, translate)

    def reading(self, expression: Expression, translation: Callable[[Expr, Scope], Term]) -> Term:
        """As `read`, by another translation of the expression."""
        try:
            return translation(expression.root, self.scope)
        except Refused as refused:
            self.refusals.add_in(expression, refused)
            raise Refused from None

    def add(self, name: str, columns: Columns, notes: Mapping[str, str] | None = None) -> None:
        if columns:
            self.stages.append(Stage(name, columns, notes or {}))


def pipeline(program: Program, columns: Mapping[str, exp.DataType] | None, refusals: Refusals) -> Pipeline:
    """All stages of a program. What SQL can't do goes to `refusals` and is left out of the stages."""
    built = Pipeline(refusals)
    _params(program, built)
    _facts(program, columns, built)
    for step in program.steps if program.in_force else ():
        _step(step, built)
    _rules(program, built)
    return built


def fired_name(rule: Rule) -> str:
    """The column that says whether a rule fired: null where it is undecided, and where the facts couldn't be read."""
    return f"{rule.id}.fired"


def where(span: Span) -> str:
    """A place in the policy's files, as a comment's text."""
    return f"{span.path}:{span.line}".replace("*/", "* /")


def readable() -> exp.Expr:
    """Whether the row's facts could be read: rows with errors decide nothing."""
    return is_null(quoted(ERRORS))


def _params(program: Program, built: Pipeline) -> None:
    for param in program.params:
        built.refusals.item = param.name
        term = built.refusals.attempt(param.origin.span, partial(constant, param.value, param.type))
        if term is not None:
            built.scope = built.scope.bind("param", param.name, term)


def _facts(program: Program, columns: Mapping[str, exp.DataType] | None, built: Pipeline) -> None:
    read = [found for fact in program.facts if (found := _fact(fact, columns, program.zone, built)) is not None]
    given = [(given_name(fact.name), quoted(fact.name)) for fact in read if columns is None or fact.name in columns]
    built.add("facts as given", [*given, *((fact.name, fact.value) for fact in read)])
    for fact in read:
        built.scope = built.scope.bind("fact", fact.name, fact.term)
    built.add("facts checked", [(ERRORS, errors(read, list(_checks(program, built))))])


def _checks(program: Program, built: Pipeline) -> Iterator[tuple[Fact, exp.Expr]]:
    for fact in program.facts:
        check = fact.check
        if check is not None:
            built.refusals.item = fact.name
            term = built.refusals.attempt(fact.span, partial(built.read, check))
            if term is not None:
                yield fact, term.sql


def _fact(fact: Fact, columns: Mapping[str, exp.DataType] | None, zone: str, built: Pipeline) -> FactColumn | None:
    built.refusals.item = fact.name
    return built.refusals.attempt(fact.span, partial(fact_column, fact, columns, zone))


def _step(step: Step, built: Pipeline) -> None:
    match step:
        case Derived():
            _derived(step, built)
        case Table():
            _table(step, built)
        case _:
            built.refusals.report.add("GJ540", step.span, item=step.name)


def _derived(step: Derived, built: Pipeline) -> None:
    built.refusals.item = step.name
    term = built.refusals.attempt(step.expression.place.span(0, 1), partial(built.read, step.expression))
    if term is None:
        return
    note = where(step.expression.place.span(0, 1))
    built.add(f"derived {step.name}", [(step.name, term.sql)], {step.name: note})
    built.scope = built.scope.bind("derived", step.name, Term(quoted(step.name), term.type, term.precision))


def _table(table: Table, built: Pipeline) -> None:
    built.refusals.item = table.id
    found = built.refusals.attempt(table.span, partial(answer, table, built.read))
    if found is None:
        return
    names = ("matches", "row") if len(found.stages) > 1 else ("rows",)
    for name, columns in zip(names, found.stages, strict=True):
        built.add(f"table {table.id} {name}", columns)
    built.add(f"table {table.id}", output_columns(table, found), {table.outputs[0].name: where(table.span)})
    _bind_table(table, found, built)


def _bind_table(table: Table, found: Answer, built: Pipeline) -> None:
    for name, term in output_terms(table, found):
        built.scope = built.scope.bind("output", name, term)
    for row, hit in zip(table.rows, found.hits, strict=True):
        built.scope = built.scope.bind("hit", f"{table.id}.{row.id}", hit)
    if found.conflict is not None:
        built.conflicts[table.id] = found.conflict


def _rules(program: Program, built: Pipeline) -> None:
    fired: Columns = []
    for rule in program.rules:
        built.refusals.item = rule.id
        condition = _condition(rule, program, built)
        if condition is not None:
            fired.append((fired_name(rule), when(readable(), condition)))
    built.add("rules", fired, {fired_name(rule): where(rule.span) for rule in program.rules})


def _condition(rule: Rule, program: Program, built: Pipeline) -> exp.Expr | None:
    if not program.in_force:
        return exp.false()
    if rule.when is None:
        return exp.true()
    term = built.refusals.attempt(rule.span, partial(built.read, rule.when))
    return term.sql if term else None
