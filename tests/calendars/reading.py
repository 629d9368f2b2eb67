"""Calendars of a library that a test writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.model.calendars import DeclaredCalendar, read_calendars
from engine.workshop.calendars import WorkCalendar
from tests.document.reading import read_files

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from engine.diagnostics import Report

SHANGHAI = "Asia/Shanghai"
OFFICE = """\
title: {zh: 办公时间, en: Office hours}
weekly:
  mon-fri: ["09:00-12:00", "13:00-18:00"]
"""


def calendars_of(folder: Path, files: Mapping[str, str]) -> tuple[dict[str, DeclaredCalendar], Report]:
    """The calendars by id; each text is a file's, below the line that says its id."""
    texts = {f"calendars/{name}.yaml": f"calendar: {name}\n{text}" for name, text in files.items()}
    documents, report = read_files(folder, texts)
    return read_calendars(documents, SHANGHAI, report), report


def calendar_of(folder: Path, files: Mapping[str, str], name: str = "office") -> WorkCalendar:
    """One of them, which nothing is wrong with."""
    declared, report = calendars_of(folder, files)
    assert not report.found
    return WorkCalendar(declared[name], is_default=False)
