"""A smallest, plainest case of a box: facts for all that its sides' programs ask for, events where it takes some."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.backends.proof.theory.cases import fits
from engine.backends.proof.theory.columns import name_of
from engine.backends.proof.theory.histories import events_of_facts, histories, idle, steps_asked
from engine.backends.proof.theory.linear.runs import unit_of
from engine.backends.proof.theory.lists import elements, is_one, narrowed_to, shortest
from engine.backends.proof.theory.pieces import outside_of
from engine.backends.proof.theory.possible import unknown
from engine.backends.proof.theory.samples import has, plain_value, values_in
from engine.backends.proof.theory.search import Search
from engine.feel.types import Kind
from engine.feel.values import TimeSpan, Unit
from engine.ir.regions import Unknown, Witness

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence

    from engine.backends.proof.boxes.grid import Box
    from engine.backends.proof.space import Space
    from engine.backends.proof.theory.cases import Case
    from engine.backends.proof.theory.links import Links
    from engine.backends.proof.theory.possible import Theory
    from engine.feel.values import Value
    from engine.ir.program import Fact

    Facts = Mapping[str, Value]

TRIES = 500
"""Cases that are looked at for one that is as wanted."""


Read = Callable[[Witness], "Facts | None"]
"""The fields of clocks, ladders and schedules in a case, such as `handover.state`; None where the case is refused."""


class Wish(NamedTuple):
    """What a witness should be besides: `of`: facts that `holds` reads; `holds`: whether their values will do."""

    of: tuple[str, ...]
    holds: Callable[[Facts], bool]


NO_WISH = Wish((), lambda _facts: True)


def witness(
    theory: Theory, box: Box, as_of: dt.date, *, wish: Wish = NO_WISH, read: Read | None = None
) -> Witness | Unknown:
    """A case of the box. `read`: how clocks and ladders are read in a case; without, those that have begun are unknown.

    Facts that needn't be told are left out: optional ones that may be null, those whose default will do.
    """
    links = theory.links
    pieces = (links.columns.whole(piece) for piece in outside_of(box, links.refused))
    cases = ((piece, case) for piece in pieces for case in _cases(links, piece, wish))
    history = False
    for piece, case in islice(cases, TRIES):
        facts = _facts(links, piece, case)
        if facts is not None and wish.holds(_with_defaults(links.space, facts)):
            found = _with_history(links, piece, facts, as_of, read)
            if found is not None:
                return found
            history = True
    asked = links.asked(links.columns.whole(box))
    return Unknown("", "history") if history else unknown(links, asked) if asked else Unknown("", "other")


def _cases(links: Links, box: Box, wish: Wish) -> Iterator[Case]:
    """Cases that fit, the plainest first; where something is wished for, ever further off."""
    asked = links.asked(box)
    wished = {links.columns.places[name] for name in wish.of if name in links.columns.places}
    found = Search(links, box, wished).cases(asked)
    return (case for case in islice(found, TRIES) if fits(links.columns, box, asked, case))


def _facts(links: Links, box: Box, case: Case) -> dict[str, Value] | None:
    """Those that are to be told, by name; None where one of them has no value."""
    told: dict[str, Value] = {}
    for name, alike in facts_of(links.space).items():
        values = [*islice(_values(links, box, case, name, alike), 1)]
        if not values:
            return None
        if values[0] is not None and values[0] != _default(alike):
            told[name] = values[0]
    return told


def facts_of(space: Space) -> dict[str, list[Fact]]:
    """By name, the facts of all sides."""
    found: dict[str, list[Fact]] = {}
    for side in space.sides:
        for fact in side.program.facts:
            found.setdefault(fact.name, []).append(fact)
    return found


def _values(links: Links, box: Box, case: Case, name: str, alike: Sequence[Fact]) -> Iterator[Value]:
    """What the fact may be, plainest first: what the case says; its default or nothing; then sample values."""
    places = [p for p, s in enumerate(links.columns.subjects) if s.kind == "fact" and s.name == name]
    said = [case[place] for place in places if place in case]
    if name in links.lists:
        yield from _lists(links, box, case, name, alike, said)
        return
    for value in said or _plain(links, box, places, alike):
        if alike[0].type.kind is Kind.LIST or all(has(links.columns.axes[p], box[p], value) for p in places):
            yield value


def _lists(
    links: Links, box: Box, case: Case, name: str, alike: Sequence[Fact], said: Sequence[Any]
) -> Iterator[Value]:
    """A list that is `said` as a whole must have the length and members that the case says, too."""
    columns = links.lists[name]
    found = narrowed_to(elements(links.space, columns, box), columns, links.space, case)
    if said:
        yield from (value for value in said if is_one(found, value))
        return
    if found.null and _may_be_left_out(alike):
        yield None
    if (listed := shortest(found, columns.kind)) is not None:
        yield listed


def _plain(links: Links, box: Box, places: Sequence[int], alike: Sequence[Fact]) -> Iterator[Value]:
    kind = alike[0].type
    if _may_be_left_out(alike):
        yield _default(alike)
    for place in places if kind.kind is not Kind.LIST else ():
        axis = links.columns.axes[place]
        yield from (value for value in values_in(axis, unit_of(axis), box[place]).values if value is not None)
    yield plain_value(kind)
    if kind.kind is Kind.SPAN:
        yield from (TimeSpan(unit, Decimal(0)) for unit in Unit)


def _default(alike: Sequence[Fact]) -> Value:
    """What it is where it isn't told; null where the sides don't agree."""
    first = alike[0].default
    return first if all(fact.default == first for fact in alike) else None


def _may_be_left_out(alike: Sequence[Fact]) -> bool:
    return all(fact.default == alike[0].default for fact in alike) and all(
        fact.type.optional or fact.default is not None for fact in alike
    )


def _with_defaults(space: Space, facts: Facts) -> dict[str, Value]:
    return {name: facts.get(name, alike[0].default) for name, alike in facts_of(space).items()}


def _with_history(links: Links, box: Box, facts: Facts, as_of: dt.date, read: Read | None) -> Witness | None:
    """The case with the events that it takes."""
    told, events = events_of_facts(links.space, facts, as_of)
    steps = steps_asked(links, box)
    if not steps:
        return Witness(told, events, as_of)
    if read is None:
        return Witness(told, events, as_of) if not events and idle(links, box) else None
    tried = (Witness(told, (*events, *more), as_of) for more in histories(links.space, steps, as_of, links.evaluate))
    return next((each for each in tried if _reads_so(links, box, read(each))), None)


def _reads_so(links: Links, box: Box, fields: Facts | None) -> bool:
    """Whether clocks and ladders are as the box says."""
    places = [place for found in links.fields.values() for place in found]
    return fields is not None and all(
        has(links.columns.axes[place], box[place], fields.get(name_of(links.columns.subjects[place])))
        for place in places
    )
