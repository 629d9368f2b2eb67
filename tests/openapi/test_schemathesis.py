"""The service held to its own document by schemathesis, over real sockets: it finds nothing.

`SCHEMATHESIS=deep` (as `make faults` has it) tries every path of head office with many more requests.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.faults.service import Service, new_key

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
DEEP = os.environ.get("SCHEMATHESIS") == "deep"
READING = r"^/v1/(clocks|decisions|explanations|messages|policies$|revisions)|^/v1/branches/\{branch\}/"
RUNNING = r"^/v1/(deliveries|reload)|^/(livez|readyz|metrics|openapi\.json)$"
TELLING = r"^/v1/events$"
LINKED = r"^/v1/decisions/|^/v1/branches/base/policies/(drawing-review|handover)/decide$"
COMPENSATION = r"^/v1/(branches/base/)?policies/compensation/decide"
COMPLAINTS = r"^/v1/branches/base/policies/complaint-handling/decide$"
EVERYTHING = r"^/v1/(branches/base/)?policies/[a-z-]+/decide"

RANDOM = "examples,fuzzing"
EDGES = "coverage"
"""The edges of every keyword; of a case's history they are thousands."""
PARTS = [
    (READING, EDGES, 1),
    (RUNNING, EDGES, 1),
    (TELLING, RANDOM, 3),
    (COMPENSATION, RANDOM, 5),
    (COMPLAINTS, RANDOM, 5),
    (LINKED, "stateful", 10),
]
"""Paths, phases, examples."""
DEEP_PARTS = [
    (READING, f"{RANDOM},{EDGES}", 300),
    (RUNNING, f"{RANDOM},{EDGES}", 100),
    (TELLING, f"{RANDOM},{EDGES}", 100),
    (EVERYTHING, RANDOM, 50),
    (COMPENSATION, EDGES, 1),
    (LINKED, "stateful", 300),
]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    database = f"sqlite:///{tmp_path_factory.mktemp('contract') / 'guiju.db'}"
    with Service(database, policies=ROOT / "policies") as running:
        yield running


@pytest.fixture(scope="module")
def key(service: Service) -> str:
    return new_key(service.database)


@pytest.fixture(scope="module")
def document(service: Service, key: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The document as the service gives it, in a file: a header given for fetching it would be sent everywhere."""
    found = httpx.get(f"{service.url}/openapi.json", headers={"Authorization": f"Bearer {key}"})
    path = tmp_path_factory.mktemp("document") / "openapi.json"
    path.write_bytes(found.content)
    return path


@pytest.mark.parametrize(("paths", "phases", "examples"), DEEP_PARTS if DEEP else PARTS)
def test_schemathesis_finds_nothing(
    service: Service, key: str, document: Path, tmp_path: Path, paths: str, phases: str, examples: int
) -> None:
    done = subprocess.run(
        (
            *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(HERE / "schemathesis.toml")),
            *("run", str(document), "--url", service.url),
            *("--include-path-regex", paths, "--phases", phases, "--max-examples", str(examples)),
            *("--continue-on-failure", "--no-shrink", *(() if DEEP else ("--seed", "1"))),
        ),
        cwd=tmp_path,
        env={**os.environ, "SCHEMATHESIS_HOOKS": "tests.openapi.hooks", "PYTHONPATH": str(ROOT), "GUIJU_TEST_KEY": key},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert " passed" in done.stdout
    assert "Traceback" not in service.log
