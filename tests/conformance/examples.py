"""Reads the examples of this folder and builds the library that each brings."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
SHARED = {path.name: path.read_text(encoding="utf-8") for path in (HERE / "library").glob("*.yaml")}


@dataclass(frozen=True, slots=True)
class Example:
    """One file: see README.md. `facts` None: it isn't about facts; `as_of` None: today."""

    files: dict[str, str]
    facts: Any
    as_of: str | None
    expect: tuple[dict[str, str], ...]
    sql: str | None

    @property
    def is_row(self) -> bool:
        """Whether its facts could stand in a row of a file."""
        return isinstance(self.facts, dict) and self.as_of is None and "events" not in self.facts

    def build(self, folder: Path) -> Path:
        """Write the library into `folder`."""
        for name, text in (SHARED | self.files).items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="")
        return folder


def read(path: Path) -> Example:
    root = yaml.safe_load(path.read_text(encoding="utf-8"))
    return Example(root["files"], root.get("facts"), root.get("as_of"), tuple(root.get("expect", ())), root.get("sql"))


def paths(kind: str) -> list[Path]:
    return sorted(HERE.glob(f"*/{kind}/*.yaml"))


def name_of(path: Path) -> str:
    return f"{path.parent.parent.name}/{path.stem}"
