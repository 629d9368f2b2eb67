"""What follows as a fact goes up or down, all else being equal."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from engine.backends.proof.boxes import falling
from engine.backends.proof.coordinates.extents import region_of
from engine.backends.proof.difference.forms import forms_of
from engine.backends.proof.difference.grids import drawn
from engine.backends.proof.difference.outcomes import Effect, Outcome
from engine.backends.proof.difference.sheets import sheets_of
from engine.backends.proof.difference.telling import decided
from engine.backends.proof.guarantees.looking import doubted, ground
from engine.backends.proof.guarantees.milder import Scale
from engine.feel.walk import references
from engine.ir.guarantees import Verdict
from engine.ir.regions import Unknown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.backends.proof.boxes.found import Answer, Fall, Found
    from engine.backends.proof.boxes.grid import Box
    from engine.backends.proof.difference.grids import Drawn
    from engine.backends.proof.difference.sheets import Sheet
    from engine.backends.proof.guarantees.looking import Asked, Ground
    from engine.backends.proof.guarantees.milder import Milder
    from engine.backends.proof.space import Space
    from engine.ir.differences import Decided
    from engine.ir.program import Program


class Course(NamedTuple):
    """`fact` going up (or down), what follows is never milder (`milder`), or never stricter."""

    fact: str
    upwards: bool
    milder: bool


def monotone(course: Course, asked: Asked) -> Verdict:
    """Whether it holds of every two cases that differ in nothing but the fact."""
    on, program = ground(asked), asked.program
    sheets = sheets_of(0, on.laid, forms_of(program, asked.evaluate))
    whole = drawn(tuple(_penalties(sheets, program)), on.space)
    if doubts := tuple(_tied(on.space, whole.columns, course.fact)):
        return doubted(doubts, 0)
    places = [place for place, column in enumerate(whole.columns) if _is_of(on.space, column, course.fact)]
    scale = Scale(program, course.fact)
    if not places:
        return doubted(scale.moving(whole.component), 0)
    return _Search(course, on, whole, places[0], scale).verdict()


def _penalties(sheets: Iterable[Sheet], program: Program) -> Iterator[Sheet]:
    """What brings penalties; a table as a whole, since its rows may hide one another."""
    for sheet in sheets:
        bringing = tuple(entry for entry in sheet.entries if any(b.label.do in program.severity for b in entry.brings))
        if bringing:
            yield sheet if sheet.table else sheet._replace(entries=bringing)


def _is_of(space: Space, column: int, fact: str) -> bool:
    subject = space.columns[column].subject
    return subject.kind == "fact" and subject.name == fact


def _tied(space: Space, columns: Iterable[int], fact: str) -> Iterator[Unknown]:
    """Tests over the fact that have columns of their own: they can't stay as they are while it moves."""
    for column in columns:
        written = space.columns[column].subject.expression
        if written and any(ref.name == fact for ref in references(written.root)):
            yield Unknown(written.text, "other", written.place.span(0, len(written.text)))


@dataclass(frozen=True, slots=True)
class _Search:
    course: Course
    on: Ground
    whole: Drawn
    place: int
    scale: Scale
    known: dict[Answer, Decided] = field(default_factory=dict)

    def verdict(self) -> Verdict:
        found = self._falls()
        doubts = list(self.scale.moving(self.whole.component))
        for box, fall in found.boxes:
            low, high = fall.answers
            milder = self._judged(high, low) if self.course.upwards else self._judged(low, high)
            pair = self._pair(box, fall) if milder.found else None
            if isinstance(pair, Verdict):
                return pair
            doubts += [pair] if pair else milder.doubts
        return doubted(doubts, found.stopped)

    def _falls(self) -> Found[Fall]:
        column = self.on.space.columns[self.whole.columns[self.place]]
        return falling(
            self.whole.grid,
            self.place,
            self.course.upwards,
            self._wrong,
            ordered=column.axis.intervals,
            possible=lambda box: self.on.theory.exists(self.whole.widen(box)),
        )

    def _wrong(self, one: Answer, other: Answer) -> bool:
        """Whether the first, which the course leads to, is or may be what it never is beside the second."""
        return self._judged(one, other).may_be

    def _judged(self, one: Answer, other: Answer) -> Milder:
        end, start = self._decided(one), self._decided(other)
        return self.scale.milder(end, start) if self.course.milder else self.scale.milder(start, end)

    def _decided(self, answer: Answer) -> Decided:
        """What is brought by whatever has the answer's labels."""
        if answer not in self.known:
            effects = tuple(effect for label in answer.labels for effect in self._effects(label))
            everywhere = tuple((1 << size) - 1 for size in self.whole.sizes)
            self.known[answer] = decided(Outcome(effects), self.on.theory, everywhere)
        return self.known[answer]

    def _effects(self, label: int) -> Iterator[Effect]:
        """Of several entries with a label any will do: they bring the same."""
        layers = zip(self.whole.grid.layers, self.whole.component, strict=True)
        entry = next(sheet.entries[layer.labels.index(label)] for layer, sheet in layers if label in layer.labels)
        yield from (Effect(brought, entry.undecided) for brought in entry.brings[: 1 if entry.undecided else None])

    def _pair(self, box: Box, fall: Fall) -> Verdict | Unknown:
        """The two cases: where the course starts and where it leads to, alike but for the fact."""
        low, high = fall.lower & -fall.lower, 1 << fall.higher.bit_length() - 1
        start, end = (low, high) if self.course.upwards else (high, low)
        before, after = (self.on.case(self._at(box, atom)) for atom in (start, end))
        if isinstance(before, Unknown):
            return before
        if isinstance(after, Unknown):
            return after
        fact = self.course.fact
        shown = replace(before, facts={**before.facts, fact: after.facts.get(fact)})
        region = region_of(self.on.space, self._at(box, fall.lower if start == high else fall.higher))
        return Verdict("refuted", replace(region, witness=shown), before)

    def _at(self, box: Box, atoms: int) -> Box:
        """A box of the whole space in which the fact is in one of the atoms."""
        return self.whole.widen((*box[: self.place], atoms, *box[self.place + 1 :]))
