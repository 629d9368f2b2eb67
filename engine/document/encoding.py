"""From the bytes of a file to its text: UTF-8, of a sensible size, nothing invisible. A byte order mark is dropped."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.diagnostics import Source, Span
from engine.document.text import file_text

if TYPE_CHECKING:
    from engine.diagnostics import Report

MAX_BYTES = 4_000_000
"""Nobody writes a policy of this size by hand; a file that has it got here by mistake."""
_BOMS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}
_INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u2028\u2029\ufeff\ufffe\uffff]")


def decode(path: str, data: bytes, report: Report) -> Source | None:
    """The text of a file; None, and a report, where it can't be used. `path` is the path to show."""
    if len(data) > MAX_BYTES:
        report.add("GJ103", _line(path, 1), size=f"{len(data) / 1e6:.1f}", limit=f"{MAX_BYTES // 1_000_000}")
        return None
    text = _text(path, data, report)
    if text is None:
        return None
    source = Source(path, text)
    report.sources[path] = source
    return None if _has_invisible(source, report) else source


def _text(path: str, data: bytes, report: Report) -> str | None:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        report.add("GJ101", _line(path, line), line=line, encoding=_guess(data))
        return None


def _guess(data: bytes) -> str:
    """The encoding that the bytes seem to have been written in; empty where that is unknown."""
    if data[:2] in _BOMS:
        return _BOMS[data[:2]]
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return ""
    return "GBK (GB18030)"


def _has_invisible(source: Source, report: Report) -> bool:
    found = _INVISIBLE.search(source.text)
    if found:
        span = file_text(source).span(found.start(), found.end())
        report.add("GJ112", span, name=f"U+{ord(found.group()):04X}", line=span.line, column=span.column)
    return found is not None


def _line(path: str, line: int) -> Span:
    return Span(path, line, 1, line, 1)
