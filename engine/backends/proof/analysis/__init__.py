"""What is wrong with a policy whatever the case: gaps, contradictions, rules that do nothing."""

from engine.backends.proof.analysis.from_program import analyse

__all__ = ["analyse"]
