"""`docs/crm.md`: its commands run as they stand, one after the other, and answer what it says."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "crm.md"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ANYTHING = "…"
PATIENCE = 300
"""Seconds after which it hangs."""
MARK = "--- block ---"


class Block(NamedTuple):
    language: str
    text: str


def blocks() -> list[Block]:
    return [Block(*found) for found in BLOCK.findall(PAGE.read_text(encoding="utf-8"))]


def script(port: int) -> str:
    """All commands as one; what isn't ours to try, the installation, left out."""
    lines = ["set -eu", "trap 'kill $(jobs -p) 2>/dev/null; wait' EXIT"]
    for block in blocks():
        if block.language == "sh" and not block.text.startswith("pip "):
            lines.append(block.text.replace("8080", str(port)))
        if block.language == "python":
            lines.append(f"python - <<'EOF'\nimport os\nimport sys\nsys.path.insert(0, 'examples')\n{block.text}EOF\n")
        if block.language in ("sh", "python"):
            lines.append(f"echo; echo '{MARK}'")
    return "\n".join(lines)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What each block of commands printed."""
    folder = tmp_path_factory.mktemp("crm")
    for name in ("policies", "examples"):
        shutil.copytree(ROOT / name, folder / name)
    guiju = folder / "bin" / "guiju"
    guiju.parent.mkdir()
    guiju.write_text(f'#!/bin/sh\nexec {sys.executable} -c "from adapters.cli.main import main; main()" "$@"\n')
    guiju.chmod(0o755)
    paths = f"{guiju.parent}{os.pathsep}{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": paths, "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"}
    command = ("bash", "-c", script(free_port()))
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=PATIENCE
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.split(MARK)


def agrees(said: Any, is_so: Any) -> bool:
    """Whether an answer has what the page says; `…` stands for anything, what isn't said may be there."""
    match said:
        case str() if said == ANYTHING:
            return True
        case dict():
            return isinstance(is_so, dict) and all(name in is_so and agrees(said[name], is_so[name]) for name in said)
        case list():
            return isinstance(is_so, list) and len(said) == len(is_so) and all(map(agrees, said, is_so))
        case _:
            return bool(said == is_so)


def test_every_answer_is_what_the_page_says(answers: list[str]) -> None:
    answer = iter(answers)
    said = 0
    printed = ""
    for block in blocks():
        if block.language in ("sh", "python"):
            printed = next(answer)
        elif block.language == "json":
            said += 1
            assert agrees(json.loads(block.text), json.loads(printed)), printed
        else:
            assert printed.strip().startswith(block.text.strip())
    assert said == 5


def test_a_message_is_received(answers: list[str]) -> None:
    assert any("收到 guiju.clock." in answer and "签名正确" in answer for answer in answers)


def test_the_last_answer_is_an_explanation(answers: list[str]) -> None:
    assert "MAN-02" in answers[-2]
