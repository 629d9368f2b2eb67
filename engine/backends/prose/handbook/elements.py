"""HTML elements as text."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def lines(parts: Iterable[str]) -> str:
    return "\n".join(["", *parts, ""])


def tag(name: str, inner: str = "", **attributes: str) -> str:
    """An element; attributes that are empty are left out, `class_` is `class`. `inner` is HTML already."""
    given = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"' for key, value in attributes.items() if value
    )
    return f"<{name}{given}>{inner}</{name}>"
