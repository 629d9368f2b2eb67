"""Where one of two amounts begins to be more than the other: on either side of it is a region of its own.

As far as one fact decides it. What such borders are is known when regions are found, so they are laid out then, anew.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING, NamedTuple

from engine.backends.proof.boxes.masks import mask_of
from engine.backends.proof.coordinates.quantities import to_decimal
from engine.backends.proof.theory.polynomials import FACT, Polynomial
from engine.diagnostics import Place
from engine.feel.typed import Apply, Const, Expression, Ref
from engine.feel.types import BOOLEAN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from engine.backends.proof.boxes.grid import Box
    from engine.backends.proof.space import Part, Truth
    from engine.ir.program import Fact, Program

Borders = dict[Polynomial, "tuple[Part, ...]"]
"""By difference of amounts, the sides of its border."""
TENS = (2, 5)


class Border(NamedTuple):
    """Of one difference of amounts; `tests`: of one fact, each true on one side of it."""

    crossing: Polynomial
    tests: tuple[Expression, ...]


def borders_of(crossings: Iterable[Polynomial], program: Program) -> tuple[Border, ...]:
    """Those that a fact of the program decides alone."""
    found = (Border(crossing, tuple(_tests(crossing, program))) for crossing in dict.fromkeys(crossings))
    return tuple(border for border in found if border.tests)


def laid_borders(borders: Sequence[Border], asked: Sequence[Truth]) -> Borders:
    """`asked`: its tests in order, laid out."""
    truths = iter(asked)
    return {border.crossing: tuple(part for _ in border.tests for part in next(truths).true) for border in borders}


def pieces_of(box: Box, crossings: Iterable[Polynomial], borders: Borders) -> list[Box]:
    """The box in pieces, none of them on both sides of a border."""
    pieces = [box]
    parts = (part for crossing in crossings for part in borders.get(crossing, ()))
    for column, cell in (entry for part in parts for entry in part.items()):
        pieces = [half for piece in pieces for half in _halves(piece, column, mask_of(cell))]
    return pieces


def _halves(box: Box, column: int, mask: int) -> Iterator[Box]:
    for half in (box[column] & mask, box[column] & ~mask):
        if half:
            yield (*box[:column], half, *box[column + 1 :])


def _tests(crossing: Polynomial, program: Program) -> Iterator[Expression]:
    """`x < 5000`, `x > 5000`; only the first where no value lies on the border itself."""
    constant = next((factor for product, factor in crossing.terms if not product), Fraction(0))
    match [(product, factor) for product, factor in crossing.terms if product]:
        case [((form,), factor)] if form.op == FACT and factor:
            fact = next((fact for fact in program.facts if fact.name == form.parts[0]), None)
        case _:
            return
    if fact is None or not fact.type.is_numeric:
        return
    at = -constant / factor
    met = _place_at(at, fact)
    if met is not None:
        yield _test("lt", fact, met)
    if met == at:
        yield _test("gt", fact, met)


def _place_at(at: Fraction, fact: Fact) -> Fraction | None:
    """The fact's first value from there on; None where that is no decimal."""
    if fact.type.scale is not None:
        step = Fraction(1, 10**fact.type.scale)
        return ceil(at / step) * step
    rest = at.denominator
    for prime in TENS:
        while not rest % prime:
            rest //= prime
    return at if rest == 1 else None


def _test(op: str, fact: Fact, at: Fraction) -> Expression:
    value = to_decimal(at)
    sides = (Ref(fact.name, "fact", fact.type, (0, 0)), Const(value, fact.type.required(), (0, 0)))
    test = Apply(op, sides, replace(BOOLEAN, optional=fact.type.optional), (0, 0))
    place = Place(fact.span.path, ((0, fact.span.line, fact.span.column),))
    return Expression(test, f"{fact.name} {op} {value}", place)
