"""One policy file as a library, read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.diagnostics import Report, Source
from engine.document import Document, Node, read_library
from engine.document.compose import compose
from engine.document.text import FileText, file_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

POLICY = "base/review.yaml"
HEADER = "policy: review\ntitle: 审核\nfacts:\n  score: {title: 分数, type: number}\n"


def read_files(folder: Path, files: Mapping[str, str | bytes]) -> tuple[tuple[Document, ...], Report]:
    """The library that the files make."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_library(folder, "policies")


def read_policy(folder: Path, text: str | bytes) -> tuple[Document, Report]:
    """A library of one policy file."""
    documents, report = read_files(folder, {POLICY: text})
    return documents[0], report


def composed(text: str) -> tuple[Node | None, FileText, Report]:
    """A YAML text as a node."""
    source = Source("x.yaml", text)
    report = Report({"x.yaml": source})
    file = file_text(source)
    return compose(file, report), file, report
