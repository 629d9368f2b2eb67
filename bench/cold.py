"""A cold `guiju decide` beside `python -c pass`: what a process costs that decides one case and ends.

The compile cache is warm and modules are compiled, as they are from the second call on.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from statistics import median
from typing import NamedTuple

CASE = ("decide", "xian/drawing-review", "--facts", '{"score": 79}', "--as-of", "2026-11-22", "--format", "json")
GUIJU = (sys.executable, "-c", "from adapters.cli.main import main; main()", *CASE)
NOTHING = (sys.executable, "-c", "pass")


class Cold(NamedTuple):
    """Medians, in seconds."""

    decide: float
    nothing: float

    @property
    def ratio(self) -> float:
        """How many times longer than Python alone."""
        return self.decide / self.nothing


def measure(rounds: int = 25) -> Cold:
    """Both processes, in turns, `rounds` times each."""
    with tempfile.TemporaryDirectory() as cache:
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        environment["GUIJU_CACHE"] = cache
        _seconds(GUIJU, environment)
        pairs = [(_seconds(GUIJU, environment), _seconds(NOTHING, environment)) for _ in range(rounds)]
    return Cold(*(median(column) for column in zip(*pairs, strict=True)))


def _seconds(command: tuple[str, ...], environment: dict[str, str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start
