"""What is wrong with a text, and where: spans, diagnostics, the message catalog, rendering."""

from engine.diagnostics.diagnostic import Diagnostic, Report, Severity
from engine.diagnostics.errors import FactError, GuijuError, PolicyError
from engine.diagnostics.kept import Kept
from engine.diagnostics.nearest import did_you_mean, unknown
from engine.diagnostics.span import Place, Source, Span

__all__ = [
    "Diagnostic",
    "FactError",
    "GuijuError",
    "Kept",
    "Place",
    "PolicyError",
    "Report",
    "Severity",
    "Source",
    "Span",
    "did_you_mean",
    "unknown",
]
