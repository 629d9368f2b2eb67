"""JSON pointers (RFC 6901): where in a JSON value something is."""

from __future__ import annotations


def escaped(key: str) -> str:
    """A key as a step of a pointer."""
    return key.replace("~", "~0").replace("/", "~1")
