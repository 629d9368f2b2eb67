"""How an expression runs along the axis of the one fact that it reads: along which lines, and where it may change."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, product
from typing import TYPE_CHECKING, NamedTuple

from engine.backends.proof.conditions.cutting.lines import LINEAR, NOTHING, Line, crossing
from engine.backends.proof.coordinates.building import around
from engine.backends.proof.coordinates.quantities import DAY, INSTANT, QUANTITIES, position
from engine.feel.typed import Apply, Const, If, ListOf, Ref

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from engine.backends.proof.coordinates.axis import Cut
    from engine.feel.typed import Expr
    from engine.feel.values import Value

    Cuts = frozenset[Cut]
    CutsOf = Callable[[Expr], "Cuts | None"]

NONE: frozenset[Cut] = frozenset()


class Course(NamedTuple):
    """Between its cuts an expression runs along one of the lines, or is null all the way."""

    lines: tuple[Line, ...]
    cuts: Cuts = NONE


def course(expr: Expr, along: Line, cuts_of: CutsOf) -> Course | None:
    """None for what doesn't run along lines. `along`: the fact's own line; `cuts_of`: where a condition may change."""
    match expr:
        case Const(value):
            return _level(value)
        case Ref():
            return Course((along,))
        case If(condition, then, otherwise):
            branches = [course(branch, along, cuts_of) for branch in (then, otherwise)]
            return _together(branches, cuts_of(condition))
        case Apply("min" | "max", (ListOf(items),)):
            return _bends(_together([course(item, along, cuts_of) for item in items]))
        case Apply("abs", (arg,)):
            return _folded(course(arg, along, cuts_of))
        case Apply(op, args) if op in LINEAR:
            return _combined(LINEAR[op], [course(arg, along, cuts_of) for arg in args])
        case _:
            return None


def level(at: Fraction, quantity: str) -> Line:
    return Line(Fraction(0), at, quantity, at.denominator == 1)


def _level(value: Value) -> Course | None:
    if value is None:
        return Course((NOTHING,))
    found = position(value)
    return Course((level(found[1], found[0]),)) if found else None


def _together(courses: Iterable[Course | None], cuts: Cuts | None = NONE) -> Course | None:
    """Along any of them."""
    found = list(courses)
    known = [one for one in found if one]
    if cuts is None or len(known) < len(found):
        return None
    lines = tuple(dict.fromkeys(line for one in known for line in one.lines))
    return Course(lines, cuts.union(*(one.cuts for one in known)))


def meetings(lines: Iterable[Line], others: Iterable[Line]) -> Cuts:
    """Around every place where one of the lines meets one of the others."""
    places = (crossing(one, other) for one, other in product(lines, others))
    return frozenset(cut for at in places if at is not None for cut in around(at))


def _bends(found: Course | None) -> Course | None:
    """The least or the greatest of several: it goes over from one to the other where they meet."""
    if found is None:
        return None
    met = (meetings((one,), (other,)) for one, other in combinations(found.lines, 2))
    return found._replace(cuts=found.cuts.union(*met))


def _folded(found: Course | None) -> Course | None:
    if found is None:
        return None
    zeros = meetings(found.lines, (line._replace(slope=Fraction(0), height=Fraction(0)) for line in found.lines))
    mirrored = tuple(line._replace(slope=-line.slope, height=-line.height) for line in found.lines)
    return Course((*found.lines, *mirrored), found.cuts | zeros)


def _combined(compute: Callable[..., Line | None], courses: list[Course | None]) -> Course | None:
    together = _together(courses)
    if together is None:
        return None
    lines = [compute(*chosen) for chosen in product(*(one.lines for one in courses if one))]
    known = tuple(dict.fromkeys(line for line in lines if line))
    if len(known) < len(set(lines)):
        return None
    return Course(known, together.cuts.union(*(_ends(line) for line in known)))


def _ends(line: Line) -> Cuts:
    """Where a day or an instant leaves the calendar, beyond which it is null."""
    if line.quantity not in (DAY, INSTANT) or not line.slope:
        return NONE
    kind = QUANTITIES[line.quantity]
    bounds = (level(end, line.quantity) for end in (kind.first, kind.last) if end is not None)
    return meetings((line,), bounds)
