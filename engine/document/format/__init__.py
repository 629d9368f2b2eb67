"""The layout of a YAML file: patched place by place, so that nothing else of the text changes.

pieces      the tokens that are written, with the blocks and brackets around each
gaps        what stands between two of them: blanks, comments, blank lines
lines       both again as lines, indented by structure; scalars and tables of several lines moved with them
parting     blank lines between sections, rules, groups of cases
content     what the text says, which must be the same before and after
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

from engine.diagnostics import Report, Source, Span
from engine.document.compose import compose
from engine.document.format.content import content
from engine.document.format.header import OWN_SCHEMAS, header_line, schema_file, schema_of
from engine.document.format.lines import Line, read_lines
from engine.document.format.parting import parted
from engine.document.nodes import Mapping, Scalar
from engine.document.text import file_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.document.format.content import Content
    from engine.document.format.lines import Place

__all__ = ["OWN_SCHEMAS", "format_text", "schema_file", "schema_of"]


def format_text(source: Source, kind: str, schema: str, report: Report) -> str | None:
    """The text of a file, laid out. `kind` as in `Document`; `schema`: what a header is to name, or empty.

    None, and a report, for a text that YAML can't read for certain, and for one that would say something else (GJ190).
    """
    root = _read(source, report)
    if root is None:
        return None
    text = _with_line_feeds(source.text)
    tables = frozenset(_tables(root, kind))
    lines = list(read_lines(text, tables))
    header = header_line(schema) if schema and not schema_of(text) else ""
    if header:
        lines.insert(0, Line(0, header, blank=False))
    laid_out = "".join(map(str, parted(lines, kind)))
    if _content(laid_out, kind) != content(text, tables).below(header):
        report.add("GJ190", Span(source.path, 1, 1, 1, 1))
        return None
    return laid_out


def _read(source: Source, report: Report) -> Mapping | None:
    before = len(report.found)
    root = compose(file_text(source), report)
    if root and not isinstance(root, Mapping):
        report.add("GJ113", root.span)
    return root if isinstance(root, Mapping) and not report.has_errors_since(before) else None


def _with_line_feeds(text: str) -> str:
    """The text with the line breaks of Unix, one at its end."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text if text.endswith("\n") else text + "\n"


def _content(text: str, kind: str) -> Content | None:
    """What a laid out text says; None where nobody can tell."""
    root = _read(Source("", text), Report())
    try:
        return content(text, frozenset(_tables(root, kind))) if root else None
    except yaml.YAMLError:
        return None


def _tables(root: Mapping, kind: str) -> Iterator[Place]:
    """Where the block scalars start that hold tables."""
    tables = root.get("tables") if kind in ("policy", "overlay") else None
    for entry in tables.entries if isinstance(tables, Mapping) else ():
        rows = entry.value.get("rows") if isinstance(entry.value, Mapping) else None
        if isinstance(rows, Scalar) and rows.style == "literal":
            yield rows.span.line - 1, rows.span.column - 1
