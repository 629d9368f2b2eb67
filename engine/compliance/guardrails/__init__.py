"""Guardrails held against every branch and period: proved, refuted by a case that was decided, or unknown.

guarding      which guardrail is asked of whom, for which days; exceptions
proving       one guardrail, one branch, one day
constants     what needs no proof: musts over parameters
strikes       ladders that never get milder
judging       a guardrail judged of one decision; witnesses judged anew
report        what was found, as data
findings      the same as diagnostics
"""

from engine.compliance.guardrails.guarding import guard

__all__ = ["guard"]
