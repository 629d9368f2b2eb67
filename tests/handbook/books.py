"""The small libraries of `books/`, each told as a handbook: a file, as those of conformance, and its recorded pages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from engine import Library
from tests.conformance.examples import read

if TYPE_CHECKING:
    from tests.conformance.examples import Example

HERE = Path(__file__).parent / "books"
BOOKS: dict[str, Example] = {path.stem: read(path) for path in sorted(HERE.glob("*.yaml"))}
"""By the name of the policy that each is about."""


def library(name: str, folder: Path) -> Library:
    """The library of a book, written into `folder`."""
    return Library.load(BOOKS[name].build(folder))
