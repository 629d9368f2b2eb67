"""One worker for all tests of a module."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.backends.rete import ReteCorrelator
from engine.backends.rete.process import Worker

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def rete() -> Iterator[ReteCorrelator]:
    worker = Worker()
    yield ReteCorrelator(worker)
    worker.close()
