"""What the lexer, the parser and the span grammar raise: a fault of the text, not yet a diagnostic."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class SyntaxProblem(Exception):
    """A text that can't be read. `start` and `end` (exclusive) are offsets in it; `args` fill the message of `code`."""

    __slots__ = ("args", "code", "end", "start")

    args: dict[str, str]  # type: ignore[assignment]  # by name, where Python's own are a tuple

    def __init__(self, code: str, start: int, end: int, args: Mapping[str, str] | None = None) -> None:
        super().__init__()
        self.code = code
        self.start = start
        self.end = end
        self.args = dict(args or {})

    def __str__(self) -> str:
        return f"{self.code} at {self.start}..{self.end}: {self.args}"
