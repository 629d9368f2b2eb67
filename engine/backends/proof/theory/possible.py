"""Whether a box of a space can hold a real case: what its columns have to do with one another.

Interval arithmetic first, z3 where that leaves a question open, then a search for a case. What is nonlinear is possible
where a case was found, impossible where all there are were tried or bounds exclude it, else unknown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from engine.backends.proof.theory.fields import consistent
from engine.backends.proof.theory.links import links_of
from engine.backends.proof.theory.lists import elements, fits_list
from engine.backends.proof.theory.pieces import outside_of
from engine.backends.proof.theory.search import Search, parts_of
from engine.feel.types import Kind
from engine.ir.regions import Unknown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.backends.proof.boxes.grid import Box
    from engine.backends.proof.space import Evaluator, Space
    from engine.backends.proof.theory.comparisons import Compared
    from engine.backends.proof.theory.links import Links
    from engine.ir.regions import Doubt

Verdict = Literal["yes", "no"] | Unknown


class Theory:
    """Answers for one space, each question worked out once."""

    def __init__(self, links: Links) -> None:
        self.links = links
        self._linked = links.linked()
        self._known: dict[Box, Verdict] = {}

    def exists(self, box: Box) -> bool:
        """Whether it may hold a case; what is unknown may."""
        return self.possible(box) != "no"

    def possible(self, box: Box) -> Verdict:
        """Whether there is a case in it. Of clocks and their like only what fields say of one another is looked at."""
        if not all(box):
            return "no"
        key = tuple([box[place] for place in self._linked])
        if key not in self._known:
            self._known[key] = _outside(self.links, box)
        return self._known[key]


def theory_of(space: Space, evaluate: Evaluator) -> Theory:
    """`evaluate`: how expressions are computed in a case, since what is nonlinear is tried out."""
    return Theory(links_of(space, evaluate))


def _outside(links: Links, box: Box) -> Verdict:
    """In one of the pieces of the box where facts aren't refused."""
    first = _possible(links, box)
    if first == "no":
        return first
    verdicts = []
    for piece in outside_of(box, links.refused):
        verdicts.append(first if piece == box else _possible(links, piece))
        if verdicts[-1] == "yes":
            return "yes"
    return next((verdict for verdict in verdicts if verdict != "no"), "no")


def _possible(links: Links, box: Box) -> Verdict:
    if not all(fits_list(elements(links.space, found, box), found.kind) for found in links.lists.values()):
        return "no"
    if not all(consistent(links.space, name, places, box) for name, places in links.fields.items()):
        return "no"
    if not all(late.is_there(box) for late in links.late):
        return "no"
    whole = links.columns.whole(box)
    linear = links.prober.probe(whole)
    if linear is False:
        return "no"
    asked = links.asked(whole)
    if linear and all(each.exact for each in asked):
        return "yes"
    return _searched(links, whole, asked)


def _searched(links: Links, box: Box, asked: Sequence[Compared]) -> Verdict:
    """Part by part: comparisons that read nothing in common don't mind one another."""
    verdicts = [_part(links, box, part) for part in parts_of(asked)]
    if "no" in verdicts:
        return "no"
    return next((verdict for verdict in verdicts if verdict != "yes"), "yes")


def _part(links: Links, box: Box, asked: Sequence[Compared]) -> Verdict:
    found = Search(links, box).case(asked)
    if found.case is not None:
        return "yes"
    return "no" if found.complete else unknown(links, asked)


def unknown(links: Links, asked: Sequence[Compared]) -> Unknown:
    """What it hangs on, and why it isn't known."""
    first = next((each for each in asked if not each.exact), asked[0])
    subject = links.columns.subjects[first.column]
    place = subject.expression.place if subject.expression else None
    return Unknown(subject.name, _reason(links, first), place.span(0, 1) if place else None)


def _reason(links: Links, compared: Compared) -> Doubt:
    if not compared.readable:
        return "history"
    kinds = {links.columns.subjects[place].type.kind for place in compared.reads}
    if Kind.LIST in kinds:
        return "list"
    if compared.exact:
        return "other" if Kind.SPAN in kinds else "timeout"
    return "text" if kinds <= {Kind.STRING} else "nonlinear"
