"""What is found where a branch's policy is read, told once and where its cause is."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from engine.diagnostics import Diagnostic, Report, Span

_BEGINS_LATE = "GJ369"
"""A parameter without a value at first: one that a branch gives another value has the branches above's until then."""


def admit(found: Iterable[Diagnostic], cause: Span, patched: Container[str], branch: str, report: Report) -> None:
    """Report what the branches above haven't: hints only in the file at `cause`, errors with that file named, too.

    `patched`: the parameters that the branch gives another value.
    """
    known = frozenset(report.found)
    for each in found:
        if each in known or (each.code == _BEGINS_LATE and dict(each.args)["name"] in patched):
            continue
        if each.span is None or each.span.path == cause.path:
            report.found.append(each)
        elif each.severity == "error":
            report.found.append(each)
            report.add("GJ297", cause, branch=branch, place=f"{each.span.path}:{each.span.line}")
