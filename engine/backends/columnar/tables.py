"""Decision tables as SQL columns: which row applies (DMN 1.5, clause 8.2.10), then what it gives.

`engine.ir.hits` is the definition; this says the same in columns. A single-hit table gets one column with the number of
its row: 0 where none matches, -1 where matching rows contradict each other. A table that collects gets one BOOLEAN
column per row. Rows are counted from 1.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING

from sqlglot import exp

from engine.backends.columnar.nodes import (
    both,
    call,
    either,
    equal,
    is_null,
    listed,
    parenthesised,
    quoted,
    text,
    when,
    whole,
    without_nulls,
)
from engine.backends.columnar.refusal import Refused
from engine.backends.columnar.terms import Term, column, constant, resized, sized
from engine.backends.columnar.widths import LONGEST_LIST, computable, join, sql_type
from engine.feel.typed import Const, Expression
from engine.feel.types import BOOLEAN, INTEGER, NULL, STRING, list_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.ir.program import HitPolicy, Row, Table

NONE, CONTRADICTION = 0, -1
"""Row numbers where no row applies."""

Read = Callable[[Expression], Term]
"""Translates an expression of the table; raises `Refused`."""
Columns = list[tuple[str, exp.Expr]]
Gather = Callable[[Sequence[exp.Expr], Sequence[Term]], Term]
"""An output as a whole, from each row's match and each row's value."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A table translated: stages of columns, each reading those before it; its outputs; the hit of each row."""

    stages: tuple[Columns, ...]
    outputs: tuple[Term, ...]
    hits: tuple[Term, ...]
    conflict: exp.Expr | None = None
    """The ids of the rows that contradict each other, as a list; null where none do."""


def answer(table: Table, read: Read) -> Answer:
    """A table's columns. Raises `Refused` where its rows' order of priority is only known at run time."""
    return _ANSWERS[table.hit](table, read)


def output_columns(table: Table, found: Answer) -> Columns:
    return [(output.name, term.sql) for output, term in zip(table.outputs, found.outputs, strict=True)]


def output_terms(table: Table, found: Answer) -> list[tuple[str, Term]]:
    """The outputs as names that later expressions read."""
    pairs = zip(table.outputs, found.outputs, strict=True)
    return [(output.name, column(output.name, term.type)) for output, term in pairs]


def _matches(row: Row, read: Read) -> exp.Expr:
    """All cells are true; a cell's condition is never null, so neither is this."""
    return both(*(read(cell).sql for cell in row.cells if cell is not None))


def _flag(table: Table, row: Row) -> exp.Column:
    return quoted(f"{table.id}.{row.id}.matches")


def _chosen(table: Table) -> exp.Column:
    return quoted(f"{table.id}.row")


def _flags(table: Table, read: Read) -> Columns:
    return [(_flag(table, row).name, _matches(row, read)) for row in table.rows]


def _first(table: Table, read: Read) -> Answer:
    return _in_order(table, read, range(len(table.rows)))


def _priority(table: Table, read: Read) -> Answer:
    return _in_order(table, read, _by_priority(table))


def _in_order(table: Table, read: Read, order: Sequence[int]) -> Answer:
    """The first matching row in an order that is known beforehand."""
    chosen = exp.Case()
    for index in order:
        chosen = chosen.when(_matches(table.rows[index], read), whole(index + 1))
    return _of_one_row(table, read, ([(_chosen(table).name, chosen.else_(whole(NONE)))],))


def _unique(table: Table, read: Read) -> Answer:
    """Two rows that match together contradict each other, whatever their outputs."""
    flags = [exp.cast(_flag(table, row), "INTEGER") for row in table.rows]
    several = exp.GT(this=_sum(flags), expression=whole(1)) if len(flags) > 1 else None
    return _with_conflict(table, read, several)


def _any(table: Table, read: Read) -> Answer:
    """Rows that match together contradict each other where an output differs."""
    outputs = _row_outputs(table, read)
    pairs = []
    for left, right in combinations(range(len(table.rows)), 2):
        differing = [
            _differ(values[left].sql, values[right].sql) for values in outputs if values[left] != values[right]
        ]
        if differing:
            pairs.append(both(_flag(table, table.rows[left]), _flag(table, table.rows[right]), either(*differing)))
    return _with_conflict(table, read, either(*pairs) if pairs else None)


def _differ(left: exp.Expr, right: exp.Expr) -> exp.Expr:
    return exp.NullSafeNEQ(this=parenthesised(left), expression=parenthesised(right))


def _with_conflict(table: Table, read: Read, several: exp.Expr | None) -> Answer:
    chosen = exp.Case() if several is None else when(several, whole(CONTRADICTION))
    for number, row in enumerate(table.rows, 1):
        chosen = chosen.when(_flag(table, row), whole(number))
    found = _of_one_row(table, read, (_flags(table, read), [(_chosen(table).name, chosen.else_(whole(NONE)))]))
    if several is None:
        return found
    ids = without_nulls([when(_flag(table, row), text(row.id)) for row in table.rows])
    return replace(found, conflict=when(equal(_chosen(table), whole(CONTRADICTION)), ids))


def _of_one_row(table: Table, read: Read, stages: tuple[Columns, ...]) -> Answer:
    outputs = tuple(_of_chosen(table, values) for values in _row_outputs(table, read))
    numbers = range(1, len(table.rows) + 1)
    return Answer(stages, outputs, tuple(Term(equal(_chosen(table), whole(number)), BOOLEAN) for number in numbers))


def _of_chosen(table: Table, values: Sequence[Term]) -> Term:
    if not values:
        return Term(exp.null(), NULL)
    static = join([value.type for value in values]).or_null()
    chosen = exp.Case(this=_chosen(table))
    for number, value in enumerate(values, 1):
        chosen = chosen.when(whole(number), resized(value, static))
    return sized(chosen, static)


def _row_outputs(table: Table, read: Read) -> list[list[Term]]:
    """Per output column the rows' values."""
    return [[read(row.outputs[index]) for row in table.rows] for index in range(len(table.outputs))]


def _by_priority(table: Table) -> list[int]:
    """Rows from the highest output to the lowest, as far as their outputs are constants."""

    def ranks(index: int) -> tuple[int, ...]:
        pairs = zip(table.outputs, table.rows[index].outputs, strict=True)
        return tuple(_rank(output.type.values, expression) for output, expression in pairs)

    return sorted(range(len(table.rows)), key=ranks)


def _rank(declared: tuple[str, ...], expression: Expression) -> int:
    if not isinstance(expression.root, Const):
        raise Refused("GJ506")
    value = expression.root.value
    return declared.index(value) if isinstance(value, str) and value in declared else len(declared)


def _collecting(gather: Gather, *, ordered: bool = False) -> Callable[[Table, Read], Answer]:
    """Every matching row is hit; `gather` makes one output of the rows' values, in row order or by priority."""

    def collect(table: Table, read: Read) -> Answer:
        order = _by_priority(table) if ordered else list(range(len(table.rows)))
        flags = [_flag(table, table.rows[index]) for index in order]
        outputs = tuple(gather(flags, [values[index] for index in order]) for values in _row_outputs(table, read))
        return Answer((_flags(table, read),), outputs, tuple(Term(_flag(table, row), BOOLEAN) for row in table.rows))

    return collect


def _list(flags: Sequence[exp.Expr], values: Sequence[Term]) -> Term:
    """One list of the matching rows' outputs, nulls among them kept."""
    element = join([value.type for value in values]) if values else STRING
    none = exp.cast(listed([]), sql_type(list_of(element)))
    found: exp.Expr | None = None
    for flag, value in zip(flags, values, strict=True):
        part = when(flag, listed([resized(value, element)]), none)
        found = part if found is None else exp.ArrayConcat(this=found, expressions=[part])
    return Term(found or none, list_of(element))


def _sum(parts: Sequence[exp.Expr]) -> exp.Expr:
    total = parts[0].copy() if parts else whole(0)
    for part in parts[1:]:
        total = exp.Add(this=total, expression=part.copy())
    return total


def _count(flags: Sequence[exp.Expr], _values: Sequence[Term]) -> Term:
    static = replace(INTEGER, low=constant(0, INTEGER).type.low, high=LONGEST_LIST)
    return sized(exp.cast(_sum([exp.cast(flag, "INTEGER") for flag in flags]), sql_type(static)), static)


def _total(flags: Sequence[exp.Expr], values: Sequence[Term]) -> Term:
    """The sum; null where no row matches, and where a matching row's output is null."""
    if not values:
        return Term(exp.null(), NULL)
    nothing = constant(0, values[0].type)
    one = join([nothing.type, *(value.type for value in values)])
    if one.low is None or one.high is None:
        raise Refused("GJ504")
    static = computable(replace(one, low=one.low * len(values), high=one.high * len(values)).or_null())
    pairs = zip(flags, values, strict=True)
    parts = [when(flag, resized(value, static), resized(nothing, static)) for flag, value in pairs]
    return sized(exp.cast(when(either(*flags), _sum(parts)), sql_type(static)), static)


def _extreme(function: str) -> Gather:
    """The least or greatest; null where no row matches, and where a matching row's output is null."""

    def gather(flags: Sequence[exp.Expr], values: Sequence[Term]) -> Term:
        found = _list(flags, values)
        static = (found.type.element or NULL).or_null()
        absent = [both(flag, is_null(value.sql)) for flag, value in zip(flags, values, strict=True)]
        unknown = call("LIST_BOOL_OR", listed(absent))
        return sized(when(unknown, exp.null(), call(function, found.sql)), static)

    return gather


_ANSWERS: Mapping[HitPolicy, Callable[[Table, Read], Answer]] = {
    "unique": _unique,
    "first": _first,
    "any": _any,
    "priority": _priority,
    "collect": _collecting(_list),
    "rule order": _collecting(_list),
    "output order": _collecting(_list, ordered=True),
    "collect count": _collecting(_count),
    "collect sum": _collecting(_total),
    "collect min": _collecting(_extreme("LIST_MIN")),
    "collect max": _collecting(_extreme("LIST_MAX")),
}
