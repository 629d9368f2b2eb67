"""One namespace per policy: facts, params, derived values, outputs, tables and rules, each declared once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.diagnostics import Report, Span
    from engine.document.nodes import Scalar


@dataclass(slots=True)
class Namespace:
    """Remembers where each name was declared, and reports the second declaration of one."""

    report: Report
    code: str
    declared: dict[str, Span] = field(default_factory=dict)

    def declare(self, name: Scalar) -> bool:
        """Whether the name was free."""
        return self.declare_at(name.text, name.span)

    def declare_at(self, name: str, span: Span) -> bool:
        first = self.declared.setdefault(name, span)
        if first is span:
            return True
        self.report.add(self.code, span, name=name, line=first.line)
        return False
