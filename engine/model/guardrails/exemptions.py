"""Exceptions: a branch that needn't hold a guardrail until the end of a day, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.diagnostics import did_you_mean
from engine.document.nodes import Mapping, Scalar
from engine.model.guardrails.guardrail import Exemption
from engine.model.reading import items, read_date, read_text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from engine.diagnostics import Report
    from engine.document.nodes import Node


def read_exemptions(node: Node | None, branches: Collection[str], report: Report) -> Iterator[Exemption]:
    """One, or a list of them. `branches`: those that the guardrail binds."""
    for item in (node,) if isinstance(node, Mapping) else items(node):
        found = _exemption(item, branches, report) if isinstance(item, Mapping) else None
        if found:
            yield found


def _exemption(node: Mapping, branches: Collection[str], report: Report) -> Exemption | None:
    branch, until = node.get("branch"), read_date(node.get("until"), report)
    if not isinstance(branch, Scalar) or until is None:
        return None
    if branch.text not in branches:
        near = did_you_mean(branch.text, branches)
        report.add("GJ447", branch.span, name=branch.text, near=near, known=", ".join(branches))
        return None
    return Exemption(branch.text, until, read_text(node.get("reason")), node.span)
