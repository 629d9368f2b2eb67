"""The table of ten rows on both engines, and the cases that they decide.

`policies/base/assessment.yaml` and `assessment.jdm.json` are the same table. Engines are imported when asked for, so
that a process can hold one of them only.
"""

from __future__ import annotations

from importlib import import_module
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from engine import Policy

HERE = Path(__file__).parent
SCORES = (12, 59.5, 79.99, 80, 85.5, 89.9, 90, 97.25)
CASES: tuple[dict[str, Any], ...] = tuple(
    {"score": score, "tier": tier, "days": days}
    for score, tier, days in product(SCORES, ("gold", "silver"), (1, 3.5, 5, 8))
)


def policy() -> Policy:
    library = import_module("engine").Library.load(HERE / "policies")
    found: Policy = library.branch("base").policy("assessment")
    return found


def peer() -> Any:
    """The table as a decision of zen-engine."""
    text = (HERE / "assessment.jdm.json").read_text(encoding="utf-8")
    return import_module("zen").ZenEngine().create_decision(text)


def both() -> tuple[Policy, Any]:
    """Both engines, known to agree on every case."""
    ours, theirs = policy(), peer()
    for case in CASES:
        mine = {name: _plain(value) for name, value in ours.decide(case).outputs.items()}
        other = theirs.evaluate(case)["result"]
        if mine != other:
            msg = f"the engines disagree on {case}: {mine} and {other}"
            raise AssertionError(msg)
    return ours, theirs


def _plain(value: Any) -> Any:
    return value if isinstance(value, str) else float(value)
