"""Table rows in words: what made a row match, or the cell that said no."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.backends.prose.phrases import joined
from engine.feel.types import BOOLEAN, Kind
from engine.feel.walk import references
from engine.ir.trace import TableTrace

_QUOTED = re.compile(r'"([^"]*)"')
_TRUTHS = {"true": True, "false": False}

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.backends.prose.wording import Wording
    from engine.feel.typed import Expression
    from engine.ir.trace import Trace

    RowReasons = Mapping[str, str]
    """By the row's rule id, `<table>.<row>`."""


def row_reasons(trace: Trace, words: Wording) -> RowReasons:
    """Why each row of each table was selected or not."""
    tables = [step for step in trace.steps if isinstance(step, TableTrace)]
    params = {param.name: words.value(param.value, param.type) for param in trace.program.params}
    return {
        f"{table.table.id}.{row.id}": _reason(table, index, params, words)
        for table in tables
        for index, row in enumerate(table.table.rows)
    }


def _reason(table: TableTrace, index: int, params: Mapping[str, str], words: Wording) -> str:
    row = table.rows[index]
    if row.failed is not None:
        return _failed(table, index, row.failed, params, words)
    others = _others(table, index)
    if table.conflict:
        return words.say("row_conflict", rows=joined(words.say, others))
    if row.selected:
        return _matched(table, index, words)
    return words.say("row_passed_over", rows=joined(words.say, others))


def _others(table: TableTrace, index: int) -> list[str]:
    """The rows that this one contradicts, or that were taken instead."""
    own = table.table.rows[index].id
    if table.conflict:
        return [row for row in table.conflict if row != own]
    return [row.id for row, traced in zip(table.table.rows, table.rows, strict=True) if traced.selected]


def _matched(table: TableTrace, index: int, words: Wording) -> str:
    cells = table.table.rows[index].cells
    shown = [_input(table, column, words) for column, cell in enumerate(cells) if cell is not None]
    return words.say("row_selected", inputs=joined(words.say, shown)) if shown else words.say("row_without_tests")


def _input(table: TableTrace, column: int, words: Wording) -> str:
    expression = table.table.inputs[column]
    phrase = "cell_of_truth" if expression.type.kind is Kind.BOOLEAN else "cell"
    return words.say(phrase, input=_title(expression, words), value=_shown(table, column, words))


def _shown(table: TableTrace, column: int, words: Wording) -> str:
    expression = table.table.inputs[column]
    return words.value(table.inputs[column], expression.type, _owner(expression))


def _failed(table: TableTrace, index: int, column: int, params: Mapping[str, str], words: Wording) -> str:
    cell = table.table.rows[index].cells[column]
    asked = _cell(table, cell, column, words) if cell else ""
    bounds = joined(words.say, _params(cell, params, words)) if cell else ""
    return words.say("cell_failed", input=_input(table, column, words), cell=asked, params=bounds)


def _cell(table: TableTrace, cell: Expression, column: int, words: Wording) -> str:
    """A cell as it is written, its truth values and enum values in words."""
    expression = table.table.inputs[column]
    if cell.text in _TRUTHS:
        return words.value(_TRUTHS[cell.text], BOOLEAN)
    owner = _owner(expression)
    return _QUOTED.sub(lambda match: words.value(match.group(1), expression.type, owner), cell.text)


def _params(cell: Expression, params: Mapping[str, str], words: Wording) -> Iterator[str]:
    """The parameters that a cell names, with their values."""
    names = dict.fromkeys(ref.name for ref in references(cell.root) if ref.kind == "param")
    return (words.say("named_value", name=words.name(name), value=params[name]) for name in names)


def _title(expression: Expression, words: Wording) -> str:
    return words.name(_owner(expression) or expression.text)


def _owner(expression: Expression) -> str:
    """The name that a column tests, where it is just a name."""
    names = [ref.name for ref in references(expression.root)]
    return names[0] if len(names) == 1 and expression.root in tuple(references(expression.root)) else ""
