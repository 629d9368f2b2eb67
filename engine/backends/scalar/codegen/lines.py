"""Lines of Python with their indentation."""

from __future__ import annotations

INDENT = "    "


def indented(lines: list[str], levels: int = 1) -> list[str]:
    return [INDENT * levels + line for line in lines]


def comment(text: str) -> str:
    """A comment of one line, whatever the text."""
    return "# " + " ".join(text.split())


def tuple_of(items: list[str]) -> str:
    """A tuple display of the items' source."""
    return f"({items[0]},)" if len(items) == 1 else f"({', '.join(items)})"
