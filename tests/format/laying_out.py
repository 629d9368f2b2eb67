"""A text laid out, with what is said about it."""

from __future__ import annotations

from engine.diagnostics import Report, Source
from engine.document.format import format_text


def laid_out(text: str, kind: str = "policy", schema: str = "") -> str:
    """The text laid out; fails where that can't be done."""
    report = Report()
    after = format_text(Source("x.yaml", text), kind, schema, report)
    assert not report.found, [str(found) for found in report.found]
    assert after is not None
    return after


def refused(text: str) -> list[str]:
    """The codes of what is said of a text that can't be laid out."""
    report = Report()
    assert format_text(Source("x.yaml", text), "policy", "", report) is None
    return [found.code for found in report.found]
