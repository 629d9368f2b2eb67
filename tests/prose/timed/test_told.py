"""Whole explanations of cases with clocks, ladders and schedules, as people read them: recorded, to be reviewed.

An example is a YAML file with its library, its events and the moment; what it says in each language stands beside it.
`GUIJU_RECORD=1` records it anew.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
import yaml

from engine import Library
from engine.diagnostics.catalog import entry
from engine.diagnostics.width import width
from tests.conformance.examples import read

HERE = Path(__file__).parent
EXAMPLES = sorted(HERE.glob("told/*.yaml"))
RECORD = bool(os.environ.get("GUIJU_RECORD"))
WIDEST = 200


def explained(path: Path, lang: str, folder: Path) -> str:
    example: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    policy = Library.load(read(path).build(folder)).branch("base").policy(path.stem)
    text: str = policy.decide({"events": example["events"]} | example.get("given", {}), now=example["now"]).explain(
        lang=lang
    )
    return text.replace(str(folder), "policies")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_what_is_told(path: Path, lang: str, tmp_path: Path) -> None:
    text = explained(path, lang, tmp_path)
    recorded = path.with_suffix(f".{lang}.txt")
    if RECORD:
        recorded.write_text(text, encoding="utf-8")
    assert text == recorded.read_text(encoding="utf-8")
    assert "{" not in text
    assert "None" not in text
    assert [line for line in text.splitlines() if width(line) > WIDEST or line.endswith(" ")] == []


def test_every_phrase_is_in_both_languages() -> None:
    """The same fields, too."""
    for name, phrase in entry("timed").items():
        assert phrase.keys() == {"zh", "en"}, name
