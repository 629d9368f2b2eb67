"""Table rows in words: what each cell of a row that matches asked for, or the cell that said no."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.backends.prose.handbook.parts import plain
from engine.backends.prose.handbook.sentences import sentences
from engine.backends.prose.handbook.typography import spaced
from engine.backends.prose.phrases import joined
from engine.feel.types import Kind
from engine.feel.walk import references
from engine.ir.trace import TableTrace

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.backends.prose.handbook.speech import Speech
    from engine.backends.prose.wording import Wording
    from engine.feel.typed import Expression
    from engine.ir.trace import Trace

    RowReasons = Mapping[str, list[str]]
    """Lines, by the row's rule id, `<table>.<row>`."""


def row_reasons(trace: Trace, speech: Speech) -> RowReasons:
    """Why each row of each table was selected or not."""
    tables = [step for step in trace.steps if isinstance(step, TableTrace)]
    return {
        f"{table.table.id}.{row.id}": _reason(table, index, speech)
        for table in tables
        for index, row in enumerate(table.table.rows)
    }


def _reason(table: TableTrace, index: int, speech: Speech) -> list[str]:
    row, words = table.rows[index], speech.words
    if row.failed is not None:
        return [_tested("cell_failed", table, index, row.failed, speech)]
    others = _others(table, index)
    if table.conflict:
        return [words.say("row_conflict", rows=joined(words.say, others))]
    if row.selected:
        return _matched(table, index, speech)
    return [words.say("row_passed_over", rows=joined(words.say, others))]


def _others(table: TableTrace, index: int) -> list[str]:
    """The rows that this one contradicts, or that were taken instead."""
    own = table.table.rows[index].id
    if table.conflict:
        return [row for row in table.conflict if row != own]
    return [row.id for row, traced in zip(table.table.rows, table.rows, strict=True) if traced.selected]


def _matched(table: TableTrace, index: int, speech: Speech) -> list[str]:
    columns = [column for column, cell in enumerate(table.table.rows[index].cells) if cell is not None]
    lines = [_tested("cell_met", table, index, column, speech) for column in columns]
    return lines or [speech.words.say("row_without_tests")]


def _tested(phrase: str, table: TableTrace, index: int, column: int, speech: Speech) -> str:
    """The value of a column against what the row's cell asks for; the value alone where that is just the value."""
    cell, words = table.table.rows[index].cells[column], speech.words
    asked = _cell(table, cell, column, speech) if cell else ""
    given = _input(table, column, words)
    return given if asked == _shown(table, column, words) else words.say(phrase, input=given, cell=asked)


def _input(table: TableTrace, column: int, words: Wording) -> str:
    expression = table.table.inputs[column]
    phrase = "cell_of_truth" if expression.type.kind is Kind.BOOLEAN else "cell"
    return words.say(phrase, input=_title(expression, words), value=_shown(table, column, words))


def _shown(table: TableTrace, column: int, words: Wording) -> str:
    expression = table.table.inputs[column]
    return words.value(table.inputs[column], expression.type, _owner(expression))


def _cell(table: TableTrace, cell: Expression, column: int, speech: Speech) -> str:
    """What a cell asks for, as a handbook says it: `不低于优秀分数线（90）`."""
    said = sentences(cell, speech, table.table.inputs[column].root).condition(cell.root)
    return plain(spaced(said, speech.lang))


def _title(expression: Expression, words: Wording) -> str:
    return words.name(_owner(expression) or expression.text)


def _owner(expression: Expression) -> str:
    """The name that a column tests, where it is just a name."""
    names = [ref.name for ref in references(expression.root)]
    return names[0] if len(names) == 1 and expression.root in tuple(references(expression.root)) else ""
