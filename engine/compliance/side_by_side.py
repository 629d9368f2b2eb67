"""Branches, or two states of a library, side by side: what their policies say and decide, in every format.

compare, compare_libraries ─┬─ what is decided differently   comparison.py, revisions.py
├─ what is said, item by item    matrix.py
└─ Material ── text, Markdown, JSON, HTML, findings, sheets   backends/prose/comparison
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from engine.backends.prose.comparison.data import to_data
from engine.backends.prose.comparison.findings import to_findings
from engine.backends.prose.comparison.from_material import to_document
from engine.backends.prose.comparison.html import to_page
from engine.backends.prose.comparison.material import Entry, Material, Side
from engine.backends.prose.comparison.sheets import Sheet, to_sheets
from engine.backends.prose.comparison.terminal import to_text
from engine.backends.prose.comparison.timed import directed
from engine.backends.prose.handbook.markdown import to_markdown
from engine.compliance.branch_calendars import calendar_of
from engine.compliance.comparison import compare, day_asked, in_force, policy_of
from engine.compliance.matrix import Sided, matrix, overrides_on
from engine.compliance.replay import decide_witness
from engine.compliance.revisions import compare_libraries
from engine.diagnostics import FactError
from engine.model.text import Text

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from engine.compliance.revisions import Changed
    from engine.diagnostics import Diagnostic, Span
    from engine.instants import Moment
    from engine.ir.differences import Comparison
    from engine.ir.regions import Witness
    from engine.library import Library
    from engine.model.overlays.editions import Editions
    from engine.policy import Policy


__all__ = ["Sheet", "SideBySide", "of_branches", "of_states"]


@dataclass(frozen=True, slots=True)
class SideBySide:
    """A comparison, to be shown in whatever format is asked for."""

    material: Material

    @property
    def differs(self) -> bool:
        """Whether anything does: what is said, what is decided, or whether that is certain."""
        return self.material.differs

    def written(self, form: str, lang: str) -> str:
        """The comparison as `text`, `markdown`, `json` or `html`, ending in a newline."""
        return _FORMATS[form](self.material, lang)

    @property
    def findings(self) -> tuple[Diagnostic, ...]:
        """Every difference as a finding at its place, for those who review a change line by line."""
        return tuple(to_findings(self.material))

    def sheets(self, lang: str) -> tuple[Sheet, ...]:
        """The comparison as sheets of a workbook."""
        return to_sheets(self.material, lang)


def of_branches(
    library: Library,
    branches: Sequence[str],
    policies: Sequence[str] = (),
    as_of: Moment = None,
    *,
    all_rows: bool = False,
) -> SideBySide:
    """Branches of a library, the first of them the baseline; `policies`: only these, else all that any of them has.

    Raises `PolicyError` where there is no such branch, or where none of them has a policy that is named.
    """
    known = [library.branch(branch) for branch in branches]
    names = policies or dict.fromkeys(name for branch in known for name in branch.policies)
    day = day_asked(as_of, ZoneInfo(library.loaded.model.settings.zone))
    titles = {branch.id: branch.title for branch in library.loaded.model.branches}
    entries = [_entry_of_branches(library, branches, name, day) for name in names]
    material = Material(
        title=library.loaded.model.settings.title,
        as_of=day,
        sides=tuple(Side(name, titles[name]) for name in branches),
        entries=tuple(entry for entry in entries if any(entry.programs)),
        all_rows=all_rows,
        not_in_force=tuple(entry.title for entry in entries if not any(entry.programs)),
        folder=str(library.folder),
    )
    return SideBySide(material)


def of_states(
    old: Library,
    new: Library,
    names: tuple[str, str],
    as_of: Moment = None,
    *,
    roots: tuple[tuple[str, str], ...] = (),
    all_rows: bool = False,
) -> SideBySide:
    """Two states of a library, the old one the baseline. `roots`: what paths begin with, and what is shown instead."""
    found = compare_libraries(old, new, names, as_of)
    both = [change for change in found.changes if not {*change.branches} & {*found.added, *found.removed}]
    changed = [change for change in both if change.comparison.text_differs or _gone(change.comparison)]
    entries = (_entry_of_states(old, new, change) for change in changed)
    material = Material(
        title=new.loaded.model.settings.title,
        as_of=found.changes[0].comparison.as_of,
        sides=tuple(Side(name, Text(name, name)) for name in names),
        entries=tuple(entry for entry in entries if any(entry.programs)),
        all_rows=all_rows,
        unchanged=len(both) - len(changed),
        roots=roots,
        added=found.added,
        removed=found.removed,
    )
    return SideBySide(material)


def _gone(comparison: Comparison) -> bool:
    """Whether one of two states hasn't the policy in force, and the other one has."""
    return len(comparison.missing) == 1


# Entries


def _entry_of_branches(library: Library, branches: Sequence[str], name: str, day: dt.date) -> Entry:
    asked = [(library, branch) for branch in branches]
    return _entry(asked, name, compare(library, name, branches, day))


def _entry_of_states(old: Library, new: Library, change: Changed) -> Entry:
    asked = [(state, change.branches[0]) for state in (old, new)]
    return _entry(asked, change.comparison.policy, change.comparison, change.branches)


def _entry(
    asked: Sequence[tuple[Library, str]], name: str, comparison: Comparison, branches: tuple[str, ...] = ()
) -> Entry:
    """`asked`: for each side the library and the branch that it is of."""
    day = comparison.as_of
    policies = [policy_of(library, branch, name) for library, branch in asked]
    programs = tuple(in_force(policy, day) if policy else None for policy in policies)
    editions = [_editions(library, branch).get(name) for library, branch in asked]
    told = zip(programs, editions, (calendar_of(library, branch) for library, branch in asked), strict=True)
    sides = [Sided(program, overrides_on(each, day), _place(each, day), calendar) for program, each, calendar in told]
    owner = next((each.on(day).policy.owner for each in editions if each), Text("", ""))
    expected = (
        tuple(_decided(policy, difference.region.witness, day) for policy in policies)
        for difference in comparison.differences
    )
    rows = directed(matrix(sides, _calendars(asked)), comparison.timed)
    return Entry(name, comparison.title, owner, rows, comparison, programs, tuple(expected), branches)


def _place(editions: Editions | None, day: dt.date) -> Span | None:
    return editions.on(day).policy.span if editions else None


def _editions(library: Library, branch: str) -> Mapping[str, Editions]:
    stocks = library.loaded.model.stocks
    return stocks[branch].policies if branch in stocks else {}


def _calendars(asked: Sequence[tuple[Library, str]]) -> dict[str, Text]:
    """Titles of all calendars, by their ids."""
    declared = (item for library, _ in asked for item in library.loaded.model.calendars.items())
    return {name: found.line[0].title for name, found in declared}


def _decided(policy: Policy | None, witness: Witness | None, day: dt.date) -> list[dict[str, Any]] | None:
    """The outcomes of a witness, as JSON data; None where the side can't be asked."""
    if policy is None or witness is None or in_force(policy, day) is None:
        return None
    try:
        outcomes: list[dict[str, Any]] = decide_witness(policy, witness, day).to_dict()["outcomes"]
    except FactError:
        return None
    return outcomes


# Formats


def _text(material: Material, lang: str) -> str:
    return to_text(to_document(material, lang))


def _markdown(material: Material, lang: str) -> str:
    return to_markdown(to_document(material, lang))


def _json(material: Material, lang: str) -> str:
    return to_data(material)


_FORMATS: dict[str, Callable[[Material, str], str]] = {
    "text": _text,
    "markdown": _markdown,
    "json": _json,
    "html": to_page,
}
