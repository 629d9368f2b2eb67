"""The DMN Technology Compatibility Kit, flattened: the folder named by TCK_CASES holds `run.py` and the cases.

Values and nulls are judged apart, since whoever always answers null passes nearly half of the kit. What fails does so
by decision: no function values, no `instance of`, local date-times have a zone, types are static, years are 1 to 9999.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

CASES = os.environ.get("TCK_CASES", "")
ADAPTER = Path(__file__).with_name("adapter.py")
ROOT = ADAPTER.parents[2]

pytestmark = pytest.mark.skipif(
    not Path(CASES, "run.py").is_file() or not CASES,
    reason="TCK_CASES names no folder with the flattened cases of the DMN TCK and their run.py",
)


def rates(*options: str) -> dict[str, Any]:
    """The counts and percentages that the kit's runner prints last."""
    command = [sys.executable, str(Path(CASES, "run.py")), str(ADAPTER), *options]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    return found


def test_the_simple_expressions_of_level_2() -> None:
    found = rates("--level", "2")
    assert found["value_%"] >= 90
    assert found["null_%"] == 100


def test_every_decision_table_of_level_2() -> None:
    found = rates("--level", "2", "--cases", "table")
    assert found["value_pass"] == found["n"] > 0


def test_the_expressions_of_level_3_do_not_get_worse() -> None:
    found = rates("--level", "3")
    assert found["value_%"] >= 45
    assert found["null_%"] >= 95
