"""The answer for people: the source's columns, outputs, rules matched, attributes; over one program or several periods."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlglot import exp

from engine.backends.columnar.coercion import read
from engine.backends.columnar.columns import NameGiver, Part, constant_value, is_constant, part_name, parts
from engine.backends.columnar.files import SOURCE
from engine.backends.columnar.query import Item, query, select_items
from engine.backends.columnar.rows import ROW
from engine.backends.columnar.tables import without_nulls
from engine.backends.columnar.terms import constant, quoted
from engine.backends.columnar.widths import sql_type, stored
from engine.feel.types import DATE, STRING, Kind, list_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence

    from engine.backends.columnar.query import Query
    from engine.diagnostics import Diagnostic
    from engine.feel.typed import Expression
    from engine.ir.program import Program, Rule

Types = "Mapping[str, exp.DataType]"
FIXED = ("matched", "undecided", "held", "fact_errors")
"""Columns that every answer has: rule ids, and the faults of facts that can't be used."""


@dataclass(frozen=True, slots=True)
class Money:
    """A column of money: the rule that brings it, and whether it is a list, one amount per element."""

    column: str
    rule: str
    listed: bool


@dataclass(frozen=True, slots=True)
class Answered:
    """`select` yields the answer's rows (and, where `numbered`, their numbers as `ROW`), in the source's order.

    `names`: wanted name to the column's own, `given` ones apart; `outputs` are columns to count values of.
    """

    select: exp.Expression
    refusals: tuple[Diagnostic, ...]
    given: tuple[str, ...]
    names: Mapping[str, str]
    outputs: tuple[tuple[str, str], ...]
    money: tuple[Money, ...]
    rules: tuple[str, ...]

    @property
    def renamed(self) -> tuple[tuple[str, str], ...]:
        return tuple((wanted, name) for wanted, name in self.names.items() if wanted != name)


def answered(
    programs: Sequence[Program], columns: Mapping[str, exp.DataType], today: dt.date, *, numbered: bool = False
) -> Answered:
    """The answer of one program, or of several: then each row by the period in which its date lies."""
    numbered = numbered or len(programs) > 1
    names = _names(programs, columns)
    found = [_query(program, programs, columns, today, numbered=numbered) for program in programs]
    selects = [_for_people(program, each, names, columns) for program, each in zip(programs, found, strict=True)]
    refusals = dict.fromkeys(refusal for each in found for refusal in each.refusals)
    return Answered(
        select=_together(selects),
        refusals=tuple(refusals),
        given=tuple(columns),
        names=names,
        outputs=tuple(_countable(programs, names)),
        money=tuple(dict.fromkeys(money for program in programs for money in _money(program, names))),
        rules=tuple(dict.fromkeys(rule.id for program in programs for rule in program.rules)),
    )


def _names(programs: Sequence[Program], columns: Mapping[str, exp.DataType]) -> dict[str, str]:
    """Every column of the answer by the name it should have; one that the source has too gets the policy's before it."""
    giver = NameGiver(programs[0].policy, {name.casefold() for name in (*columns, ROW)})
    outputs = [name for program in programs for name in program.outputs]
    attributes = [part_name(rule, part) for program in programs for rule in program.rules for part, _ in _shown(rule)]
    return {wanted: giver.give(wanted) for wanted in dict.fromkeys((*outputs, *FIXED, *attributes))}


def _shown(rule: Rule) -> Iterator[tuple[Part, Expression]]:
    """Attributes, and computed subjects: who a consequence goes to is said by the policy otherwise."""
    return ((part, expr) for part, expr in parts(rule) if part.attribute is not None or not is_constant(expr))


def _query(
    program: Program, programs: Sequence[Program], columns: Mapping[str, exp.DataType], today: dt.date, *, numbered: bool
) -> Query:
    source: exp.Expression = quoted_table(SOURCE)
    if numbered:
        number = exp.Window(this=exp.Anonymous(this="ROW_NUMBER", expressions=[]))
        source = exp.select(exp.alias_(number, ROW, quoted=True), "*").from_(source).subquery("numbered rows")
    if len(programs) > 1:
        source = exp.select("*").from_(source).where(_in_period(program, columns, today)).subquery("period")
    keep = (*((ROW,) if numbered else ()), *columns)
    return query(program, "duckdb", source, keep=keep, columns=columns)


def quoted_table(name: str) -> exp.Table:
    return exp.Table(this=exp.to_identifier(name, quoted=True))


def _in_period(program: Program, columns: Mapping[str, exp.DataType], today: dt.date) -> exp.Expression:
    """The row's date lies in the program's period; a row without a readable date goes by today's rules."""
    day = _literal(today)
    name = program.dated_by
    if name in columns and name is not None:
        dated = read(quoted(name), columns[name], stored(DATE), {}).value
        day = exp.Coalesce(this=dated, expressions=[day])
    since = exp.GTE(this=day.copy(), expression=_literal(program.since)) if program.since else exp.true()
    until = exp.LTE(this=day, expression=_literal(program.until)) if program.until else exp.true()
    return exp.and_(since, until)


def _literal(day: dt.date) -> exp.Expression:
    return constant(day, DATE).sql


def _for_people(
    program: Program, found: Query, names: Mapping[str, str], columns: Mapping[str, exp.DataType]
) -> exp.Select:
    items = [
        *(Item(name, quoted(name)) for name in found.kept),
        *(Item(names[name], quoted(found.layout.outputs[name])) for name in program.outputs),
        *_lists(program, found, names),
        *_attributes(program, found, names),
        Item(names["fact_errors"], quoted(found.layout.errors)),
    ]
    return select_items(items).from_(found.select.subquery("decided"))


def _lists(program: Program, found: Query, names: Mapping[str, str]) -> Iterator[Item]:
    fired = {rule: quoted(column) for rule, column in found.layout.fired.items()}
    held = {rule: _waiting(quoted(column)) for rule, column in found.layout.missing.items()}
    undecided = {rule: exp.Is(this=column.copy(), expression=exp.null()) for rule, column in fired.items()}
    conflicts = {
        table: exp.Not(this=exp.Is(this=quoted(column), expression=exp.null()))
        for table, column in found.layout.conflicts.items()
    }
    for name, tests in (("matched", fired), ("undecided", conflicts | undecided), ("held", held)):
        yield Item(names[name], _ids(tests, found))


def _waiting(missing: exp.Expression) -> exp.Expression:
    length = exp.Anonymous(this="LEN", expressions=[missing])
    return exp.GT(this=length, expression=exp.Literal.number(0))


def _ids(tests: Mapping[str, exp.Expression], found: Query) -> exp.Expression:
    """The ids whose test is true, as a list; null where the row's facts couldn't be read."""
    readable = exp.Is(this=quoted(found.layout.errors), expression=exp.null())
    ids = [exp.Case().when(test, exp.Literal.string(name), copy=False) for name, test in tests.items()]
    return exp.Case().when(readable, without_nulls(ids), copy=False)


def _attributes(program: Program, found: Query, names: Mapping[str, str]) -> Iterator[Item]:
    for rule in program.rules if program.in_force else ():
        for part, expression in _shown(rule):
            yield Item(names[part_name(rule, part)], _attribute(program, rule, part, expression, found))


def _attribute(program: Program, rule: Rule, part: Part, expression: Expression, found: Query) -> exp.Expression:
    if not is_constant(expression):
        return quoted(found.layout.parts[rule.id, part])
    value = constant(constant_value(expression, program), expression.type).sql
    return exp.Case().when(quoted(found.layout.fired[rule.id]), value, copy=False)


def _together(selects: Sequence[exp.Select]) -> exp.Expression:
    if len(selects) == 1:
        return selects[0]
    union: exp.Expression = selects[0]
    for select in selects[1:]:
        union = exp.Union(this=union, expression=select, distinct=False, by_name=True)
    return exp.select("*").from_(exp.Subquery(this=union, alias=exp.TableAlias(this=exp.to_identifier("periods")))).order_by(
        quoted(ROW)
    )


def _countable(programs: Sequence[Program], names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The outputs whose values are few: texts, enums, booleans."""
    for program in programs[-1:]:
        declared = {out.name: out for step in program.steps if hasattr(step, "outputs") for out in step.outputs}
        for name in program.outputs:
            if declared[name].result.kind in (Kind.ENUM, Kind.STRING, Kind.BOOLEAN):
                yield name, names[name]


def _money(program: Program, names: Mapping[str, str]) -> Iterator[Money]:
    for rule in program.rules:
        for part, expression in _shown(rule):
            if expression.type.kind is Kind.MONEY:
                listed = rule.each is not None and not is_constant(expression)
                yield Money(names[part_name(rule, part)], rule.id, listed)


EMPTY_LIST = sql_type(list_of(STRING))
