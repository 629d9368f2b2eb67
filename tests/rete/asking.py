"""Whether durable-rules can be asked here, found out without importing it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from engine.backends.rete.process import COMMAND

IMPORTS = subprocess.run([*COMMAND[:-1], "-c", "import durable.engine"], capture_output=True, check=False)

needs_durable_rules = pytest.mark.skipif(
    IMPORTS.returncode != 0,
    reason=f"durable-rules can't be imported on Python {sys.version_info.major}.{sys.version_info.minor} here",
)
