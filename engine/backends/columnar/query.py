"""A program as one SELECT: its stages as common table expressions, its answer as flat, typed columns."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from sqlglot import exp
from sqlglot.errors import ParseError

from engine.backends.columnar.columns import Layout, layout
from engine.backends.columnar.consequences import column_parts, elements_of, missing_of, value_of
from engine.backends.columnar.dialects import DIALECTS, lacking, text_comparisons
from engine.backends.columnar.facts import ERRORS
from engine.backends.columnar.nodes import quoted, when
from engine.backends.columnar.refusal import Refusals
from engine.backends.columnar.stages import Pipeline, Stage, fired_name, pipeline, readable
from engine.backends.columnar.widths import sql_type, stored
from engine.diagnostics import Diagnostic, PolicyError
from engine.feel.types import STRING, list_of
from engine.ir.hits import CONTRADICTABLE
from engine.ir.program import Derived, Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from engine.diagnostics import Span
    from engine.ir.program import Program, Rule

CARRIED = "source/"
"""Stands before the names of the source's own columns on their way through the query: no id holds a slash."""


@dataclass(frozen=True, slots=True)
class Query:
    """A program's SELECT, and how its columns are called. `select` is right only where there are no `refusals`."""

    select: exp.Select
    layout: Layout
    refusals: tuple[Diagnostic, ...]
    title: str
    kept: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """A column of the answer."""

    name: str
    value: exp.Expr


def program_sql(
    program: Program,
    dialect: str = "duckdb",
    source: str = "facts",
    *,
    keep: Sequence[str] = (),
    columns: Mapping[str, str] | None = None,
) -> str:
    """The program as one SELECT over the relation `source`, in the dialect `duckdb`, `postgres` or `spark`.

    The relation has a column per fact. `columns` gives its columns' SQL types (DuckDB's), so that texts, floats and
    JSON are read exactly; without it, every fact has a column of the fact's own type. `keep` names the columns to carry
    along, such as a row's key. Per row come: those; the facts as they were read; `fact_errors` (null, or a list of
    `<code> <fact>`: such a row decides nothing); an output each; per rule `<rule>.fired` (null: undecided), its
    attributes as `<rule>.<do>.<attribute>` (constants left out), `<rule>.missing` evidence; per
    table `<table>.conflict`.

    Raises `PolicyError` with what SQL can't do exactly, by rule and line.
    """
    known_dialect(dialect)
    types = parse_types(columns) if columns is not None else None
    found = query(program, dialect, exp.to_table(source), keep=keep, columns=types)
    if found.refusals:
        raise PolicyError(found.refusals)
    return text_of(found, dialect)


def known_dialect(dialect: str) -> None:
    """Raises `PolicyError` for a dialect that there is not."""
    if dialect not in DIALECTS:
        raise PolicyError([Diagnostic("GJ524", None, (("dialect", dialect),))])


def refusals(program: Program, dialect: str = "duckdb") -> tuple[Diagnostic, ...]:
    """What SQL can't do exactly, or the dialect has no words for: by rule and line, with the reason and a way out."""
    known_dialect(dialect)
    return query(program, dialect, exp.to_table("facts")).refusals


def select_text(select: exp.Expr) -> str:
    """A tree as DuckDB's text."""
    return select.sql(dialect="duckdb")


def text_of(found: Query, dialect: str) -> str:
    return f"/* {found.title} */\n{found.select.sql(dialect=dialect, pretty=True)}"


def parse_types(columns: Mapping[str, str]) -> dict[str, exp.DataType]:
    """The columns' types, parsed; what can't be is taken for an opaque type, from which no fact can be read."""
    return {name: _parse_type(text) for name, text in columns.items()}


def _parse_type(text: str) -> exp.DataType:
    try:
        return exp.DataType.build(text, dialect="duckdb")
    except (ParseError, ValueError):
        return exp.DataType.build("BLOB")


def query(
    program: Program,
    dialect: str,
    source: exp.Expr,
    *,
    keep: Sequence[str] = (),
    columns: Mapping[str, exp.DataType] | None = None,
) -> Query:
    """As `to_sql`, as a tree, refusals and all."""
    refused = Refusals()
    names = layout(program, keep)
    built = pipeline(program, columns, refused)
    items = [*_carried(keep), *_items(program, built, names)]
    stages = carrying(built.stages, keep)
    select = staged(source, stages, items)
    _refuse_dialect(program, dialect, stages, items, refused)
    return Query(select, names, refused.sorted(), _title(program), tuple(keep))


def carrying(stages: Sequence[Stage], keep: Sequence[str]) -> list[Stage]:
    """The first stage takes the kept columns along."""
    first, *others = stages
    return [replace(first, columns=[*((CARRIED + name, quoted(name)) for name in keep), *first.columns]), *others]


def _carried(keep: Sequence[str]) -> list[Item]:
    return [Item(name, quoted(CARRIED + name)) for name in keep]


def _items(program: Program, built: Pipeline, names: Layout) -> list[Item]:
    return [
        *(Item(names.facts[fact.name], quoted(fact.name)) for fact in program.facts),
        Item(names.errors, quoted(ERRORS)),
        *_outputs(program, built, names),
        *_rules(program, built, names),
        *(Item(names.conflicts[table], _guarded(value)) for table, value in _conflicts(program, built)),
    ]


def _outputs(program: Program, built: Pipeline, names: Layout) -> Iterator[Item]:
    declared = {out.name: out for step in program.steps if isinstance(step, Table) for out in step.outputs}
    for name in program.outputs:
        term = built.scope.terms.get(("output", name))
        if term is not None:
            yield Item(names.outputs[name], _guarded(term.sql.copy()))
        elif not program.in_force:
            yield Item(names.outputs[name], exp.cast(exp.null(), sql_type(stored(declared[name].result))))


def _guarded(value: exp.Expr) -> exp.Expr:
    return when(readable(), value)


def _conflicts(program: Program, built: Pipeline) -> Iterator[tuple[str, exp.Expr]]:
    for step in program.steps:
        if isinstance(step, Table) and step.hit in CONTRADICTABLE:
            yield step.id, built.conflicts.get(step.id, exp.cast(exp.null(), sql_type(list_of(STRING))))


def _rules(program: Program, built: Pipeline, names: Layout) -> Iterator[Item]:
    for rule in program.rules:
        built.refusals.item = rule.id
        yield Item(names.fired[rule.id], quoted(fired_name(rule)))
        if program.in_force:
            yield from _consequences(rule, built, names)


def _consequences(rule: Rule, built: Pipeline, names: Layout) -> Iterator[Item]:
    requires = rule.requires
    if requires:
        missing = built.refusals.attempt(requires.span, partial(missing_of, rule, requires))
        yield Item(names.missing[rule.id], missing or exp.null())
    if rule.each:
        elements = built.refusals.attempt(rule.span, partial(elements_of, rule, rule.each, built.read))
        yield Item(names.elements[rule.id], elements or exp.null())
    for part in column_parts(rule):
        term = built.refusals.attempt(rule.span, partial(value_of, rule, part, built))
        if term is not None:
            yield Item(names.parts[rule.id, part], term.sql)


def staged(source: exp.Expr, stages: Sequence[Stage], items: Sequence[Item]) -> exp.Select:
    """The items of the last stage. Each stage reads the one before it; the first, the source."""
    select = select_items(items)
    before: exp.Expr = source
    for stage in stages:
        kept = [] if before is source else [exp.Star()]
        columns = [_column(Item(name, value), stage.notes.get(name, "")) for name, value in stage.columns]
        select = select.with_(exp.to_identifier(stage.name, quoted=True), as_=exp.select(*kept, *columns).from_(before))
        before = exp.to_table(stage.name)
        before.this.set("quoted", True)
    return select.from_(before)


def select_items(items: Sequence[Item]) -> exp.Select:
    """The columns of an answer, from nowhere yet."""
    return exp.select(*(_column(item) for item in items))


def _column(item: Item, note: str = "") -> exp.Expr:
    same = isinstance(item.value, exp.Column) and item.value.name == item.name
    named = item.value if same else exp.alias_(item.value, item.name, quoted=True)
    if note:
        named.add_comments([f" {note} "])
    return named


def _title(program: Program) -> str:
    since = program.since.isoformat() if program.since else ""
    until = program.until.isoformat() if program.until else ""
    period = f", {since}..{until}" if since or until else ""
    return f"{program.policy} ({program.branch}{period})".replace("*/", "* /")


def _refuse_dialect(
    program: Program, dialect: str, stages: Sequence[Stage], items: Sequence[Item], refused: Refusals
) -> None:
    """What the dialect has no words for, by the rule or step that needs it."""
    for expression, node in text_comparisons(program) if dialect == "postgres" else ():
        span = expression.place.span(*node.at)
        refused.report.add("GJ507", span, item=expression.text, dialect=dialect, lacking="the order of code points")
    for stage in stages:
        for name, value in stage.columns:
            _refuse_column(program, name, lacking(value, dialect), dialect, refused)
    for item in items:
        _refuse_column(program, item.name, lacking(item.value, dialect), dialect, refused)


def _refuse_column(program: Program, name: str, lacks: str, dialect: str, refused: Refusals) -> None:
    if lacks:
        refused.item = name
        refused.report.add("GJ507", _span_of(program, name), item=name, dialect=dialect, lacking=lacks)


def _span_of(program: Program, name: str) -> Span | None:
    """Where the thing stands that a column belongs to: the longest id that begins its name."""
    spans = {fact.name: fact.span for fact in program.facts} | {rule.id: rule.span for rule in program.rules}
    for step in program.steps:
        if isinstance(step, Table):
            spans |= {step.id: step.span} | {output.name: step.span for output in step.outputs}
        elif isinstance(step, Derived):
            spans[step.name] = step.expression.place.span(0, len(step.expression.text))
        else:
            spans[step.name] = step.span
    owners = [owner for owner in spans if name == owner or name.startswith((f"{owner}.", f"{owner} "))]
    return spans[max(owners, key=len)] if owners else None
