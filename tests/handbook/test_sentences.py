"""What a policy reads like, construct by construct: recorded pages, to be reviewed as pages.

To add one, add a file to `books/` and run with `GUIJU_RECORD=1`, which records all anew.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from engine.workshop.handbook import handbook
from tests.handbook.books import BOOKS, HERE, library

if TYPE_CHECKING:
    from pathlib import Path

RECORD = bool(os.environ.get("GUIJU_RECORD"))


@pytest.mark.parametrize("name", BOOKS)
def test_pages(name: str, tmp_path: Path) -> None:
    for file in handbook(library(name, tmp_path), policy=name, formats=("md",)):
        recorded = HERE / file.path
        if RECORD:
            recorded.write_text(file.text, encoding="utf-8")
        assert file.text == recorded.read_text(encoding="utf-8"), "GUIJU_RECORD=1 records it anew"
