"""Small libraries of one policy, as several sides of a comparison."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from engine import Library
from engine.compliance.comparison import compare_policies
from tests.conformance.examples import SHARED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine import Policy
    from engine.ir.differences import Comparison

DAY = dt.date(2026, 11, 22)


def library(folder: Path, files: Mapping[str, str]) -> Library:
    """The files beside those that every example has."""
    for name, text in {**SHARED, **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return Library.load(folder)


def policy(text: str) -> Policy:
    """The policy that a text holds."""
    name = text.split("policy: ", maxsplit=1)[1].splitlines()[0]
    with tempfile.TemporaryDirectory() as folder:
        return library(Path(folder), {f"base/{name}.yaml": text}).branch("base").policy(name)


def compared(*texts: str) -> Comparison:
    """Texts of the same policy beside one another."""
    return compare_policies([policy(text) for text in texts], [f"side-{n}" for n in range(len(texts))], DAY)
