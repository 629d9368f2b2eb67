"""Sheets as an XLSX workbook: heads that stay in sight, filters, colours beside the words."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import xlsxwriter

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.compliance.side_by_side import Sheet

_PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
"""Texts stay texts: whatever an owner wrote, no program runs it."""
_CELL = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#DCD6C9"}
_STYLES: dict[str, dict[str, object]] = {
    "": {},
    "head": {"bold": True, "bg_color": "#F5F2EA"},
    "stricter": {"font_color": "#9C2F25", "bg_color": "#F6E7E4"},
    "milder": {"font_color": "#1D6A4A", "bg_color": "#E4F0EA"},
    "overridden": {"font_color": "#7A5A00", "bg_color": "#F6F0DC"},
    "other": {"font_color": "#7A5A00", "bg_color": "#F6F0DC"},
    "added": {"font_color": "#25518F", "bg_color": "#E5ECF6"},
    "missing": {"font_color": "#5D574D", "bg_color": "#F0EDE6"},
    "inherited": {"font_color": "#8A8478"},
    "same": {"font_color": "#8A8478"},
}
"""By state: ink and paper."""
_LEADING = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet take a text for a formula, once it is saved as CSV or typed again."""
_NARROW, _WIDE = 26, 44
_LONGEST = 32_767
"""Characters that a cell holds."""
_TITLE = 31
"""Characters of a sheet's title."""


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """The workbook's bytes."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, _PLAIN) as book:
        styles = {state: book.add_format(_CELL | style) for state, style in _STYLES.items()}
        for sheet in sheets:
            _write(sheet, book.add_worksheet(sheet.title[:_TITLE]), styles)
    return out.getvalue()


def _write(sheet: Sheet, page: Any, styles: Mapping[str, Any]) -> None:
    for column, title in enumerate(sheet.head):
        page.write_string(0, column, safe(title), styles["head"])
    for number, row in enumerate(sheet.rows, 1):
        for column, box in enumerate(row):
            page.write_string(number, column, safe(box.text), styles.get(box.state, styles[""]))
            if box.note:
                page.write_comment(number, column, box.note, {"x_scale": 2})
        if number - 1 in sheet.hidden:
            page.set_row(number, None, None, {"hidden": True})
    _lay_out(sheet, page)


def _lay_out(sheet: Sheet, page: Any) -> None:
    page.freeze_panes(1, sheet.fixed)
    page.autofilter(0, 0, len(sheet.rows), len(sheet.head) - 1)
    page.set_column(0, 0, _NARROW)
    page.set_column(1, len(sheet.head) - 1, _WIDE)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)


def safe(text: str) -> str:
    """The text, with an apostrophe before what a spreadsheet would take for a formula."""
    return (f"'{text}" if text.startswith(_LEADING) else text)[:_LONGEST]
