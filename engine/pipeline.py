"""The stages composed: Document -> Policy -> Program.

    read_library   files      -> documents   (engine.document)
    read_model     documents  -> model       (engine.model)
    to_timeline    policy     -> timeline    (engine.ir)
    violations     program    -> invariants  (engine.ir)

Executors take it from there: `engine.backends`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from engine.document import read_library
from engine.ir.from_model import to_timeline
from engine.ir.invariants import violations
from engine.model.from_document import Model, read_model

if TYPE_CHECKING:
    from pathlib import Path

    from engine.diagnostics import Diagnostic
    from engine.document.nodes import Document
    from engine.ir.program import Timeline


@dataclass(frozen=True, slots=True)
class Loaded:
    """A library after reading: what it means, and everything that was found on the way, sorted by place."""

    documents: tuple[Document, ...]
    model: Model
    found: tuple[Diagnostic, ...]
    has_errors: bool


def load(folder: Path, shown: str) -> Loaded:
    """Read a library's files. `shown` is the folder's name in messages; faults are in `found`, none is raised."""
    documents, report = read_library(folder, shown)
    model = read_model(documents, report)
    return Loaded(documents, model, report.sorted(), report.has_errors)


def compile_policy(loaded: Loaded, branch: str, policy: str) -> Timeline:
    """A policy's programs in one branch. The library must be free of errors."""
    model = loaded.model
    policies = {name: replace(item, branch=branch) for name, item in model.policies.items()}
    timeline = to_timeline(policies[policy], policies, model.vocabulary, model.settings)
    broken = [violation for program in timeline.programs for violation in violations(program)]
    if broken:
        msg = f"{branch}/{policy} breaks the program's invariants: {'; '.join(broken)}"
        raise AssertionError(msg)
    return timeline
