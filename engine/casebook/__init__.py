"""Runs the cases of a library: what each expects beside what is decided, and what of the policies they cover.

A difference is a diagnostic (GJ61x, GJ62x) at its line of the case file; a rule that no case fires, and the side of a
boundary that no case is on, are hints (GJ63x) at the rule's and the boundary's places.
"""

from engine.casebook.report import CaseResult, PolicyReport, TestReport
from engine.casebook.run import run, run_cases, run_file

__all__ = ["CaseResult", "PolicyReport", "TestReport", "run", "run_cases", "run_file"]
