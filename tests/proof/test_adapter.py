"""Tables analysed: each file in `tables/` says what is found, list by list; and cases that are none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.proof.adapter import analyse

TABLES = sorted(Path(__file__).parent.glob("tables/*.json"))
COLUMN = {"name": "n", "type": "int"}


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_a_table_is_found_to_be_as_told(path: Path) -> None:
    case = json.loads(path.read_text(encoding="utf-8"))
    found = analyse(case)
    assert {name: _sorted(found[name]) for name in case["expect"]} == {
        name: _sorted(wanted) for name, wanted in case["expect"].items()
    }
    assert set(found["proof"].values()) == {"complete"}


def _sorted(findings: list[Any]) -> list[str]:
    return sorted(json.dumps(finding, sort_keys=True) for finding in findings)


@pytest.mark.parametrize(
    "table",
    [
        {"policy": "collect", "columns": [COLUMN], "rules": []},
        {"policy": "any", "columns": [{"name": "n", "type": "float"}], "rules": []},
        {"policy": "any", "columns": [COLUMN], "rules": [{"when": {"m": []}, "then": 1}]},
        {"policy": "any", "columns": [{**COLUMN, "domain": {"min": 2, "max": 1}}], "rules": []},
        {"policy": "any", "columns": [COLUMN], "rules": [{"when": {"n": [{"min": "x"}]}, "then": 1}]},
    ],
)
def test_what_is_no_table_is_refused(table: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r".+"):
        analyse({"a": table})


def test_tables_over_other_columns_are_not_compared() -> None:
    a, b = ({"policy": "any", "columns": [{"name": name, "type": "bool"}], "rules": []} for name in "ab")
    with pytest.raises(ValueError, match="columns"):
        analyse({"a": a, "b": b})


def test_rules_without_an_id_go_by_their_places_and_the_case_stays_as_it_is() -> None:
    case = {"a": {"policy": "first", "columns": [COLUMN], "rules": [{"when": {}, "then": 1}, {"when": {}, "then": 2}]}}
    before = json.dumps(case)
    found = analyse(case)
    assert found["dead"] == [{"rule": 1, "why": "masked"}]
    assert found["gaps"] == []
    assert json.dumps(case) == before
