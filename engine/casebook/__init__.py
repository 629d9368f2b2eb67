"""Runs the cases of a library: what each expects beside what is decided, and which rules they fire.

A difference is a diagnostic (GJ61x) at its line of the case file, a rule that no case fires a hint (GJ630) at the rule.
"""

from engine.casebook.report import CaseResult, RuleCoverage, TestReport
from engine.casebook.run import run, run_cases

__all__ = ["CaseResult", "RuleCoverage", "TestReport", "run", "run_cases"]
