"""Decision tables: what each row asks for in words, what comes out, and what follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.backends.prose.handbook.parts import Grid, Inline, Paragraph, Row, Section, capitalised, code, text
from engine.backends.prose.handbook.rules import clause_links, consequence_line, note_blocks, period_line
from engine.backends.prose.handbook.sentences import sentences
from engine.feel.typed import Const

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.backends.prose.handbook.parts import Block, Cell, Line
    from engine.backends.prose.handbook.speech import Speech
    from engine.feel.typed import Expression
    from engine.model import policy as model
    from engine.model.parts import Output


def table_section(table: model.Table, policy: str, speech: Speech) -> Section:
    """A table under its title."""
    return Section(
        anchor=f"{policy}/{table.id}",
        title=text(table.title.in_language(speech.lang)),
        role="table",
        blocks=(
            *period_line(table.effective, speech),
            *_blocks(table, policy, speech),
            *note_blocks(speech, "tables", table.id),
            *(block for row in table.rows for block in _row_note(row, table, speech)),
        ),
        aside=code(table.id),
    )


def _blocks(table: model.Table, policy: str, speech: Speech) -> Iterator[Block]:
    order = speech.say("list_comma").join(_in_order(table.outputs, speech))
    yield Paragraph(text(speech.say(f"hit_{table.hit.replace(' ', '_')}", order=order)), "quiet")
    rows = tuple(_row(table, row, policy, speech) for row in table.rows)
    yield Grid(tuple(_head(table, speech)), rows, results=len(table.inputs))


def _in_order(outputs: tuple[Output, ...], speech: Speech) -> list[str]:
    return [title.in_language(speech.lang) for output in outputs for _, title in output.labels]


def _head(table: model.Table, speech: Speech) -> Iterator[Line]:
    for column in table.inputs:
        yield sentences(column, speech).value(column.root)
    for output in table.outputs:
        yield (Inline(output.title.in_language(speech.lang), "name"),)
    if any(row.then for row in table.rows):
        yield text(speech.say("consequences"))
    yield text(speech.say("source_and_id"))


def _row(table: model.Table, row: model.Row, policy: str, speech: Speech) -> Row:
    asked = [_asked(cell, column, speech) for cell, column in zip(row.cells, table.inputs, strict=True)]
    outputs = [_output(cell, output, speech) for cell, output in zip(row.outputs, table.outputs, strict=True)]
    follows = [tuple(consequence_line(item, speech) for item in row.then)] if any(r.then for r in table.rows) else []
    source: Cell = (*((link,) for link in clause_links(row.cites, policy)), code(row.id))
    return Row((*asked, *outputs, *follows, source), f"{policy}/{table.id}.{row.id}")


def row_title(row: model.Row, table: model.Table, speech: Speech) -> str:
    """What comes out of a row; its id where that is no plain value."""
    values = [output.root.value for output in row.outputs if isinstance(output.root, Const)]
    if len(values) < len(table.outputs):
        return row.id
    shown = (
        speech.words.value(value, output.type, output.name) for value, output in zip(values, table.outputs, strict=True)
    )
    return speech.say("list_comma").join(shown)


def _row_note(row: model.Row, table: model.Table, speech: Speech) -> tuple[Block, ...]:
    said = speech.note("tables", table.id, row.id)
    title = text(row_title(row, table, speech))
    return (Paragraph(speech.tell("note_on", row=title, said=said), "note"),) if said else ()


def _asked(cell: Expression | None, column: Expression, speech: Speech) -> Cell:
    if cell is None:
        return ((Inline(speech.say("any_value"), "quiet"),),)
    return (capitalised(sentences(cell, speech, column.root).condition(cell.root)),)


def _output(cell: Expression, output: Output, speech: Speech) -> Cell:
    """An output's value; one of the table's own enum by its title."""
    if isinstance(cell.root, Const):
        return ((Inline(speech.words.value(cell.root.value, output.type, output.name), "value"),),)
    return (sentences(cell, speech).value(cell.root),)
