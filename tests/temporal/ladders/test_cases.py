"""Ladders by example: `cases/*.yaml`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from engine.temporal.ladders import PythonCorrelator
from tests.temporal.ladders.histories import case, instant

CASES = {
    f"{file.stem}: {name}": written
    for file in sorted((Path(__file__).parent / "cases").glob("*.yaml"))
    for name, written in yaml.safe_load(file.read_text(encoding="utf-8")).items()
}


@pytest.mark.parametrize("written", CASES.values(), ids=CASES)
def test_a_ladder_reads_as_written(written: dict[str, Any]) -> None:
    ladder = case(written)
    for at, expected in written["readings"].items():
        assert ladder.read(PythonCorrelator(), instant(at, ladder.zone)) == expected, at
