"""The errors that leave the engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.diagnostics.diagnostic import Diagnostic


class GuijuError(Exception):
    """Base of every error that guiju raises on purpose. `diagnostics` says what is wrong, each with its code."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        super().__init__(self.diagnostics)

    def __str__(self) -> str:
        return "\n".join(map(str, self.diagnostics))


class PolicyError(GuijuError):
    """A library, policy or branch can't be used as asked: it doesn't load, or there is none of that name."""


class FactError(GuijuError):
    """The facts of a case can't be used: unknown, missing, of a wrong type, out of range. Nothing was decided."""
