"""Keys that a schema asks for under a condition (`if`, `then`): how they look, and what would do instead."""

from __future__ import annotations

_EXAMPLES = {
    "facts": "facts: {score: {title: 审核分数, type: number, range: 0..100}}",
    "type": "type: number",
    "values": "values: {complete: 全部整改, none: 未整改}",
    "of": "of: string",
    "targets.at_least": "at_least: 98%",
    "ladders.at": "at: 3",
    "schedules.at": "at: [1 month, 3 months]",
    "guardrails.must": 'must: outcome("warning", "designer")',
    "guardrails.fact": "fact: score",
}
"""Some in one section only."""
_ALTERNATIVES = {
    ".facts": "clocks",
    "targets.at_least": "at_most",
    "ladders.at": "from",
    "schedules.at": "every",
    "guardrails.must": "as_strict_as",
    "guardrails.fact": "ladder",
}


def example(section: str, key: str) -> str:
    """How the key may look; empty where no schema asks for it so."""
    return _EXAMPLES.get(key) or _EXAMPLES.get(f"{section}.{key}", "")


def alternative(section: str, key: str) -> str:
    """The other key that would do, where one of two is asked for; else empty."""
    return _ALTERNATIVES.get(f"{section}.{key}", "")
