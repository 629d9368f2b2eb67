"""Conditions of typed programs laid out as columns and parts."""

from engine.backends.proof.conditions.laying import lay

__all__ = ["lay"]
