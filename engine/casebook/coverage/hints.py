"""What the cases of a policy don't cover, as hints at the rules' and boundaries' places."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.casebook.coverage.boundaries import Boundary
    from engine.casebook.coverage.measure import Covered, SideCoverage
    from engine.casebook.coverage.nearby import Stand
    from engine.diagnostics import Report


def add_hints(covered: Covered, report: Report) -> None:
    """A hint for every rule that no case fires, and for every side of a boundary that none is on.

    Of a rule that never fires its boundaries say nothing: first it has to.
    """
    unfired = {rule.rule for rule in covered.rules if not rule.covered}
    for rule in covered.rules:
        if not rule.covered:
            report.add("GJ630", rule.span, rule=rule.rule, policy=rule.policy, **_advice(rule.nearby))
    for found in covered.boundaries:
        for side in found.sides if found.boundary.owner not in unfired else ():
            if not side.cases:
                _add_side(found.boundary, side, report)


def _add_side(boundary: Boundary, side: SideCoverage, report: Report) -> None:
    limit = "" if boundary.limit == boundary.right else boundary.limit
    words = {"limit": limit} | _advice(side.nearby)
    if side.side == "on":
        report.add("GJ631", boundary.span, left=boundary.left, right=boundary.right, **words)
    else:
        report.add("GJ632", boundary.span, text=boundary.text, truth=side.side, **words)


def _advice(stand: Stand | None) -> dict[str, str]:
    """A case that is near, and what to change in it."""
    if stand is None:
        return {}
    changes = [f"{name}: {value}" for name, value in stand.changes]
    changes += [f"as_of: {stand.as_of.isoformat()}"] if stand.as_of else []
    return {"like_zh": stand.case.zh, "like_en": stand.case.en, "change": ", ".join(changes)}
