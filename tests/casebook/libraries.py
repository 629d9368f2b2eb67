"""Small libraries with cases, to be run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine import Library
from tests.conformance.examples import SHARED

if TYPE_CHECKING:
    from pathlib import Path

    from engine.casebook import TestReport

BRANCH = "branch: xian\ntitle: Xi'an\n"


def run(folder: Path, policy: str, cases: str, only: str | None = None) -> TestReport:
    """The report of `base/review.yaml` with a text of cases (none: without a case file)."""
    texts = SHARED | {"base/review.yaml": policy, "branches/xian/branch.yaml": BRANCH}
    if cases:
        texts |= {"base/review.cases.yaml": f"policy: review\ncases:\n{cases}"}
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    report: TestReport = Library.load(folder).test(only)
    return report
