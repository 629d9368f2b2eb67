"""What compliance asks: branches and versions side by side, guardrails held, policies without faults.

    comparison.py  a policy of several branches       ─┐
    revisions.py   two states of a library             ├─ side_by_side.py: text, page, workbook (matrix.py: rows)
    guardrails/    what must hold of every branch      │
    analysis.py    what is wrong with each policy     ─┘

Every case that a proof shows is decided anew by the scalar executor first: replay.py.
"""
