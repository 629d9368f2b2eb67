"""What the commands that go on for days tell on stderr, with when it was."""

from __future__ import annotations

import logging


def log_to_stderr() -> None:
    """Our own news, and the warnings of everybody else."""
    logging.basicConfig(
        level=logging.WARNING,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
        datefmt="%Y-%m-%dT%H:%M:%S%z",
    )
    logging.getLogger("guiju").setLevel(logging.INFO)
