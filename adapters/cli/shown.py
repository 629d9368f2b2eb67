"""A value of a decision's JSON in a line."""

from __future__ import annotations

from typing import Any


def shown(value: Any) -> str:
    match value:
        case None:
            return "—"
        case bool():
            return str(value).lower()
        case list() | tuple():
            return ", ".join(shown(element) for element in value)
        case dict():
            return ", ".join(f"{name}: {shown(element)}" for name, element in value.items())
        case _:
            return str(value)
