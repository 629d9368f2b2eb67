"""Decision tables as Python statements.

A table that hits one row at most, and may stop at the first match, becomes nested `if`s which set the index of the
row hit (-1: none). Any other table collects the matching rows and asks `engine.ir.hits.select`.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from engine.backends.scalar.codegen.expressions import conjunction, grouped, shape
from engine.backends.scalar.codegen.lines import comment, indented, tuple_of
from engine.backends.scalar.codegen.outcomes import is_constant
from engine.feel.typed import Const, Ref
from engine.ir.hits import SINGLE_HIT

if TYPE_CHECKING:
    from engine.backends.scalar.codegen.context import Context
    from engine.backends.scalar.codegen.expressions import Expressions
    from engine.ir.program import Row, Table


class _Branch(NamedTuple):
    """A row on its way into nested `if`s: the conditions still to test (None: any value), and what to do then."""

    conditions: tuple[str | None, ...]
    leaf: list[str]


class Tables:
    """Writes the tables of one program, the `expressions` being those of the function at hand."""

    def __init__(self, context: Context, expressions: Expressions) -> None:
        self._names = context.names
        self._constants = context.constants
        self._disjoint = context.disjoint
        self._expressions = expressions

    def hit(self, table: Table) -> str:
        """The local that tells which rows were hit: an index, or a tuple of them."""
        return self._names.of("hit of", f"{table.id}_hit" if self.single(table) else f"{table.id}_hits")

    def single(self, table: Table) -> bool:
        """Whether the first row that matches is the table's answer."""
        return table.hit == "first" or (table.hit in SINGLE_HIT and table.id in self._disjoint)

    def is_lookup(self, table: Table) -> bool:
        """Whether the table comes down to the index of a row."""
        return self.single(table) and self.constant_outputs(table)

    def lines(self, table: Table, index: int) -> list[str]:
        """Statements that set the outputs and hits of the table, the program's step `index`."""
        if self.is_lookup(table):
            return [*self.finding(table), *self._looked_up(table)]
        inputs = self._inputs(table)
        body = self._chain(table) if self.single(table) else self._collected(table, index)
        return self._framed(table, inputs, body)

    def finding(self, table: Table) -> list[str]:
        """Statements that find the row of a table that is a lookup."""
        inputs = self._inputs(table)
        hit = self.hit(table)
        leaves = [[f"{hit} = {index}  {comment(row.id)}", "break"] for index, row in enumerate(table.rows)]
        return self._framed(table, inputs, self._nested(table, leaves, [f"{hit} = -1", "break"]))

    def _framed(self, table: Table, inputs: list[str], body: list[str]) -> list[str]:
        self._expressions.known.clear()
        for index, row in enumerate(table.rows):
            test = f"{self.hit(table)} == {index}" if self.single(table) else f"{index} in {self.hit(table)}"
            self._expressions.hits[f"{table.id}.{row.id}"] = test
        return [comment(f"table {table.id} ({table.hit})"), *inputs, *body]

    def _inputs(self, table: Table) -> list[str]:
        """Inputs that have to be computed, each computed once."""
        lines = []
        for column, item in enumerate(table.inputs, 1):
            if not isinstance(item.root, Ref | Const):
                name = self._names.of("input of", f"{table.id}_{column}")
                lines.append(f"{name} = {self._expressions.value(item.root)}")
                self._expressions.known[shape(item.root)] = name
        return lines

    def _chain(self, table: Table) -> list[str]:
        hit = self.hit(table)
        leaves = [
            [f"{hit} = {index}  {comment(row.id)}", self._assigned(row, table), "break"]
            for index, row in enumerate(table.rows)
        ]
        nothing = f"{self._outputs(table)} = {', '.join(['None'] * len(table.outputs))}" if table.outputs else "pass"
        return self._nested(table, leaves, [f"{hit} = -1", nothing, "break"])

    def _nested(self, table: Table, leaves: list[list[str]], miss: list[str]) -> list[str]:
        """Columns with few different conditions outside; rows that exclude one another grouped by them."""
        branches = [_Branch(self._conditions(row), leaf) for row, leaf in zip(table.rows, leaves, strict=True)]
        columns = sorted(range(len(table.inputs)), key=lambda column: _variety(branches, column))
        ordered = [_Branch(tuple(b.conditions[column] for column in columns), b.leaf) for b in branches]
        if table.hit != "first":
            ordered = _by_first_condition(ordered)
        lines = _ifs(ordered)
        return ["while True:", *indented(lines if lines[-1:] == ["break"] else lines + miss)]

    def constant_outputs(self, table: Table) -> bool:
        return bool(table.outputs) and all(is_constant(output.root) for row in table.rows for output in row.outputs)

    def constant_rows(self, table: Table) -> list[list[str]]:
        """The outputs per row where they are constant, then those of no row: Python source."""
        rows = [[self._expressions.value(output.root) for output in row.outputs] for row in table.rows]
        return [*rows, ["None"] * len(table.outputs)]

    def _looked_up(self, table: Table) -> list[str]:
        """The outputs taken from a constant by the row hit; the last one (-1) is that of no row."""
        rows = self.constant_rows(table)
        several = [tuple_of(row) if len(row) > 1 else row[0] for row in rows]
        name = self._names.of("constant", f"{table.id}_OUTPUTS".upper())
        self._constants.define(name, tuple_of(several))
        return [f"{self._outputs(table)} = {name}[{self.hit(table)}]"]

    def _assigned(self, row: Row, table: Table) -> str:
        values = ", ".join(grouped(self._expressions.value(output.root)) for output in row.outputs)
        return f"{self._outputs(table)} = {values}" if values else "pass"

    def _outputs(self, table: Table) -> str:
        return ", ".join(self._names.of("output", output.name) for output in table.outputs)

    def _conditions(self, row: Row) -> tuple[str | None, ...]:
        return tuple(self._expressions.condition(cell.root) if cell else None for cell in row.cells)

    def _collected(self, table: Table, index: int) -> list[str]:
        rows = self._names.of("rows of", f"{table.id}_rows")
        found = self._names.of("values of", f"{table.id}_values")
        lines = [f"{rows}, {found} = [], []"]
        for position, row in enumerate(table.rows):
            condition = conjunction([condition for condition in self._conditions(row) if condition])
            values = tuple_of([self._expressions.value(output.root) for output in row.outputs])
            lines.append(f"if {condition or 'True'}:  {comment(row.id)}")
            lines += indented([f"{rows}.append({position})", f"{found}.append({values})"])
        conflict = self._names.of("conflict of", f"{table.id}_conflict")
        outputs = f"({self._outputs(table)},)" if table.outputs else "_"
        lines.append(f"{self.hit(table)}, {outputs}, {conflict} = SELECT(STEPS[{index}], {rows}, {found})")
        lines.append(f"if {conflict}:")
        return lines + indented([f"undecided += (CONTRADICTION(STEPS[{index}], {conflict}),)"])


def _variety(branches: list[_Branch], column: int) -> int:
    conditions = {branch.conditions[column] for branch in branches}
    return len(conditions) + (len(branches) if None in conditions else 0)


def _by_first_condition(branches: list[_Branch]) -> list[_Branch]:
    """The same branches, those that start alike together; groups in the order of their first."""
    order = {branch.conditions[:1]: index for index, branch in reversed(list(enumerate(branches)))}
    return sorted(branches, key=lambda branch: order[branch.conditions[:1]])


def _ifs(branches: list[_Branch]) -> list[str]:
    """Nested `if`s, tried in order. A leaf leaves the loop; what stands after an unconditional one is left out."""
    lines: list[str] = []
    for condition, group in groupby(branches, key=lambda branch: branch.conditions[:1]):
        members = [_Branch(member.conditions[1:], member.leaf) for member in group]
        tests = [*condition, *(members[0].conditions if len(members) == 1 else ())]
        inner = members[0].leaf if len(members) == 1 or not members[0].conditions else _ifs(members)
        told = conjunction([test for test in tests if test])
        lines += [f"if {told}:", *indented(inner)] if told else inner
        if lines[-1] == "break":
            return lines
    return lines
