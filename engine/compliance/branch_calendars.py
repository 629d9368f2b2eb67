"""The calendar that a branch's own file gives it, for all policies that name none."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.backends.prose.comparison.material import Source
from engine.document import Scalar
from engine.model.reading import read_text

if TYPE_CHECKING:
    from engine.library import Library


class BranchCalendar(NamedTuple):
    """A calendar by its id, and who says so."""

    id: str
    source: Source


def calendar_of(library: Library, name: str) -> BranchCalendar | None:
    """The calendar of the branch, or of the nearest above it that has one; None where it is the library's."""
    branch = next((branch for branch in library.loaded.model.branches if branch.id == name), None)
    root = branch.document.root if branch and branch.document else None
    stated = root.get("calendar") if root else None
    if root and isinstance(stated, Scalar):
        return BranchCalendar(stated.text, Source(name, stated.span, reason=read_text(root.get("reason"))))
    return calendar_of(library, branch.extends) if branch and branch.extends else None
