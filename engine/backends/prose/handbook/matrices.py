"""A matrix as HTML: switches that need no script, a table whose head and first column stay in sight."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from engine.backends.prose.handbook.elements import lines, tag
from engine.backends.prose.handbook.parts import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from engine.backends.prose.handbook.parts import Compared, Group, Line, Matrix, Standing

    Say = Callable[[Line], str]
    """A line as HTML."""


def matrix(matrix: Matrix, say: Say) -> str:
    """The style sheet hides what a switch leaves out; where it can't tell, everything is shown."""
    head = tag("thead", tag("tr", "".join(tag("th", say(line), scope="col") for line in matrix.head)))
    groups = [_group(group, matrix.head, say) for group in matrix.groups]
    table = tag("table", lines([head, *groups]))
    legend = tag("ul", "".join(tag("li", _word(one)) for one in matrix.legend), class_="legend")
    return tag(
        "div", lines([_switches(matrix), legend, tag("div", table, class_="scroll", tabindex="0")]), class_="matrix"
    )


def _switches(matrix: Matrix) -> str:
    return tag(
        "p", _switch("only", matrix.only, not matrix.all_rows) + _switch("places", matrix.places), class_="switches"
    )


def _switch(name: str, label: str, on: bool = False) -> str:
    box = f'<input type="checkbox" class="{name}"{" checked" if on else ""}>'
    return tag("label", f"{box} {escape(label)}")


def _group(group: Group, head: Sequence[Line], say: Say) -> str:
    """A topic's rows; those without a difference are `equal`, and so is a topic that has no other."""
    title = tag("th", say(group.title) + _aside(group.aside, say), colspan=f"{len(head)}", scope="rowgroup")
    rows = [_row(row, head, say) for row in group.rows]
    same = all(row.same for row in group.rows)
    return tag("tbody", lines([tag("tr", title, class_="group"), *rows]), class_="equal" if same else "")


def _aside(line: Line, say: Say) -> str:
    return tag("span", say(line), class_="aside") if line else ""


def _row(row: Compared, head: Sequence[Line], say: Say) -> str:
    title = tag("th", say(row.title), scope="row")
    cells = "".join(_cell(cell, plain(label), say) for cell, label in zip(row.cells, head[1:], strict=True))
    return tag("tr", title + cells, class_="equal" if row.same else "")


def _cell(cell: Standing, label: str, say: Say) -> str:
    said = tag("div", say(cell.line), class_="said") if cell.line else ""
    notes = "".join(tag("div", say(note), class_="why") for note in cell.notes)
    place = tag("code", escape(cell.place).replace("/", "/<wbr>"), class_="place") if cell.place else ""
    return tag("td", _word(cell) + said + notes + place, class_=cell.state, data_label=label)


def _word(cell: Standing) -> str:
    return tag("b", escape(cell.word), class_=f"state {cell.state}") if cell.word else ""
