"""Schedules by example: `cases/*.yaml`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.temporal.schedules.schedules import planned, told

CASES = {
    f"{file.stem}: {case['case']}": case
    for file in sorted((Path(__file__).parent / "cases").glob("*.yaml"))
    for case in yaml.load(file.read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506 - every scalar is a text
}


@pytest.mark.parametrize("name", CASES)
def test_a_schedule_plans_as_written(name: str) -> None:
    case: dict[str, Any] = CASES[name]
    for now, expected in case["plans"].items():
        assert [told(occurrence) for occurrence in planned(case, now)] == expected, now
