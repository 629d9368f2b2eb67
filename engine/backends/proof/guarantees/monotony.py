"""What follows as a fact goes up or down, all else being equal."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from engine.backends.proof.boxes import answers, falling
from engine.backends.proof.boxes.found import Answer
from engine.backends.proof.coordinates.extents import region_of
from engine.backends.proof.difference.amounts import formula_in
from engine.backends.proof.difference.choices import asked_of, choices_of
from engine.backends.proof.difference.deciding import decided_exactly
from engine.backends.proof.difference.forms import forms_of
from engine.backends.proof.difference.grids import drawn
from engine.backends.proof.difference.sheets import sheets_of
from engine.backends.proof.difference.telling import decided
from engine.backends.proof.guarantees.amounts import Moved, unmoved
from engine.backends.proof.guarantees.looking import doubted, ground
from engine.backends.proof.guarantees.milder import Brings, Scale, doubt_of
from engine.backends.proof.guarantees.pairs import Pairing
from engine.backends.proof.theory.comparisons import facts_in
from engine.feel.walk import references
from engine.ir.guarantees import Verdict
from engine.ir.regions import Unknown
from engine.ir.steps import closure

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from engine.backends.proof.boxes.found import Fall
    from engine.backends.proof.boxes.grid import Box
    from engine.backends.proof.difference.forms import Form, Forms
    from engine.backends.proof.difference.grids import Drawn
    from engine.backends.proof.difference.sheets import Sheet
    from engine.backends.proof.guarantees.amounts import Apart
    from engine.backends.proof.guarantees.looking import Asked, Ground
    from engine.backends.proof.guarantees.milder import Milder, Side
    from engine.backends.proof.guarantees.pairs import Breaks
    from engine.backends.proof.space import Space
    from engine.feel.typed import Expression
    from engine.ir.program import Program

MANY = 200
"""Doubtful moves that are looked into."""
FEW = 16
"""Pairs of atoms that are looked into one by one."""


class Course(NamedTuple):
    """`fact` going up (or down), what follows is never milder (`milder`), or never stricter."""

    fact: str
    upwards: bool
    milder: bool


def monotone(course: Course, asked: Asked, breaks: Breaks) -> Verdict:
    """Whether it holds of every two cases that differ in nothing but the fact.

    Conditions that amounts hang on are told apart only where that settles it: it may ask for what can't be told.
    """
    verdict = _searched(course, asked, breaks, telling_apart=False)
    return _searched(course, asked, breaks, telling_apart=True) if verdict.state == "unknown" else verdict


def _searched(course: Course, asked: Asked, breaks: Breaks, *, telling_apart: bool) -> Verdict:
    program = asked.program
    on = ground(asked, *(asked_of(program) if telling_apart else ()))
    forms = forms_of(program, asked.evaluate)
    sheets = sheets_of(0, on.laid, forms, choices_of(on.laid) if telling_apart else ())
    whole = drawn(tuple(_concerned(sheets, program)), on.space)
    if doubts := tuple(_tied(on.space, whole.columns, course.fact)):
        return doubted(doubts, 0)
    return _Search(course, on, whole, forms, Pairing(on, course.fact, course.upwards, breaks)).verdict()


def _concerned(sheets: Iterable[Sheet], program: Program) -> Iterator[Sheet]:
    """What brings penalties, and the tables that these read; such as a whole, since rows may hide one another."""
    sheets = [sheet if sheet.table else _bringing(sheet, program) for sheet in sheets]
    bringing = [sheet for sheet in sheets if _bringing(sheet, program).entries]
    read = {name for sheet in bringing for entry in sheet.entries for name in entry.reads}
    while tables := [sheet for sheet in sheets if sheet not in bringing and _gives(sheet, read)]:
        bringing += tables
        read |= {name for sheet in tables for entry in sheet.entries for name in entry.reads}
    yield from (sheet for sheet in sheets if sheet in bringing)


def _bringing(sheet: Sheet, program: Program) -> Sheet:
    return sheet._replace(
        entries=tuple(e for e in sheet.entries if any(b.label.do in program.severity for b in e.brings))
    )


def _gives(sheet: Sheet, read: set[str]) -> bool:
    return sheet.table is not None and not read.isdisjoint(output.name for output in sheet.table.outputs)


def _tied(space: Space, columns: Iterable[int], fact: str) -> Iterator[Unknown]:
    """Tests over the fact that have columns of their own: they can't stay as they are while it moves."""
    for column in columns:
        written = space.columns[column].subject.expression
        if written and any(ref.name == fact for ref in references(written.root)):
            yield Unknown(written.text, "other", written.place.span(0, len(written.text)))


class Move(NamedTuple):
    """Where the fact may start and where it may get to, and what is brought in each."""

    start: Box
    end: Box
    before: Side
    after: Side


@dataclass(frozen=True, slots=True)
class _Search:
    course: Course
    on: Ground
    whole: Drawn
    forms: Forms
    pairing: Pairing
    known: dict[tuple[int, ...], Side] = field(default_factory=dict)

    def verdict(self) -> Verdict:
        """What is brought on the way from atom to atom of the fact; within one, the amounts that go with it."""
        doubts, stopped = list(self._computed()), 0
        for moves in (self._jumps(), self._slides()):
            for move in islice(moves.boxes, MANY):
                found = self._settled(move)
                if isinstance(found, Verdict):
                    return found
                doubts += found
            stopped = stopped or moves.stopped or (MANY if len(moves.boxes) > MANY else 0)
        return doubted(doubts, stopped)

    def _settled(self, move: Move) -> Verdict | Sequence[Unknown]:
        """Refuted by a pair of cases, or what is in doubt."""
        milder = self._judged(move.before, move.after, self._along(move).apart)
        if not milder.may_be:
            return ()
        forms = (formula_in(form) for each in (*move.before, *move.after) for _, form in each.forms)
        reads = frozenset(name for formula in forms if formula is not None for name in facts_in(formula))
        pair = self.pairing.found(move.start, move.end, reads)
        if isinstance(pair, Unknown):
            return milder.doubts or (pair,)
        region = region_of(self.on.space, move.end)
        return Verdict("refuted", replace(region, witness=pair.after), pair.before)

    def _along(self, move: Move) -> Moved:
        start, end = self.pairing.run(move.start), self.pairing.run(move.end)
        one, other = (start, end) if self.course.milder else (end, start)
        return Moved(self.on.theory, move.end, self.course.fact, one, other, self.course.upwards == self.course.milder)

    def _judged(self, before: Side, after: Side, apart: Apart) -> Milder:
        scale = Scale(self.on.asked.program, apart)
        return scale.milder(after, before) if self.course.milder else scale.milder(before, after)

    def _jumps(self) -> Moves:
        """From one atom of the fact to another."""
        place = next((n for n, column in enumerate(self.whole.columns) if self._is_fact(column)), None)
        if place is None:
            return Moves()
        found = falling(
            self.whole.grid,
            place,
            self.course.upwards,
            lambda one, other: self._judged(self._side(other), self._side(one), unmoved(self.course.fact)).may_be,
            ordered=self.on.space.columns[self.whole.columns[place]].axis.intervals,
            possible=lambda box: self.on.theory.exists(self.whole.widen(box)),
        )
        return Moves(tuple(move for box, fall in found.boxes for move in self._moves(box, place, fall)), found.stopped)

    def _moves(self, box: Box, place: int, fall: Fall) -> Iterator[Move]:
        """Atom by atom where they are few."""
        lows, highs = list(_atoms(fall.lower)), list(_atoms(fall.higher))
        pairs = [(low, high) for low in lows for high in highs if low < high]
        for low, high in pairs if len(pairs) <= FEW else [(fall.lower, fall.higher)]:
            lower, higher = (self.whole.widen((*box[:place], atoms, *box[place + 1 :])) for atoms in (low, high))
            below, above = map(self._side, fall.answers)
            up, down = Move(lower, higher, below, above), Move(higher, lower, above, below)
            yield up if self.course.upwards else down

    def _slides(self) -> Moves:
        """Where the same is brought, in amounts that go with the fact."""
        if not any(self._goes_along(form) for sheet in self.whole.component for form in _forms(sheet)):
            return Moves()
        found = answers(self.whole.grid, possible=lambda box: self.on.theory.exists(self.whole.widen(box)))
        brought = ((self.whole.widen(box), self._side(answer)) for box, (answer,) in found.boxes)
        moving = (pair for pair in brought if any(self._goes_along(form) for each in pair[1] for _, form in each.forms))
        return Moves(tuple(Move(box, box, side, side) for box, side in moving), found.stopped)

    def _side(self, answer: Answer) -> Side:
        """What is brought by whatever has the answer's labels."""
        if answer.labels not in self.known:
            everywhere = tuple((1 << size) - 1 for size in self.whole.sizes)
            rules = tuple(map(self._rule, answer.labels))
            outcome = decided_exactly(self.whole, Answer(answer.labels, rules), everywhere, self.forms)
            told = decided(outcome, self.on.theory, everywhere)
            labels = (effect.brought.label for effect in outcome.effects)
            self.known[answer.labels] = tuple(
                Brings(effect, label.amounts) for effect, label in zip(told.effects, labels, strict=True)
            )
        return self.known[answer.labels]

    def _rule(self, label: int) -> tuple[int, int]:
        """Of several that have a label any will do: they bring the same."""
        labelled = enumerate(layer.labels for layer in self.whole.grid.layers)
        return next((number, labels.index(label)) for number, labels in labelled if label in labels)

    def _computed(self) -> Iterator[Unknown]:
        """Penalties of which the fact says whom they concern."""
        program = self.on.asked.program
        for brought in (each for sheet in self.whole.component for entry in sheet.entries for each in entry.brings):
            to = brought.consequence.to
            if brought.label.do in program.severity and to and self.course.fact in _read_by(to, program):
                yield doubt_of(to)

    def _goes_along(self, form: Form) -> bool:
        formula = formula_in(form)
        return formula is not None and self.course.fact in facts_in(formula)

    def _is_fact(self, column: int) -> bool:
        subject = self.on.space.columns[column].subject
        return subject.kind == "fact" and subject.name == self.course.fact


class Moves(NamedTuple):
    """Moves that may break the order. `stopped`: 0 if they are all there are."""

    boxes: tuple[Move, ...] = ()
    stopped: int = 0


def _forms(sheet: Sheet) -> Iterator[Form]:
    """What the amounts that a sheet brings, and its outputs, come to."""
    for entry in sheet.entries:
        yield from (given.form for given in entry.gives)
        yield from (form for each in entry.brings for _, form in each.label.amounts)


def _read_by(expression: Expression, program: Program) -> set[str]:
    return {ref.name for part in closure(expression.root, program) for ref in references(part)}


def _atoms(mask: int) -> Iterator[int]:
    while mask:
        yield mask & -mask
        mask &= mask - 1
