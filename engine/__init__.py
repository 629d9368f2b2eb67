"""guiju 规矩: a rules-and-policy engine. This is its whole public surface.

    from engine import Library

    library = Library.load("policies")
    policy = library.branch("xian").policy("drawing-review")
    decision = policy.decide({"score": 79, "signed": False}, as_of="2026-11-22")
    decision.outcomes, decision.matched, decision.to_json(), decision.explain(lang="zh")

Names are resolved when first asked for (PEP 562), so that `import engine` costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from engine.decision import Decision as Decision
    from engine.diagnostics import Diagnostic as Diagnostic
    from engine.diagnostics import FactError as FactError
    from engine.diagnostics import GuijuError as GuijuError
    from engine.diagnostics import PolicyError as PolicyError
    from engine.diagnostics.render import render as render
    from engine.ir.decision import Outcome as Outcome
    from engine.ir.moments import moment_json as moment_json
    from engine.ir.points import Point as Point
    from engine.library import Library as Library
    from engine.policy import Policy as Policy
    from engine.workspace import Workspace as Workspace

_HOMES = {
    "Decision": "engine.decision",
    "Diagnostic": "engine.diagnostics",
    "FactError": "engine.diagnostics",
    "GuijuError": "engine.diagnostics",
    "Library": "engine.library",
    "Outcome": "engine.ir.decision",
    "Point": "engine.ir.points",
    "Policy": "engine.policy",
    "PolicyError": "engine.diagnostics",
    "Workspace": "engine.workspace",
    "moment_json": "engine.ir.moments",
    "render": "engine.diagnostics.render",
}

__all__ = [
    "Decision",
    "Diagnostic",
    "FactError",
    "GuijuError",
    "Library",
    "Outcome",
    "Point",
    "Policy",
    "PolicyError",
    "Workspace",
    "moment_json",
    "render",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        msg = f"module 'engine' has no attribute '{name}'"
        raise AttributeError(msg)
    return getattr(import_module(_HOMES[name]), name)
