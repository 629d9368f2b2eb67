"""Decision tables as SQL columns: which row applies (DMN 1.5, clause 8.2.10), then what it gives.

`engine.ir.hits` is the definition; this says the same in columns. A single-hit table gets one column with the number of
its row: 0 where none matches, -1 where matching rows contradict each other. A table that collects gets one BOOLEAN
column per row. Rows are counted from 1.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING

from sqlglot import exp

from engine.backends.columnar.refusal import Refused
from engine.backends.columnar.templates import parenthesised
from engine.backends.columnar.terms import Term, column, constant, quoted, resized
from engine.backends.columnar.widths import COMPUTED_DIGITS, LONGEST_LIST, digits, join, sql_type
from engine.feel.typed import Const, Expression
from engine.feel.types import BOOLEAN, INTEGER, STRING, Type, list_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.ir.program import HitPolicy, Row, Table

NONE, CONTRADICTION = 0, -1
"""Row numbers where no row applies."""

Read = Callable[[Expression], Term]
"""Translates an expression of the table; raises `Refused`."""
Columns = list[tuple[str, exp.Expression]]


@dataclass(frozen=True, slots=True)
class Answer:
    """A table translated: stages of columns, each reading those before it; its outputs; the hit of each row."""

    stages: tuple[Columns, ...]
    outputs: tuple[Term, ...]
    hits: tuple[Term, ...]
    conflict: exp.Expression | None = None
    """The ids of the rows that contradict each other, as a list; null where none do."""


def answer(table: Table, read: Read) -> Answer:
    """A table's columns. Raises `Refused` where its rows' order of priority is only known at run time."""
    return _ANSWERS[table.hit](table, read)


def matches(row: Row, read: Read) -> exp.Expression:
    """All cells are true; a cell's condition is never null, so neither is this."""
    cells = [read(cell).sql for cell in row.cells if cell is not None]
    return exp.and_(*cells, copy=False) if cells else exp.true()


def _flag(table: Table, row: Row) -> str:
    return f"{table.id}.{row.id}.matches"


def _row_column(table: Table) -> str:
    return f"{table.id}.row"


def _flag_columns(table: Table) -> list[exp.Column]:
    return [quoted(_flag(table, row)) for row in table.rows]


def _plus(left: exp.Expression, right: exp.Expression) -> exp.Expression:
    return exp.Add(this=left, expression=right)


def _whole(value: int) -> exp.Expression:
    return exp.Literal.number(value) if value >= 0 else exp.Neg(this=exp.Literal.number(-value))


def _flags(table: Table, read: Read) -> Columns:
    return [(_flag(table, row), matches(row, read)) for row in table.rows]


def _first(table: Table, read: Read) -> Answer:
    return _in_order(table, read, range(len(table.rows)))


def _priority(table: Table, read: Read) -> Answer:
    return _in_order(table, read, _by_priority(table))


def _in_order(table: Table, read: Read, order: Sequence[int]) -> Answer:
    """The first matching row in an order that is known beforehand."""
    chosen = exp.Case()
    for index in order:
        chosen = chosen.when(matches(table.rows[index], read), _whole(index + 1), copy=False)
    return _of_one_row(table, read, ([(_row_column(table), chosen.else_(_whole(NONE), copy=False))],))


def _unique(table: Table, read: Read) -> Answer:
    """Two rows that match together contradict each other, whatever their outputs."""
    flags = _flag_columns(table)
    matching = _folded([exp.cast(flag.copy(), "INTEGER") for flag in flags], _plus)
    several = exp.GT(this=matching, expression=_whole(1)) if len(flags) > 1 else None
    return _with_conflict(table, read, several, flags)


def _any(table: Table, read: Read) -> Answer:
    """Rows that match together contradict each other where an output differs."""
    flags = _flag_columns(table)
    outputs = _row_outputs(table, read)
    pairs = []
    for left, right in combinations(range(len(flags)), 2):
        differing = [_differ(values[left].sql, values[right].sql) for values in outputs]
        if any(differing):
            unequal = exp.or_(*(test for test in differing if test is not None))
            pairs.append(exp.and_(flags[left].copy(), flags[right].copy(), unequal))
    return _with_conflict(table, read, exp.or_(*pairs, copy=False) if pairs else None, flags)


def _differ(left: exp.Expression, right: exp.Expression) -> exp.Expression | None:
    return None if left == right else exp.NullSafeNEQ(this=parenthesised(left.copy()), expression=parenthesised(right.copy()))


def _with_conflict(table: Table, read: Read, several: exp.Expression | None, flags: list[exp.Column]) -> Answer:
    chosen = exp.Case()
    if several is not None:
        chosen = chosen.when(several, _whole(CONTRADICTION), copy=False)
    for number, flag in enumerate(flags, 1):
        chosen = chosen.when(flag.copy(), _whole(number), copy=False)
    row = (_row_column(table), chosen.else_(_whole(NONE), copy=False))
    found = _of_one_row(table, read, (_flags(table, read), [row]))
    if several is None:
        return found
    contradiction = exp.EQ(this=quoted(_row_column(table)), expression=_whole(CONTRADICTION))
    return replace(found, conflict=exp.Case().when(contradiction, _matching_ids(table), copy=False))


def _matching_ids(table: Table) -> exp.Expression:
    ids = [
        exp.Case().when(quoted(_flag(table, row)), exp.Literal.string(row.id), copy=False) for row in table.rows
    ]
    return without_nulls(ids)


def without_nulls(items: list[exp.Expression]) -> exp.Expression:
    """A list of texts without those that are null."""
    item = exp.to_identifier("item", quoted=True)
    there = exp.Not(this=exp.Is(this=exp.column(item.copy()), expression=exp.null()))
    texts = exp.Array(expressions=items) if items else exp.cast(exp.Array(expressions=[]), sql_type(list_of(STRING)))
    return exp.ArrayFilter(this=texts, expression=exp.Lambda(this=there, expressions=[item])) if items else texts


def _of_one_row(table: Table, read: Read, stages: tuple[Columns, ...]) -> Answer:
    row = quoted(_row_column(table))
    outputs = []
    for values in _row_outputs(table, read):
        static = join([value.type for value in values]).or_null() if values else Type(BOOLEAN.kind, optional=True)
        chosen = exp.Case(this=row.copy())
        for number, value in enumerate(values, 1):
            chosen = chosen.when(_whole(number), resized(value, static), copy=False)
        outputs.append(_sized(chosen, static))
    hits = tuple(
        Term(exp.EQ(this=row.copy(), expression=_whole(number)), BOOLEAN) for number in range(1, len(table.rows) + 1)
    )
    return Answer(stages, tuple(outputs), hits)


def _row_outputs(table: Table, read: Read) -> list[list[Term]]:
    """Per output column the rows' values."""
    return [
        [read(row.outputs[index]) for row in table.rows] for index in range(len(table.outputs))
    ]


def _sized(sql: exp.Expression, static: Type) -> Term:
    return Term(sql, static, digits(static)[0] if static.is_numeric else 0)


def _by_priority(table: Table) -> list[int]:
    """Rows from the highest output to the lowest, as far as their outputs are constants."""

    def rank(index: int) -> tuple[int, ...]:
        pairs = zip(table.outputs, table.rows[index].outputs, strict=True)
        return tuple(_rank(output.type.values, expression.root) for output, expression in pairs)

    return sorted(range(len(table.rows)), key=rank)


def _rank(declared: tuple[str, ...], expr: object) -> int:
    if not isinstance(expr, Const):
        raise Refused("GJ506")
    return declared.index(expr.value) if isinstance(expr.value, str) and expr.value in declared else len(declared)


def _collecting(gather: Callable[[list[exp.Expression], list[Term]], Term], *, ordered: bool = False) -> Callable[[Table, Read], Answer]:
    def collect(table: Table, read: Read) -> Answer:
        order = _by_priority(table) if ordered else list(range(len(table.rows)))
        flags = [quoted(_flag(table, table.rows[index])) for index in order]
        outputs = [gather(flags, [values[index] for index in order]) for values in _row_outputs(table, read)]
        hits = tuple(Term(quoted(_flag(table, row)), BOOLEAN) for row in table.rows)
        return Answer((_flags(table, read),), tuple(outputs), hits)

    return collect


def _listed(flags: list[exp.Expression], values: list[Term]) -> Term:
    """One list of the matching rows' outputs, nulls among them kept."""
    static = list_of(join([value.type for value in values])) if values else list_of(STRING)
    empty = exp.cast(exp.Array(expressions=[]), sql_type(static))
    parts: list[exp.Expression] = []
    for flag, value in zip(flags, values, strict=True):
        one = exp.Array(expressions=[resized(value, static.element or value.type)])
        parts.append(exp.Case().when(flag.copy(), one, copy=False).else_(empty.copy(), copy=False))
    return Term(_folded(parts, lambda left, right: exp.ArrayConcat(this=left, expressions=[right])) or empty, static)


def _folded(
    parts: list[exp.Expression], fold: Callable[[exp.Expression, exp.Expression], exp.Expression]
) -> exp.Expression | None:
    if not parts:
        return None
    folded = parts[0]
    for part in parts[1:]:
        folded = fold(folded, part)
    return folded


def _counted(flags: list[exp.Expression], _values: list[Term]) -> Term:
    ones: list[exp.Expression] = [
        exp.Case().when(flag.copy(), _whole(1), copy=False).else_(_whole(0), copy=False) for flag in flags
    ]
    static = replace(INTEGER, low=constant(0, INTEGER).type.low, high=LONGEST_LIST)
    total = _folded(ones, _plus) or _whole(0)
    return _sized(exp.cast(total, sql_type(static)), static)


def _summed(flags: list[exp.Expression], values: list[Term]) -> Term:
    """Null where no row matches, and where a matching row's output is null."""
    static = join([value.type for value in values])
    if static.low is None or static.high is None:
        raise Refused("GJ504")
    most, least = max(static.high, 0), min(static.low, 0)
    static = replace(static, low=least * len(values), high=most * len(values), optional=True)
    if digits(static)[0] > COMPUTED_DIGITS:
        raise Refused("GJ501", digits=digits(static)[0], most=COMPUTED_DIGITS)
    zero = constant(0, static)
    parts: list[exp.Expression] = [
        exp.Case()
        .when(flag.copy(), resized(value, static), copy=False)
        .else_(resized(zero, static), copy=False)
        for flag, value in zip(flags, values, strict=True)
    ]
    total = _folded(parts, _plus) or exp.null()
    some = exp.Case().when(exp.or_(*(flag.copy() for flag in flags)), total, copy=False)
    return _sized(exp.cast(some, sql_type(static)), static)


def _extreme(function: str) -> Callable[[list[exp.Expression], list[Term]], Term]:
    """The least or greatest; null where no row matches, and where a matching row's output is null."""

    def gather(flags: list[exp.Expression], values: list[Term]) -> Term:
        listed = _listed(flags, values)
        static = (listed.type.element or BOOLEAN).or_null()
        whole = exp.Anonymous(this="LIST_BOOL_OR", expressions=[_nulls_in(flags, values)])
        found = exp.Anonymous(this=function, expressions=[listed.sql])
        return _sized(exp.Case().when(whole, exp.null(), copy=False).else_(found, copy=False), static)

    return gather


def _nulls_in(flags: list[exp.Expression], values: list[Term]) -> exp.Expression:
    pairs = zip(flags, values, strict=True)
    absent = [exp.and_(flag.copy(), exp.Is(this=exp.paren(value.sql.copy()), expression=exp.null())) for flag, value in pairs]
    return exp.Array(expressions=absent)


_ANSWERS: Mapping[HitPolicy, Callable[[Table, Read], Answer]] = {
    "unique": _unique,
    "first": _first,
    "any": _any,
    "priority": _priority,
    "collect": _collecting(_listed),
    "rule order": _collecting(_listed),
    "output order": _collecting(_listed, ordered=True),
    "collect count": _collecting(_counted),
    "collect sum": _collecting(_summed),
    "collect min": _collecting(_extreme("LIST_MIN")),
    "collect max": _collecting(_extreme("LIST_MAX")),
}


def output_columns(table: Table, found: Answer) -> Columns:
    return [(output.name, term.sql) for output, term in zip(table.outputs, found.outputs, strict=True)]


def output_terms(table: Table, found: Answer) -> list[tuple[str, Term]]:
    """The outputs as names that later expressions read."""
    return [(output.name, column(output.name, term.type)) for output, term in zip(table.outputs, found.outputs, strict=True)]
