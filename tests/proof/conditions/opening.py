"""A policy from its text alone, through the whole pipeline."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from engine import Library
from tests.conformance.examples import SHARED

if TYPE_CHECKING:
    from engine import Policy


def opened(text: str) -> Policy:
    """Of the policy `generated`."""
    with tempfile.TemporaryDirectory() as folder:
        for name, content in {**SHARED, "base/generated.yaml": text}.items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
        return Library.load(folder).branch("base").policy("generated")
