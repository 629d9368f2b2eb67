"""What the sides decide in a region, beside the baseline: how far their amounts are from its, who is stricter."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from engine.backends.proof.difference.amounts import apart, lead
from engine.backends.proof.difference.forms import Constant
from engine.backends.proof.difference.outcomes import formulas_in
from engine.backends.proof.difference.strictness import Moved, by_params, direction, params_behind
from engine.backends.proof.difference.telling import decided, subject
from engine.feel.types import STRING
from engine.ir.differences import Change
from engine.ir.expressions import rule_expressions, step_expressions
from engine.ir.program import Table

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from engine.backends.proof.boxes.grid import Box
    from engine.backends.proof.difference.forms import Form
    from engine.backends.proof.difference.labels import Brought
    from engine.backends.proof.difference.outcomes import Outcome
    from engine.backends.proof.theory.polynomials import Formula, Polynomial
    from engine.backends.proof.theory.possible import Theory
    from engine.feel.typed import Expr
    from engine.feel.types import Type
    from engine.ir.differences import Decided
    from engine.ir.program import Program


class Pair(NamedTuple):
    """An amount of the baseline and of another side: of a consequence (`do`, `to`), or an output."""

    name: str
    type: Type
    before: Form
    after: Form
    do: str = ""
    to: str = ""

    @property
    def is_constant(self) -> bool:
        return isinstance(self.before, Constant) and isinstance(self.after, Constant)


class Contrast(NamedTuple):
    """`formulas`: amounts, and whom they concern, that the baseline and another side have and that may be unlike.

    `amounts`: all that are formulas, of any side. `crossings`: by how much one is more than the baseline's, where now
    the one and now the other is.
    """

    sides: tuple[Decided, ...]
    changes: tuple[Change, ...]
    formulas: tuple[Pair, ...]
    amounts: tuple[Formula, ...]
    crossings: tuple[Polynomial, ...]


def contrasted(outcomes: Sequence[Outcome], programs: Sequence[Program], theory: Theory, box: Box) -> Contrast:
    """What the sides decide in a box, each beside the first."""
    told = [decided(outcome, theory, box) for outcome in outcomes]
    sides, moves, formulas, crossings = [told[0]], [], [], []
    for side in range(1, len(outcomes)):
        both = list(pairs(outcomes[0], outcomes[side]))
        moved = [(pair, move) for pair in both if (move := _move(side, pair, theory, box))]
        own = [move for _, move in moved]
        sides.append(_directed(side, told, outcomes, programs, own))
        moves += own
        crossings += [lead(pair.before, pair.after) for pair, move in moved if _crosses(move.change)]
        beside = (*both, *_concerned(outcomes[0], outcomes[side]))
        formulas += [pair for pair in beside if not pair.is_constant or pair.before != pair.after]
    amounts = dict.fromkeys(formula for outcome in outcomes for formula in formulas_in(outcome))
    changes = tuple(move.change for move in moves)
    return Contrast(tuple(sides), changes, tuple(formulas), tuple(amounts), tuple(filter(None, crossings)))


def _move(side: int, pair: Pair, theory: Theory, box: Box) -> Moved | None:
    far = apart(pair.before, pair.after, theory, box)
    return Moved(pair.do, pair.to, Change(side, pair.name, pair.type, *far)) if far else None


def _crosses(change: Change) -> bool:
    return (change.low is None or change.low < 0) and (change.high is None or change.high > 0)


def _directed(
    side: int, told: Sequence[Decided], outcomes: Sequence[Outcome], programs: Sequence[Program], moves: list[Moved]
) -> Decided:
    """What a side decides, with the way in which that differs from the baseline."""
    if outcomes[side].content == outcomes[0].content:
        return told[side]
    params = by_params(programs[0], programs[side], _params_behind(outcomes, programs, side))
    return replace(told[side], direction=direction(told[0], told[side], programs[0].severity, moves, params))


def pairs(baseline: Outcome, other: Outcome) -> Iterator[Pair]:
    """The amounts that both have: of consequences of one kind for one subject, in their order; of outputs."""
    waiting, coming = _by_kind(baseline), _by_kind(other)
    for kind in coming:
        for one, two in zip(_apart(waiting[kind], coming[kind]), _apart(coming[kind], waiting[kind]), strict=False):
            yield from _amounts(kind, one, two)
    before = {given.name: given for given in baseline.outputs}
    for given in other.outputs:
        if given.name in before:
            yield Pair(given.name, given.type, before[given.name].form, given.form)


def _concerned(baseline: Outcome, other: Outcome) -> Iterator[Pair]:
    """Whom consequences of one kind concern, where the facts say so."""
    for before in baseline.effects:
        for after in other.effects:
            one, two = before.brought.label, after.brought.label
            if one.do == two.do and one.to and two.to and one.to != two.to:
                yield Pair(one.do, STRING, one.to, two.to)


def _by_kind(outcome: Outcome) -> dict[tuple[str, str], list[Brought]]:
    found: dict[tuple[str, str], list[Brought]] = defaultdict(list)
    for effect in outcome.effects:
        if not effect.undecided:
            found[effect.brought.label.do, subject(effect.brought)].append(effect.brought)
    return found


def _apart(own: Sequence[Brought], others: Sequence[Brought]) -> Iterator[Brought]:
    """Those that the others don't have the like of, one for one."""
    left = Counter(brought.label for brought in others)
    for brought in own:
        if left[brought.label]:
            left[brought.label] -= 1
        else:
            yield brought


def _amounts(kind: tuple[str, str], before: Brought, after: Brought) -> Iterator[Pair]:
    had = dict(before.label.amounts)
    types = {attribute.name: attribute.expression.type for attribute in after.consequence.attributes}
    for name, form in after.label.amounts:
        if name in had and had[name] != form:
            yield Pair(f"{kind[0]}.{name}", types[name], had[name], form, *kind)


def _params_behind(outcomes: Sequence[Outcome], programs: Sequence[Program], side: int) -> set[str]:
    """The parameters that have a part in what the side or the baseline decides there, by what both of them have."""
    both = {rule.id for rule in programs[0].rules} & {rule.id for rule in programs[side].rules}
    return {
        name
        for number in (0, side)
        for name in params_behind(_expressions(outcomes[number], programs[number], both), programs[number])
    }


def _expressions(outcome: Outcome, program: Program, rules: Collection[str]) -> Iterator[Expr]:
    for rule in (effect.brought.rule for effect in outcome.effects):
        if rule.id in rules:
            yield from (expression.root for expression in rule_expressions(rule))
    names = {given.name for given in outcome.outputs}
    for step in program.steps:
        if isinstance(step, Table) and not names.isdisjoint(output.name for output in step.outputs):
            yield from (expression.root for expression in step_expressions(step))
