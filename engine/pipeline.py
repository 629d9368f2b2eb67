"""The stages composed: Document -> Policy -> Program.

    read_library   files      -> documents   (engine.document)
    read_model     documents  -> model       (engine.model)
    to_timeline    policy     -> timeline    (engine.ir)
    violations     program    -> invariants  (engine.ir)

Executors take it from there: `engine.backends`.
"""

from __future__ import annotations

import gc
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.diagnostics import Kept
from engine.document import read_library
from engine.ir.from_model import to_timeline
from engine.ir.invariants import violations
from engine.late import room
from engine.model.from_document import Model, read_model
from engine.model.overlays.editions import chain_of_editions
from engine.model.policy import TimedItem
from engine.model.timed.shapes import Ladder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from engine.diagnostics import Diagnostic, Report
    from engine.document.nodes import Document
    from engine.ir.program import Timeline


MANY = 100_000
"""Objects that it takes the collector tens of milliseconds to look through."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A library after reading: what it means, and everything that was found on the way, sorted by place."""

    documents: tuple[Document, ...]
    model: Model
    found: tuple[Diagnostic, ...]
    has_errors: bool


def load(folder: Path, shown: str, kept: Kept | None = None) -> Loaded:
    """Read a library's files. `shown` is the folder's name in messages; faults are in `found`, none is raised.

    `kept`: what was read before; only what has changed is read again.
    """
    kept = Kept() if kept is None else kept
    kept.turn()
    with _nothing_collected():
        documents, report = read_library(folder, shown, kept)
        model = read_model(documents, report, kept)
    _check_executors(model, report)
    return Loaded(documents, model, report.sorted(), report.has_errors)


def _check_executors(model: Model, report: Report) -> None:
    """What the executor that a ladder asks for can't hold is known before the first case."""
    for step in (step for policy in model.editions() for step in policy.steps):
        if isinstance(step, TimedItem) and isinstance(step.step, Ladder) and step.step.executor == "rete":
            room("rete").check_limits(step.step, report)


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """Reading makes a great many objects and drops few, none in cycles: to look for garbage costs a third more.

    Where many were made they are old at once: else the collector would look through all of them, first thing after.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled and gc.get_count()[0] > MANY:
            gc.freeze()
            gc.unfreeze()
        if was_enabled:
            gc.enable()


def made_of(loaded: Loaded, branch: str, policy: str) -> tuple[object, ...]:
    """All that the programs of a policy come from: the policies of its chain, the words and the settings."""
    model = loaded.model
    return (model.stocks[branch].settings, model.vocabulary, *chain_of_editions(policy, model.of(branch)))


def compile_policy(loaded: Loaded, branch: str, policy: str) -> Timeline:
    """A policy's programs in one branch. The library must be free of errors."""
    model = loaded.model
    timeline = to_timeline(policy, branch, model.of(branch), model.vocabulary, model.stocks[branch].settings)
    broken = [violation for program in timeline.programs for violation in violations(program)]
    if broken:
        msg = f"{branch}/{policy} breaks the program's invariants: {'; '.join(broken)}"
        raise AssertionError(msg)
    return timeline
