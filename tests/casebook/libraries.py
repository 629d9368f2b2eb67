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
    files = {"base/review.yaml": policy, "branches/xian/branch.yaml": BRANCH}
    if cases:
        files |= {"base/review.cases.yaml": f"policy: review\ncases:\n{cases}"}
    return report_of(folder, files, only)


def report_of(folder: Path, files: dict[str, str], only: str | None = None) -> TestReport:
    """The report of these files beside those that every example has."""
    for name, text in (SHARED | files).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    report: TestReport = Library.load(folder).test(only)
    return report
