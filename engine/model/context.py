"""What reading one policy needs at every place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.diagnostics import Report
    from engine.feel.scope import Scope
    from engine.model.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Context:
    """`scope` holds what is declared so far."""

    vocabulary: Vocabulary
    report: Report
    scope: Scope
