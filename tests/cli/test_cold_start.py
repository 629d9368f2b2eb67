"""A warm compile cache spares a process what only reading policies needs; without a cache all goes as well."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAVY = {"yaml", "jsonschema", "jsonschema_rs", "watchfiles", "sqlglot", "duckdb", "pendulum", "rich", "hypothesis"}
SERVICE = {"alembic", "cryptography", "fastapi", "httpx", "psycopg", "sqlalchemy", "uvicorn"}
SCRIPT = """
import json, sys
from adapters.cli.main import guiju
try:
    guiju.main(sys.argv[1:])
finally:
    print(json.dumps(sorted(sys.modules)), file=sys.stderr)
"""
CASE = ["decide", "xian/drawing-review", "--facts", '{"score": 79}', "--as-of", "2026-11-22", "--format", "json"]


CLOCKS = ["decide", "base/complaint-handling", "--events", "[]", "--as-of", "2026-11-22", "--format", "json"]
OF_TIME = {"engine.feel.operators", "engine.temporal.timetable", "engine.ir.rungs", "engine.backends.scalar.timed"}
"""What only policies with clocks, ladders or schedules need."""
NOT_OF_CLOCKS = {
    "engine.temporal.ladders",
    "engine.temporal.schedules",
    "engine.backends.prose.handbook",
    "engine.ir.rungs",
}


def decide(cache: str, *case: str) -> tuple[str, set[str]]:
    """What one process answers, and the modules that it ends with."""
    environment = os.environ | {"GUIJU_CACHE": cache}
    command = [sys.executable, "-c", SCRIPT, *(case or CASE)]
    process = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, encoding="utf-8", check=True)
    return process.stdout, set(json.loads(process.stderr))


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache filled by a decision of each policy."""
    folder = tmp_path_factory.mktemp("cache")
    decide(str(folder))
    decide(str(folder), *CLOCKS)
    return folder


def test_a_warm_cache_spares_the_heavy_modules(cache: Path) -> None:
    _, modules = decide(str(cache))
    assert {name.partition(".")[0] for name in modules} & (HEAVY | SERVICE) == set()
    assert modules & OF_TIME == set()


def test_a_policy_of_clocks_is_spared_ladders_schedules_and_the_handbook(cache: Path) -> None:
    answer, modules = decide(str(cache), *CLOCKS)
    assert json.loads(answer)["clocks"]
    assert modules & NOT_OF_CLOCKS == set()


def test_the_answer_is_the_same_with_a_cache_without_one_and_with_a_broken_one(cache: Path, tmp_path: Path) -> None:
    warm, _ = decide(str(cache))
    broken = tmp_path / "broken"
    shutil.copytree(cache, broken)
    for entry in broken.rglob("*"):
        if entry.is_file():
            entry.write_bytes(b"\x80not a pickle")
    assert json.loads(warm)["matched"] == ["below-pass"]
    assert {decide(str(broken))[0], decide("off")[0], decide(str(tmp_path / "new"))[0]} == {warm}
