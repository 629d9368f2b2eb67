"""The words of FEEL's grammar, which name nothing else."""

from __future__ import annotations

KEYWORDS = frozenset(
    {
        *("and", "between", "else", "every", "false", "for", "if", "in"),
        *("not", "null", "or", "return", "satisfies", "some", "then", "true"),
    }
)
