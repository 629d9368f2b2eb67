"""Prints made-up cases of a policy as CSV, the same ones every time: python examples/rows.py POLICY COUNT."""

from __future__ import annotations

import csv
import json
import random
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    Row = dict[str, object]

DEPARTMENTS = ("设计部", "工程部", "材料部", "售后部")


def drawing_review(chance: Random) -> Row:
    return {
        "score": min(100, round(chance.gauss(86, 8))),
        "revision": chance.choice(["complete", "complete", "partial", "none", ""]),
        "signed": chance.choice(["true", "false"]),
        "commission": chance.choice(["", f"{chance.uniform(800, 20_000):.2f}"]),
    }


def complaint_tier(chance: Random) -> Row:
    concerned = chance.sample(DEPARTMENTS, chance.choice([1, 1, 1, 2, 3]))
    return {
        "compensation": chance.choice(["true", "false", "false"]),
        "solvable_by_specialist": chance.choice(["true", "true", "false"]),
        "departments": json.dumps(concerned, ensure_ascii=False),
    }


def monthly_assessment(chance: Random) -> Row:
    return {"score": f"{min(100.0, chance.gauss(86, 6)):.1f}", "wage": f"{chance.uniform(4_000, 12_000):.2f}"}


ROWS: dict[str, Callable[[Random], Row]] = {
    "drawing-review": drawing_review,
    "complaint-tier": complaint_tier,
    "monthly-assessment": monthly_assessment,
}


def main(policy: str, count: int) -> None:
    chance = random.Random(policy)  # noqa: S311  made-up cases, and the same ones every time
    rows = [ROWS[policy](chance) for _ in range(count)]
    writer = csv.DictWriter(sys.stdout, fieldnames=list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
