"""Table rows in words: what each cell of a row that matches asked for, or the cell that said no."""

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
    from collections.abc import Mapping

    from engine.backends.prose.wording import Wording
    from engine.feel.typed import Expression
    from engine.ir.trace import Trace

    RowReasons = Mapping[str, list[str]]
    """Lines, by the row's rule id, `<table>.<row>`."""


def row_reasons(trace: Trace, words: Wording) -> RowReasons:
    """Why each row of each table was selected or not."""
    tables = [step for step in trace.steps if isinstance(step, TableTrace)]
    params = {param.name: words.value(param.value, param.type) for param in trace.program.params}
    return {
        f"{table.table.id}.{row.id}": _reason(table, index, params, words)
        for table in tables
        for index, row in enumerate(table.table.rows)
    }


def _reason(table: TableTrace, index: int, params: Mapping[str, str], words: Wording) -> list[str]:
    row = table.rows[index]
    if row.failed is not None:
        return [_tested("cell_failed", table, index, row.failed, params, words)]
    others = _others(table, index)
    if table.conflict:
        return [words.say("row_conflict", rows=joined(words.say, others))]
    if row.selected:
        return _matched(table, index, params, words)
    return [words.say("row_passed_over", rows=joined(words.say, others))]


def _others(table: TableTrace, index: int) -> list[str]:
    """The rows that this one contradicts, or that were taken instead."""
    own = table.table.rows[index].id
    if table.conflict:
        return [row for row in table.conflict if row != own]
    return [row.id for row, traced in zip(table.table.rows, table.rows, strict=True) if traced.selected]


def _matched(table: TableTrace, index: int, params: Mapping[str, str], words: Wording) -> list[str]:
    columns = [column for column, cell in enumerate(table.table.rows[index].cells) if cell is not None]
    lines = [_tested("cell_met", table, index, column, params, words) for column in columns]
    return lines or [words.say("row_without_tests")]


def _tested(phrase: str, table: TableTrace, index: int, column: int, params: Mapping[str, str], words: Wording) -> str:
    """The value of a column against what the row's cell asks for; the value alone where that is just the value."""
    cell = table.table.rows[index].cells[column]
    asked = _cell(table, cell, column, params, words) if cell else ""
    given = _input(table, column, words)
    return given if asked == _shown(table, column, words) else words.say(phrase, input=given, cell=asked)


def _input(table: TableTrace, column: int, words: Wording) -> str:
    expression = table.table.inputs[column]
    phrase = "cell_of_truth" if expression.type.kind is Kind.BOOLEAN else "cell"
    return words.say(phrase, input=_title(expression, words), value=_shown(table, column, words))


def _shown(table: TableTrace, column: int, words: Wording) -> str:
    expression = table.table.inputs[column]
    return words.value(table.inputs[column], expression.type, _owner(expression))


def _cell(table: TableTrace, cell: Expression, column: int, params: Mapping[str, str], words: Wording) -> str:
    """A cell as it is written, its parameters, truth values and enum values in words."""
    expression = table.table.inputs[column]
    if cell.text in _TRUTHS:
        return words.value(_TRUTHS[cell.text], BOOLEAN)
    owner = _owner(expression)
    text = _with_params(cell, params, words)
    return _QUOTED.sub(lambda match: words.value(match.group(1), expression.type, owner), text)


def _with_params(cell: Expression, params: Mapping[str, str], words: Wording) -> str:
    """A cell's text with each parameter that it names as title and value: `>= 优秀分数线 90`."""
    text = cell.text
    named = {ref.at: ref.name for ref in references(cell.root) if ref.kind == "param"}
    for (start, end), name in sorted(named.items(), reverse=True):
        shown = words.say("named_value", name=words.name(name), value=params[name])
        text = f"{text[:start]}{shown}{text[end:]}"
    return text


def _title(expression: Expression, words: Wording) -> str:
    return words.name(_owner(expression) or expression.text)


def _owner(expression: Expression) -> str:
    """The name that a column tests, where it is just a name."""
    names = [ref.name for ref in references(expression.root)]
    return names[0] if len(names) == 1 and expression.root in tuple(references(expression.root)) else ""
