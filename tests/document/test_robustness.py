"""Whatever a file holds, reading it ends in diagnostics that stand in the file, in both languages."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from engine.diagnostics.render import render
from tests.document.reading import read_policy

if TYPE_CHECKING:
    from engine.diagnostics import Report

BASE = Path(__file__).parents[2] / "policies" / "base"
SHIPPED = [path.read_text(encoding="utf-8") for path in BASE.glob("*-*.yaml") if "." not in path.stem]
PIECES = [
    "",
    " ",
    "\n",
    "\t",
    ":",
    ": ",
    "：",
    "，",
    '"',
    "'",
    "{",
    "}",
    "[",
    "]",
    "- ",
    "#",
    "> ",
    "|",
    "&a ",
    "*a",
    "!",
    "80",
]


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """A shipped policy with a few characters deleted, replaced or put in."""
    text = draw(st.sampled_from(SHIPPED))
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(text)))
        cut = draw(st.integers(0, 3))
        text = text[:start] + draw(st.sampled_from(PIECES)) + text[start + cut :]
    return text


@given(damaged())
def test_damaged_policies(text: str) -> None:
    check(text.encode())


@given(st.binary(max_size=60))
def test_any_bytes(content: bytes) -> None:
    check(content)


@given(st.text(st.sampled_from("ab:：,，{}[]()\"'#|>-&*!%@?\n \t1"), max_size=40))
def test_any_yaml(text: str) -> None:
    check(text.encode())


def check(content: bytes) -> None:
    with TemporaryDirectory() as folder:
        document, report = read_policy(Path(folder), content)
    assert document.usable or report.has_errors
    check_spans(report)
    for lang in ("zh", "en"):
        assert render(report.sorted(), "text", lang).endswith("\n")


def check_spans(report: Report) -> None:
    """Every span lies in its file; files that are no text have no lines to compare."""
    for found in report.found:
        assert found.span is not None
        start, end = (found.span.line, found.span.column), (found.span.end_line, found.span.end_column)
        assert (1, 1) <= start <= end
        source = report.sources.get(found.span.path)
        if source:
            assert found.span.line <= len(source.text.splitlines()) + 1
            assert found.span.column <= len(source.line(found.span.line)) + 1
