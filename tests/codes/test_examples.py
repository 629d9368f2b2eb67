"""Every code of the catalog is explained by an example that happens, and is mended as it says.

With RECORD=1 in the environment the examples are written into engine/diagnostics/codes/ instead.
"""

from __future__ import annotations

import json
import os
import re
from typing import TYPE_CHECKING

import pytest

from engine.diagnostics.catalog import catalog
from engine.diagnostics.codes.examples import FILE, example_of, to_record
from tests.codes.recording import entries, record

if TYPE_CHECKING:
    from pathlib import Path

ENTRIES = entries()
CODES = {code for code in catalog() if re.fullmatch(r"GJ\d{3}", code)}
FIRST = "the command line says {} first"
GUARD = "a guard: nothing is known to come to it"
NO_EXAMPLE = {
    "GJ100": "a file that can't be opened",
    "GJ103": "a file of many megabytes",
    "GJ180": FIRST.format("GJ706"),
    "GJ190": GUARD,
    "GJ224": GUARD,
    "GJ280": "a package that is not installed",
    "GJ282": "thousands of events in one case",
    "GJ284": "a process that is killed",
    "GJ285": GUARD,
    "GJ306": GUARD,
    "GJ326": GUARD,
    "GJ333": GUARD,
    "GJ342": GUARD,
    "GJ345": GUARD,
    "GJ403": FIRST.format("GJ718"),
    "GJ418": "a time of day, which no fact is yet",
    "GJ470": FIRST.format("GJ722"),
    "GJ478": "a call of the library from Python",
    "GJ502": GUARD,
    "GJ504": GUARD,
    "GJ508": "said of rows by their numbers, in what `guiju run` counts",
    "GJ509": "as GJ508",
    "GJ524": FIRST.format("GJ704"),
    **dict.fromkeys(
        ("GJ545", "GJ546", "GJ547", "GJ548", "GJ553", "GJ555", "GJ557"),
        "said of cases, in what `guiju run` counts",
    ),
    **dict.fromkeys(("GJ550", "GJ551", "GJ554", "GJ558"), "shown by tests/columnar/timed"),
    "GJ556": GUARD,
    **dict.fromkeys(
        ("GJ650", "GJ651", "GJ652", "GJ787", "GJ788", "GJ789"),
        "of comparisons: shown by tests/prose/comparison and tests/cli/test_comparing.py",
    ),
    "GJ719": "a hundred thousand brackets",
    "GJ721": "a package that is not installed",
    "GJ726": "a file that changes in the middle of the command",
    "GJ785": "a package that is not installed",
    "GJ799": "a fault of guiju",
    **dict.fromkeys(
        ("GJ801", "GJ803", "GJ804", "GJ805", "GJ806", "GJ807", "GJ808", "GJ809", "GJ884"),
        "a database that something has happened to: shown by tests/ledger",
    ),
    "GJ887": "a library in force that lacks a branch: shown by tests/http/test_access.py",
    **dict.fromkeys(
        (f"GJ{number}" for number in range(810, 820)),
        "a ledger that somebody has changed: shown by tests/seals",
    ),
    "GJ820": "events without a library ever served: shown by tests/deadlines",
    "GJ834": "a receiver that wants no more: shown by tests/notify",
    "GJ835": "a mended call would serve: shown by tests/cli",
    "GJ859": "a port that is taken: shown by tests/http",
    **dict.fromkeys(
        (f"GJ{number}" for number in (*range(840, 859), *range(860, 872), *range(873, 883), 886)),
        "said over HTTP: shown by tests/http",
    ),
}
"""Codes without an example, each with the reason."""


@pytest.mark.parametrize("code", ENTRIES)
def test_the_recorded_example_happens_and_its_mend_helps(code: str, tmp_path: Path) -> None:
    example = record(code, ENTRIES[code], tmp_path)
    if os.environ.get("RECORD"):
        _keep(code, to_record(example))
    else:
        assert example_of(code) == example


def test_every_code_has_an_example_or_a_reason() -> None:
    assert set(ENTRIES) | set(NO_EXAMPLE) == CODES
    assert not set(ENTRIES) & set(NO_EXAMPLE)


def test_nothing_is_recorded_that_no_entry_tells() -> None:
    assert set(json.loads(FILE.read_text(encoding="utf-8"))) == set(ENTRIES)


def _keep(code: str, recorded: dict[str, object]) -> None:
    """One line of the file, in the order of codes."""
    kept = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
    kept = {name: kept[name] for name in kept if name in ENTRIES} | {code: recorded}
    lines = (f'"{name}": {json.dumps(kept[name], ensure_ascii=False)}' for name in sorted(kept))
    FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
