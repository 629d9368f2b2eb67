"""Exact geometry on grids of whole numbers: where rules are, where none is, and where sides answer differently.

grid ── classes (equal atoms together) ── cuts (a partition where fewest rules straddle) ── merging
│                                 ├── coverage: gaps    ── masking: rules that never answer
└── pairs: who meets, who holds   └── searching: answers settled by hit policy (verdicts)
├── differing (only where changed rules match: changes)
└── falling: one column taken twice
"""

from engine.backends.proof.boxes.differing import answers, differing
from engine.backends.proof.boxes.falling import falling
from engine.backends.proof.boxes.gaps import uncovered
from engine.backends.proof.boxes.growing import maximal
from engine.backends.proof.boxes.masking import masked
from engine.backends.proof.boxes.merging import merge
from engine.backends.proof.boxes.pairs import contained, meeting, sharing

__all__ = [
    "answers",
    "contained",
    "differing",
    "falling",
    "masked",
    "maximal",
    "meeting",
    "merge",
    "sharing",
    "uncovered",
]
