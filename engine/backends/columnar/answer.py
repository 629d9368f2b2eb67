"""The answer for people: the source's columns, outputs, rules matched, attributes; over one or several periods."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from sqlglot import exp

from engine.backends.columnar.coercion import Words, read
from engine.backends.columnar.columns import NameGiver, Part, constant_value, is_constant, part_name, parts
from engine.backends.columnar.files import SOURCE
from engine.backends.columnar.instants import midnight
from engine.backends.columnar.nodes import (
    both,
    call,
    is_null,
    is_there,
    mapped,
    quoted,
    text,
    when,
    whole,
    without_nulls,
)
from engine.backends.columnar.query import Item, query, select_items
from engine.backends.columnar.rows import ROW
from engine.backends.columnar.templates import fill, template
from engine.backends.columnar.terms import constant
from engine.backends.columnar.widths import stored
from engine.feel.types import DATE, DATE_TIME, Kind, list_of
from engine.ir.program import Table
from engine.ir.steps import outputs_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from engine.backends.columnar.query import Query
    from engine.diagnostics import Diagnostic
    from engine.feel.typed import Expression
    from engine.feel.types import Type
    from engine.ir.program import Fact, Program, Rule

SPAN_TEXT = "string-of-span"
ONE_DAY = dt.timedelta(days=1)
LISTS = ("matched", "undecided", "held")
"""Columns of rule ids; `held` only where a rule waits for evidence."""


@dataclass(frozen=True, slots=True)
class Money:
    """A column of money: its name, the rule that brings it, and whether it is a list, one amount per element."""

    name: str
    column: str
    rule: str
    listed: bool


@dataclass(frozen=True, slots=True)
class Answered:
    """`select` yields the answer's rows in the source's order; `numbered` too, with their numbers as `ROW`.

    `names`: the columns by the names that they should have. `outputs`: (name, column) of those whose values are few.
    `items`: whatever may be undecided, rules and tables.
    """

    select: exp.Expr
    numbered: exp.Expr
    refusals: tuple[Diagnostic, ...]
    names: Mapping[str, str]
    outputs: tuple[tuple[str, str], ...]
    money: tuple[Money, ...]
    rules: tuple[str, ...]
    items: tuple[str, ...]
    facts: Mapping[str, Fact]

    @property
    def renamed(self) -> tuple[tuple[str, str], ...]:
        return tuple((wanted, name) for wanted, name in self.names.items() if wanted != name)


def answered(programs: Sequence[Program], columns: Mapping[str, exp.DataType], today: dt.date) -> Answered:
    """The answer of one program, or of several: then each row by the period in which its date lies."""
    names = _names(programs, columns)
    found = [_query(program, programs, columns, today) for program in programs]
    selects = [_for_people(program, each, names) for program, each in zip(programs, found, strict=True)]
    numbered = _together(selects)
    rules = tuple(dict.fromkeys(rule.id for program in programs for rule in program.rules))
    return Answered(
        select=_without_number(numbered) if len(programs) > 1 else _unnumbered(programs[0], columns, names),
        numbered=numbered,
        refusals=tuple(dict.fromkeys(refusal for each in found for refusal in each.refusals)),
        names=names,
        outputs=tuple(dict.fromkeys(pair for program in programs for pair in _countable(program, names))),
        money=tuple(dict.fromkeys(money for program in programs for money in _money(program, names))),
        rules=rules,
        items=tuple(dict.fromkeys((*(table for each in found for table in each.layout.conflicts), *rules))),
        facts={fact.name: fact for program in programs for fact in program.facts},
    )


def _unnumbered(program: Program, columns: Mapping[str, exp.DataType], names: Mapping[str, str]) -> exp.Expr:
    """Numbering rows would keep the database from reading them in parallel."""
    plain = query(program, "duckdb", quoted_table(SOURCE), keep=tuple(columns), columns=columns)
    return _for_people(program, plain, names)


def _without_number(numbered: exp.Expr) -> exp.Expr:
    star = exp.Star(except_=[exp.to_identifier(ROW, quoted=True)])
    return exp.select(star).from_(exp.Subquery(this=numbered, alias=exp.TableAlias(this=exp.to_identifier("numbered"))))


def _names(programs: Sequence[Program], columns: Mapping[str, exp.DataType]) -> dict[str, str]:
    """Every column of the answer by the name it should have; one that the source has gets the policy's before it."""
    giver = NameGiver(programs[0].policy, {name.casefold() for name in (*columns, ROW)})
    outputs = [name for program in programs for name in program.outputs]
    waiting = any(rule.requires for program in programs for rule in program.rules)
    lists = [name for name in LISTS if waiting or name != "held"]
    attributes = [part_name(rule, part) for program in programs for rule in program.rules for part, _ in _shown(rule)]
    return {wanted: giver.give(wanted) for wanted in dict.fromkeys((*outputs, *lists, *attributes, "fact_errors"))}


def _shown(rule: Rule) -> Iterator[tuple[Part, Expression]]:
    """Attributes, and computed subjects: who a consequence goes to is said by the policy otherwise."""
    return ((part, expr) for part, expr in parts(rule) if part.attribute is not None or not is_constant(expr))


def _query(program: Program, programs: Sequence[Program], columns: Mapping[str, exp.DataType], today: dt.date) -> Query:
    number = exp.Window(this=call("ROW_NUMBER"))
    rows = exp.select(exp.alias_(number, ROW, quoted=True), "*").from_(quoted_table(SOURCE))
    source: exp.Expr = rows.subquery("numbered")
    if len(programs) > 1:
        source = exp.select("*").from_(source).where(_in_period(program, programs, columns, today)).subquery("dated")
    return query(program, "duckdb", source, keep=(ROW, *columns), columns=columns)


def quoted_table(name: str) -> exp.Table:
    return exp.Table(this=exp.to_identifier(name, quoted=True))


def _in_period(
    program: Program, programs: Sequence[Program], columns: Mapping[str, exp.DataType], today: dt.date
) -> exp.Expr:
    """The row's date lies in the program's period; a row without a readable date goes by today's rules."""
    fact = next((fact for other in programs for fact in other.facts if fact.name == program.dated_by), None)
    timed = fact is not None and fact.type.kind is Kind.DATE_TIME
    begin = partial(midnight, zone=program.zone) if timed else _literal
    found = begin(today)
    if fact is not None and fact.name in columns:
        wanted = stored(DATE_TIME if timed else DATE)
        dated = read(quoted(fact.name), columns[fact.name], wanted, Words(zone=program.zone)).value
        found = exp.Coalesce(this=dated, expressions=[found])
    since = exp.GTE(this=found.copy(), expression=begin(program.since)) if program.since else exp.true()
    until = exp.LT(this=found, expression=begin(program.until + ONE_DAY)) if program.until else exp.true()
    return both(since, until)


def _literal(day: dt.date) -> exp.Expr:
    return constant(day, DATE).sql


def _for_people(program: Program, found: Query, names: Mapping[str, str]) -> exp.Select:
    items = [
        *(Item(name, quoted(name)) for name in found.kept),
        *_outputs(program, found, names),
        *_lists(found, names),
        *_attributes(program, found, names),
        Item(names["fact_errors"], quoted(found.layout.errors)),
    ]
    return select_items(items).from_(found.select.subquery("decided"))


def _outputs(program: Program, found: Query, names: Mapping[str, str]) -> Iterator[Item]:
    types = {output.name: output.result for output in outputs_of(program)}
    for name in program.outputs:
        yield Item(names[name], _readable(quoted(found.layout.outputs[name]), types[name]))


def _readable(value: exp.Expr, static: Type) -> exp.Expr:
    """Spans as decisions write them: `PT5M`, `3 working days`."""
    if static.kind is Kind.SPAN:
        return when(is_there(value), fill(template(SPAN_TEXT) or value, [value]))
    listed = static.kind is Kind.LIST and static.element is not None and static.element.kind is Kind.SPAN
    return mapped(value, "span", _readable(quoted("span"), static.element or static)) if listed else value


def _lists(found: Query, names: Mapping[str, str]) -> Iterator[Item]:
    fired = {rule: quoted(column) for rule, column in found.layout.fired.items()}
    held = {rule: _waiting(quoted(column)) for rule, column in found.layout.missing.items()}
    undecided = {rule: is_null(column) for rule, column in fired.items()}
    conflicts = {table: is_there(quoted(column)) for table, column in found.layout.conflicts.items()}
    for name, tests in (("matched", fired), ("undecided", conflicts | undecided), ("held", held)):
        if name in names:
            yield Item(names[name], _ids(tests, found))


def _waiting(missing: exp.Expr) -> exp.Expr:
    return exp.GT(this=call("LEN", missing), expression=whole(0))


def _ids(tests: Mapping[str, exp.Expr], found: Query) -> exp.Expr:
    """The ids whose test is true, as a list; null where the row's facts couldn't be read."""
    ids = [when(test, text(name)) for name, test in tests.items()]
    return when(is_null(quoted(found.layout.errors)), without_nulls(ids))


def _attributes(program: Program, found: Query, names: Mapping[str, str]) -> Iterator[Item]:
    for rule in program.rules if program.in_force else ():
        for part, expression in _shown(rule):
            yield Item(names[part_name(rule, part)], _attribute(program, rule, part, expression, found))


def _attribute(program: Program, rule: Rule, part: Part, expression: Expression, found: Query) -> exp.Expr:
    if not is_constant(expression):
        static = list_of(expression.type) if rule.each else expression.type
        return _readable(quoted(found.layout.parts[rule.id, part]), static)
    value = constant(constant_value(expression, program), expression.type).sql
    return when(quoted(found.layout.fired[rule.id]), _readable(value, expression.type))


def _together(selects: Sequence[exp.Select]) -> exp.Expr:
    if len(selects) == 1:
        return selects[0]
    union: exp.Expr = selects[0]
    for select in selects[1:]:
        union = exp.Union(this=union, expression=select, distinct=False, by_name=True)
    periods = exp.Subquery(this=union, alias=exp.TableAlias(this=exp.to_identifier("periods")))
    return exp.select("*").from_(periods).order_by(quoted(ROW))


def _countable(program: Program, names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The outputs whose values are few: texts, enums, booleans."""
    tables = (step for step in program.steps if isinstance(step, Table))
    few = {out.name for table in tables for out in table.outputs if out.result.kind in _FEW_VALUES}
    return ((name, names[name]) for name in program.outputs if name in few)


_FEW_VALUES = (Kind.ENUM, Kind.STRING, Kind.BOOLEAN)


def _money(program: Program, names: Mapping[str, str]) -> Iterator[Money]:
    for rule in program.rules:
        for part, expression in _shown(rule):
            if expression.type.kind is Kind.MONEY:
                name = part_name(rule, part)
                yield Money(name, names[name], rule.id, rule.each is not None and not is_constant(expression))
