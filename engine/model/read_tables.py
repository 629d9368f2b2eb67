"""Decision tables: block text -> typed rows with their consequences (DMN 1.5, clause 8)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, get_args

from engine.diagnostics import did_you_mean
from engine.document.nodes import Mapping, Node, Scalar
from engine.feel.check import elaborate_tests, unify
from engine.feel.literals import range_text, within
from engine.feel.parser import SyntaxProblem, parse_tests
from engine.feel.scope import Symbol
from engine.feel.typed import Const, Expression
from engine.feel.types import ANY, BOOLEAN, INTEGER, Kind, Type, list_of
from engine.feel.walk import transform
from engine.model.declared_types import Labels, label_titles, read_type
from engine.model.parts import HitPolicy, Output
from engine.model.policy import Row, Table
from engine.model.read_consequences import read_consequences
from engine.model.reading import (
    ParsedText,
    entries,
    parse_text,
    read_effective,
    read_flag,
    read_string,
    read_strings,
    read_text,
    typed,
    unreadable,
)
from engine.model.table_text import Cell, Line, TableText, cited, read_table_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.feel.syntax import Syntax, Test
    from engine.model.context import Context
    from engine.model.namespace import Namespace

HIT_POLICIES: dict[str, HitPolicy] = {name: name for name in get_args(HitPolicy)}
LISTING = frozenset({"collect", "rule order", "output order"})
ORDERED = frozenset({"priority", "output order"})
SNAKE = re.compile(r"[a-z][a-z0-9_]*")
KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class ParsedRow:
    id: Cell | None
    tests: tuple[tuple[Test, ...] | None, ...]
    cells: tuple[Cell, ...]
    outputs: tuple[ParsedText | None, ...]
    output_cells: tuple[Cell, ...]
    cites: tuple[str, ...]
    line: Line


@dataclass(frozen=True, slots=True)
class ParsedTable:
    """A table whose text is parsed and whose outputs are declared, before anything is typed."""

    name: Scalar
    node: Mapping
    hit: HitPolicy
    inputs: tuple[ParsedText | None, ...]
    output_names: tuple[Cell, ...]
    rows: tuple[ParsedRow, ...]

    def syntax(self) -> Iterator[Syntax | Test]:
        """All that the table reads, for ordering the steps."""
        yield from (item.syntax for item in self.inputs if item)
        for row in self.rows:
            yield from (test for tests in row.tests for test in tests or ())
            yield from (item.syntax for item in row.outputs if item)


def parse_table(name: Scalar, node: Mapping, names: Namespace, context: Context) -> ParsedTable | None:
    """The table's parts; its outputs enter the policy's namespace. None where its text can't be read."""
    rows = node.get("rows")
    text = read_table_text(rows, context.report) if isinstance(rows, Scalar) else None
    if text is None:
        return None
    header = text.header
    id_at = _column(header.left, "id")
    cites_at = _column(header.right, "cites")
    inputs = tuple(_parse(cell, context) for cell in _without(id_at, header.left))
    output_cells = _without(cites_at, header.right)
    _declare_outputs(output_cells, node, names, context)
    parsed = _parse_rows(text, id_at, cites_at, context)
    if text.whole:
        _check_then(node, parsed, context)
    hit = HIT_POLICIES.get(read_string(node.get("hit")) or "unique", "unique")
    return ParsedTable(name, node, hit, inputs, output_cells, parsed)


def type_table(parsed: ParsedTable, context: Context) -> Table:
    """The table with every cell typed; consequences come later, when all outputs are known."""
    inputs = tuple(typed(item, context.scope, context.report) if item else _gap(parsed.name) for item in parsed.inputs)
    declared = {key.text: value for key, value in entries(parsed.node.get("outputs"))}
    columns = [
        _output_column(k, cell, declared.get(cell.text), parsed, context) for k, cell in enumerate(parsed.output_names)
    ]
    rows = tuple(
        _row(k, row, inputs, tuple(column[1][k] for column in columns), context) for k, row in enumerate(parsed.rows)
    )
    _check_order(parsed, [column[0] for column in columns], context)
    return Table(
        id=parsed.name.text,
        title=read_text(parsed.node.get("title"), parsed.name.text),
        hit=parsed.hit,
        inputs=inputs,
        outputs=tuple(_whole(column[0], parsed.hit, rows) for column in columns),
        rows=rows,
        effective=read_effective(parsed.node.get("effective"), context.report),
        span=parsed.name.span,
        complete=read_flag(parsed.node.get("complete")),
    )


def with_consequences(table: Table, node: Mapping, context: Context) -> Table:
    """The table with the consequences of `then:`, by row id."""
    found = {key.text: read_consequences(value, context) for key, value in entries(node.get("then"))}
    cites = read_strings(node.get("cites"))
    rows = (replace(row, then=found.get(row.id, ()), cites=row.cites or cites) for row in table.rows)
    return replace(table, rows=tuple(rows))


def _column(cells: tuple[Cell, ...], name: str) -> int | None:
    return next((k for k, cell in enumerate(cells) if cell.text == name), None)


def _without(index: int | None, cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
    return tuple(cell for k, cell in enumerate(cells) if k != index)


def _parse(cell: Cell, context: Context) -> ParsedText | None:
    return parse_text(cell.text, cell.place, context.scope, context.report)


def _declare_outputs(cells: tuple[Cell, ...], node: Mapping, names: Namespace, context: Context) -> None:
    for cell in cells:
        if not SNAKE.fullmatch(cell.text):
            context.report.add("GJ346", cell.span, name=cell.text)
        else:
            names.declare_at(cell.text, cell.span)
    known = [cell.text for cell in cells]
    for key, _ in entries(node.get("outputs")):
        if key.text not in known:
            context.report.add("GJ312", key.span, name=key.text, near=did_you_mean(key.text, known))


def _parse_rows(text: TableText, id_at: int | None, cites_at: int | None, context: Context) -> tuple[ParsedRow, ...]:
    seen: dict[str, Cell] = {}
    rows = []
    for line in text.rows:
        cells, output_cells = _without(id_at, line.left), _without(cites_at, line.right)
        name = line.left[id_at] if id_at is not None else None
        if name is not None:
            _check_id(name, seen, context)
        rows.append(
            ParsedRow(
                name,
                tuple(_parse_tests(cell, context) for cell in cells),
                cells,
                tuple(_parse(cell, context) for cell in output_cells),
                output_cells,
                tuple(part.text for part in cited(line.right[cites_at])) if cites_at is not None else (),
                line,
            )
        )
    return tuple(rows)


def _check_then(node: Mapping, rows: tuple[ParsedRow, ...], context: Context) -> None:
    """The keys of `then:` are ids of rows; nothing is said where an id is wrong itself."""
    ids = [_row_id(k, row) for k, row in enumerate(rows)]
    if len(set(ids)) < len(ids) or not all(map(KEBAB.fullmatch, ids)):
        return
    for key, _ in entries(node.get("then")):
        if key.text not in ids:
            context.report.add("GJ313", key.span, name=key.text, near=did_you_mean(key.text, ids), known=", ".join(ids))


def _row_id(index: int, row: ParsedRow) -> str:
    return row.id.text if row.id else f"row-{index + 1}"


def _check_id(name: Cell, seen: dict[str, Cell], context: Context) -> None:
    if not name.text:
        context.report.add("GJ354", name.span)
        return
    if not KEBAB.fullmatch(name.text):
        context.report.add("GJ347", name.span, name=name.text)
    first = seen.setdefault(name.text, name)
    if first is not name:
        context.report.add("GJ310", name.span, name=name.text, line=first.span.line)


def _parse_tests(cell: Cell, context: Context) -> tuple[Test, ...] | None:
    try:
        return parse_tests(cell.text, context.scope.names)
    except SyntaxProblem as problem:
        context.report.add(problem.code, cell.place.span(problem.start, problem.end), **problem.args)
        return None


def _output_column(
    index: int, name: Cell, node: Node | None, parsed: ParsedTable, context: Context
) -> tuple[Output, tuple[Expression, ...]]:
    """An output column and its cells, typed by its declaration, or else by its cells."""
    declared = read_type(node, context.vocabulary, context.report) if isinstance(node, Mapping) else None
    has_type = isinstance(node, Mapping) and (node.get("type") is not None or node.get("values") is not None)
    expected = declared.type.or_null() if declared and has_type else None
    labels: Labels = declared.labels if declared else ()
    scope = context.scope.plus(Symbol(name.text, "output", expected, labels=label_titles(labels))) if expected else None
    inside = replace(context, scope=scope or context.scope)
    cells = tuple(_output_cell(row.outputs[index], row.output_cells[index], expected, inside) for row in parsed.rows)
    type_ = _covering(expected, cells, context) if expected else _common(name, cells, context)
    if any(cell.type.optional for cell in cells) is False:
        type_ = type_.required()
    title = read_text(node.get("title") if isinstance(node, Mapping) else None, name.text)
    return Output(name.text, title, type_, type_, labels), cells


def _covering(declared: Type, cells: tuple[Expression, ...], context: Context) -> Type:
    """The declared type, with bounds and decimals that hold of every cell; a literal outside the range is reported."""
    if not declared.is_numeric:
        return declared
    covering = declared
    for cell in cells:
        value = cell.root.value if isinstance(cell.root, Const) else None
        if isinstance(value, int | Decimal) and not isinstance(value, bool) and not within(value, declared):
            span = cell.place.span(0, len(cell.text))
            context.report.add("GJ259", span, text=cell.text, range=range_text(declared))
        else:
            covering = unify(covering, cell.type) or covering
    return covering


def _output_cell(parsed: ParsedText | None, cell: Cell, expected: Type | None, context: Context) -> Expression:
    return typed(parsed, context.scope, context.report, expected) if parsed else unreadable(cell.text, cell.place)


def _common(name: Cell, cells: tuple[Expression, ...], context: Context) -> Type:
    """The type that all the cells of a column share."""
    common: Type | None = cells[0].type if cells else ANY
    for cell in cells[1:]:
        joined = unify(common, cell.type) if common else None
        if joined is None and common is not None:
            span = cell.place.span(0, len(cell.text))
            context.report.add("GJ315", span, name=name.text, first=common.kind, other=cell.type.kind)
            return ANY
        common = joined
    return common or ANY


def _row(
    index: int, row: ParsedRow, inputs: tuple[Expression, ...], outputs: tuple[Expression, ...], context: Context
) -> Row:
    cells = tuple(
        _condition(tests, cell, subject, context)
        for tests, cell, subject in zip(row.tests, row.cells, inputs, strict=True)
    )
    return Row(_row_id(index, row), cells, outputs, (), row.cites, row.line.span)


def _condition(tests: tuple[Test, ...] | None, cell: Cell, subject: Expression, context: Context) -> Expression | None:
    if tests is None:
        return Expression(Const(False, BOOLEAN, (0, len(cell.text))), cell.text, cell.place)
    whole = (0, len(cell.text))
    here = transform(subject.root, lambda node: replace(node, at=whole))
    root = elaborate_tests(tests, here, context.scope, context.report, cell.place)
    return None if root is None else Expression(root, cell.text, cell.place)


def _check_order(parsed: ParsedTable, outputs: list[Output], context: Context) -> None:
    """Priority needs the order of an enum's values; a sum needs numbers."""
    for output, cell in zip(outputs, parsed.output_names, strict=True):
        if parsed.hit in ORDERED and output.type.kind not in (Kind.ENUM, Kind.ANY):
            context.report.add("GJ314", cell.span, name=output.name, hit=parsed.hit)
        if parsed.hit in ("collect sum", "collect min", "collect max") and not _can_collect(parsed.hit, output.type):
            context.report.add("GJ348", cell.span, name=output.name, hit=parsed.hit, kind=output.type.kind)


def _can_collect(hit: HitPolicy, type_: Type) -> bool:
    if type_.kind is Kind.ANY or type_.is_numeric:
        return True
    return hit != "collect sum" and type_.kind in (Kind.DATE, Kind.STRING)


def _whole(output: Output, hit: HitPolicy, rows: tuple[Row, ...]) -> Output:
    """The output with the type of its result under the hit policy."""
    if hit in LISTING:
        return replace(output, result=list_of(output.type))
    if hit == "collect count":
        return replace(output, result=INTEGER)
    if hit == "first" and any(all(cell is None for cell in row.cells) for row in rows):
        return output
    wide = _summed(output.type, len(rows)) if hit == "collect sum" else output.type
    return replace(output, result=wide.or_null())


def _summed(type_: Type, rows: int) -> Type:
    """The type of a sum of up to `rows` values."""
    if type_.low is None or type_.high is None:
        return type_
    return replace(type_, low=min(type_.low * rows, type_.low), high=max(type_.high * rows, type_.high))


def _gap(name: Scalar) -> Expression:
    return unreadable(name.text, name.place)
