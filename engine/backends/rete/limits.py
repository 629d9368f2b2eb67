"""What a net can't hold of a ladder, as far as the policy tells: it is refused when the policy is loaded."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from engine.backends.rete.from_ladder import MOST_RUNGS
from engine.backends.rete.terms import LARGEST
from engine.feel.typed import Const

if TYPE_CHECKING:
    from engine.diagnostics import Report
    from engine.ir.timed import Ladder, LadderRung


def check_limits(ladder: Ladder, report: Report) -> None:
    """Report more rungs than fire at once (GJ281), and counts written that are too large (GJ283)."""
    if len(ladder.rungs) > MOST_RUNGS:
        report.add("GJ281", ladder.span, item=ladder.name, rungs=len(ladder.rungs), most=MOST_RUNGS)
    for rung in ladder.rungs:
        if _is_too_large(rung):
            report.add("GJ283", rung.count.place.span(0, len(rung.count.text)), count=rung.count.text)


def _is_too_large(rung: LadderRung) -> bool:
    root = rung.count.root
    return isinstance(root, Const) and isinstance(root.value, int | Decimal) and root.value >= LARGEST
