"""Cases that show a difference: where formulas differ it takes one in which they come to different values."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple, Protocol

from engine.backends.proof.difference.amounts import formula_in, same_in
from engine.backends.proof.difference.contrast import pairs
from engine.backends.proof.difference.forms import Several
from engine.backends.proof.difference.outcomes import certain
from engine.backends.proof.theory.comparisons import facts_in
from engine.backends.proof.theory.differences import differing
from engine.backends.proof.theory.evaluation import NoValueError, value_of
from engine.backends.proof.theory.witnesses import NO_WISH, Wish, witness
from engine.feel.values import TimeSpan, Unit
from engine.ir.regions import Unknown

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence

    from engine.backends.proof.boxes.grid import Box
    from engine.backends.proof.difference.borders import Borders
    from engine.backends.proof.difference.contrast import Contrast, Pair
    from engine.backends.proof.difference.forms import Form, Forms
    from engine.backends.proof.difference.outcomes import Outcome
    from engine.backends.proof.space import Evaluator, Space
    from engine.backends.proof.theory.polynomials import Formula
    from engine.backends.proof.theory.possible import Theory
    from engine.feel.values import Value
    from engine.ir.differences import Difference
    from engine.ir.program import Program
    from engine.ir.regions import Witness


NOTHING = (Decimal(0), *(TimeSpan(unit, Decimal(0)) for unit in Unit))


class Replay(Protocol):
    """Cases decided by the scalar executor, handed in, since executors don't know each other."""

    def fields(self, case: Witness) -> Mapping[str, Value] | None:
        """What clocks, ladders and schedules say in a case, such as `handover.state`; None where it is refused."""

    def bears_out(self, difference: Difference) -> bool:
        """Whether every side decides the case of its witness as it says, and not all of them alike."""


class Question(NamedTuple):
    """What is compared: programs, each with its forms, laid out in the space of a theory, by the rules of a day.

    `replay`: the scalar executor, as far as a case is decided by it. `borders`: where regions are told apart.
    """

    programs: Sequence[Program]
    forms: Sequence[Forms]
    theory: Theory
    evaluate: Evaluator
    as_of: dt.date
    replay: Replay
    borders: Borders

    @property
    def space(self) -> Space:
        return self.theory.links.space


class Shown(NamedTuple):
    """`difference`: with a case of it, if one is found; None where it isn't known to exist, or doesn't.

    `unknown`: what could not be settled.
    """

    difference: Difference | None = None
    unknown: Unknown | None = None


def shown_for_certain(difference: Difference, box: Box, contrast: Contrast, question: Question) -> Shown:
    """A difference whatever formulas come to, if the box holds a case at all."""
    found = _telling_case(box, contrast, question)
    if not isinstance(found, Unknown) and _is_opaque(difference):
        found = _borne_out(difference, found, box, question)
    if isinstance(found, Unknown):
        exists = question.theory.possible(box) == "yes" and not _is_opaque(difference)
        return Shown(difference if exists else None, _named(found, difference))
    return Shown(with_case(difference, found))


def _borne_out(difference: Difference, first: Witness, box: Box, question: Question) -> Witness | Unknown:
    """A case that the executor decides as proved: the first one, or another."""

    def holds(facts: Mapping[str, Value]) -> bool:
        return question.replay.bears_out(with_case(difference, replace(first, facts=facts)))

    if holds(first.facts):
        return first
    return _case(box, question, Wish(tuple(sorted(first.facts)), holds))


def shown_by_formulas(difference: Difference, box: Box, contrast: Contrast, question: Question) -> Shown:
    """A difference that hangs on what formulas come to: none where they come to the same in all of the box."""
    unlike = [pair for pair in contrast.formulas if not _same(pair, question.theory, box)]
    if contrast.formulas and not unlike:
        return Shown()
    telling = _telling(unlike, contrast.amounts, question.evaluate)
    for wish in dict.fromkeys((telling, *_wishes(unlike, question.evaluate), NO_WISH)):
        found = _case(box, question, wish)
        if not isinstance(found, Unknown) and question.replay.bears_out(with_case(difference, found)):
            return Shown(with_case(difference, found))
    return Shown(unknown=_unsettled(difference, unlike))


def come_to_the_same(one: Outcome, other: Outcome, box: Box, question: Question) -> bool:
    """Whether two sides surely decide alike in all of a box."""
    if certain((one, other)):
        return False
    return all(_same(pair, question.theory, box) for pair in pairs(one, other))


def _is_opaque(difference: Difference) -> bool:
    """Whether it hangs on a test of which nothing is known: only the executor knows whether a case is one."""
    return any(extent.subject.kind == "test" for extent in difference.region.extents)


def _named(unknown: Unknown, difference: Difference) -> Unknown:
    """What is unknown, by the region's own subjects where it has no name."""
    subjects = ", ".join(extent.subject.name for extent in difference.region.extents)
    return unknown if unknown.text else replace(unknown, text=subjects)


def with_case(difference: Difference, witness: Witness) -> Difference:
    return replace(difference, region=replace(difference.region, witness=witness))


def _case(box: Box, question: Question, wish: Wish = NO_WISH) -> Witness | Unknown:
    return witness(question.theory, box, question.as_of, wish=wish, read=question.replay.fields)


def _telling_case(box: Box, contrast: Contrast, question: Question) -> Witness | Unknown:
    """A case whose amounts show what differs, if there is one; else any."""
    unlike = [pair for pair in contrast.formulas if not _same(pair, question.theory, box)]
    telling = _telling(unlike, contrast.amounts, question.evaluate)
    found = _case(box, question, telling)
    return _case(box, question) if isinstance(found, Unknown) and telling.of else found


def _telling(unlike: Sequence[Pair], amounts: Sequence[Formula], evaluate: Evaluator) -> Wish:
    """That all amounts that may differ do, and none comes to nothing."""
    apart = [*_wishes(unlike, evaluate)]

    def holds(facts: Mapping[str, Value]) -> bool:
        return all(wish.holds(facts) for wish in apart) and not any(
            _is_nothing(each, facts, evaluate) for each in amounts
        )

    read = {name for formula in amounts for name in facts_in(formula)}.union(*(wish.of for wish in apart))
    return Wish(tuple(sorted(read)), holds) if read else NO_WISH


def _is_nothing(formula: Formula, facts: Mapping[str, Value], evaluate: Evaluator) -> bool:
    try:
        return value_of(formula, facts, evaluate) in NOTHING
    except NoValueError:
        return False


def _same(pair: Pair, theory: Theory, box: Box) -> bool:
    if _count(pair.before) != _count(pair.after):
        return False
    found = list(_formulas(pair.before, pair.after))
    return len(found) == _count(pair.before) and all(same_in(before, after, theory, box) for before, after in found)


def _wishes(unlike: Sequence[Pair], evaluate: Evaluator) -> Iterator[Wish]:
    for pair in unlike:
        for before, after in _formulas(pair.before, pair.after):
            if before != after:
                yield differing(before, after, evaluate)


def _count(form: Form) -> int:
    return len(form.forms) if isinstance(form, Several) else 1


def _formulas(before: Form, after: Form) -> Iterator[tuple[Formula, Formula]]:
    """Both as formulas; of what several rows give, one by one."""
    if isinstance(before, Several) and isinstance(after, Several):
        for one, other in zip(before.forms, after.forms, strict=False):
            yield from _formulas(one, other)
        return
    first, second = formula_in(before), formula_in(after)
    if first is not None and second is not None:
        yield first, second


def _unsettled(difference: Difference, unlike: Sequence[Pair]) -> Unknown:
    """What could not be told apart: the first amount; or whom a consequence concerns, what it goes over."""
    effects = [effect for side in difference.sides for effect in side.effects]
    names = [pair.name for pair in unlike] or [effect.do for effect in effects]
    return Unknown(names[0], "other", effects[0].span if effects else None)
