"""Whether what a later strike brings somebody is ever milder (or stricter) than what the one before brought.

What strikes brought stays, so a strike that brings somebody nothing changes nothing for them.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, NamedTuple

from engine.backends.scalar.evaluator import evaluator
from engine.compliance.guardrails.constants import constant_of, known
from engine.feel.typed import Const, Expression, Field, Ref
from engine.feel.types import Kind
from engine.feel.values import ARITHMETIC, TimeSpan
from engine.feel.walk import transform, walk
from engine.ir.program import Ladder
from engine.ir.regions import Unknown
from engine.ir.timed import EVENT, TOLD

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from engine.feel.typed import Expr
    from engine.ir.program import Attribute, Consequence, Program, Rule
    from engine.ir.timed import LadderRung
    from engine.model.guardrails import Monotone

COUNT = "count"
TOLD_ANYWAY = {name for name, _ in TOLD[Ladder]}
Amount = tuple[str, Decimal] | str
"""A unit and how much in all; the text of what no parameter decides."""


class Penalty(NamedTuple):
    """The gravest that somebody gets: the place of its kind in the order of severity, and its amounts by name."""

    rank: int
    amounts: Mapping[str, Amount]


class Order(NamedTuple):
    """`wrong`: the first two counts of which the later brings what it never must. `doubts`: what can't be compared."""

    wrong: tuple[int, int] | None
    doubts: tuple[Unknown, ...] = ()


def order_of_strikes(claim: Monotone, program: Program) -> Order:
    """Each strike beside the one before that brought the same subject a penalty, up to one after the last rung."""
    never: Literal[1, -1] = -1 if (claim.towards == "higher") == (claim.never == "milder") else 1
    ladder = next(step for step in program.steps if isinstance(step, Ladder) and step.name == claim.name)
    doubts = dict.fromkeys(_untold(ladder, program))
    last: dict[str, tuple[int, Penalty]] = {}
    for count, penalties in _strikes(ladder, program):
        for to, penalty in penalties.items():
            before, was = last.get(to, (0, penalty))
            way = _way(was, penalty)
            if way == never:
                return Order((before, count))
            if way is None:
                doubts[Unknown(f"{claim.name} {before}–{count}", "other", ladder.span)] = None
            last[to] = count, penalty
    return Order(None, tuple(doubts))


def _way(was: Penalty, then: Penalty) -> int | None:
    """1 for stricter, -1 for milder, 0 for neither; None where that can't be told."""
    if was.rank != then.rank:
        return 1 if then.rank > was.rank else -1
    signs = {_sign(was.amounts[name], then.amounts[name]) for name in was.amounts.keys() & then.amounts.keys()}
    if None in signs:
        return None
    return next(iter(signs - {0})) if len(signs - {0}) == 1 else 0


def _sign(was: Amount, then: Amount) -> int | None:
    if was == then:
        return 0
    if isinstance(was, str) or isinstance(then, str) or was[0] != then[0]:
        return None
    return 1 if then[1] > was[1] else -1


def _strikes(ladder: Ladder, program: Program) -> Iterator[tuple[int, Mapping[str, Penalty]]]:
    """What each strike brings whom."""
    counts = _counts(ladder, program)
    rules = {rule.id: rule for rule in program.rules if rule.rung and not rule.revokes}
    for count in range(1, max(counts.values(), default=0) + 2):
        rungs = (rung for rung in ladder.rungs if rung.name in counts)
        reached = [rules[rung.name] for rung in rungs if _is_reached(rung.test, counts[rung.name], count)]
        yield count, _penalties(reached, count, program)


def _is_reached(test: str, threshold: int, count: int) -> bool:
    return count == threshold if test == "at" else count >= threshold


def _counts(ladder: Ladder, program: Program) -> dict[str, int]:
    """At which count each rung is, those that go by too few strikes left out."""
    values = known(program)
    told = ((rung.name, evaluator(rung.count.root)(values)) for rung in _counting(ladder, program))
    return {name: int(value) for name, value in told if isinstance(value, int | Decimal)}


def _counting(ladder: Ladder, program: Program) -> Iterator[LadderRung]:
    """The rungs whose count parameters decide."""
    return (rung for rung in ladder.rungs if rung.test != "below" and constant_of(rung.count, program))


def _untold(ladder: Ladder, program: Program) -> Iterator[Unknown]:
    """Rungs whose count facts decide, subjects that may be one another, amounts that go with the count without end."""
    counting = {rung.name for rung in _counting(ladder, program)}
    rules = {rule.id: rule for rule in program.rules if rule.rung and not rule.revokes}
    bringing = {
        rung: [each for each in rules[rung.name].then if each.do in program.severity]
        for rung in ladder.rungs
        if rung.test != "below"
    }
    penalties = [each for those in bringing.values() for each in those]
    if len({_subject(each, program) for each in penalties}) > 1:
        yield from (_unknown(each.to) for each in penalties if each.to and constant_of(each.to, program) is None)
    for rung, those in bringing.items():
        if those and rung.name not in counting:
            yield _unknown(rung.count)
        amounts = (item.expression for each in those for item in _amounts(each) if rung.test == "from")
        yield from (_unknown(amount) for amount in amounts if any(map(_is_count, walk(amount.root))))


def _unknown(expression: Expression) -> Unknown:
    return Unknown(expression.text, "other", expression.place.span(0, len(expression.text)))


def _penalties(rules: Sequence[Rule], count: int, program: Program) -> dict[str, Penalty]:
    """By subject the gravest, several of its kind taken together."""
    found: dict[str, list[Consequence]] = defaultdict(list)
    for consequence in (each for rule in rules for each in rule.then if each.do in program.severity):
        found[_subject(consequence, program)].append(consequence)
    return {to: _gravest(those, count, program) for to, those in found.items()}


def _gravest(those: Sequence[Consequence], count: int, program: Program) -> Penalty:
    rank = max(program.severity.index(each.do) for each in those)
    told: dict[str, list[Amount]] = defaultdict(list)
    for attribute in (a for each in those if each.do == program.severity[rank] for a in _amounts(each)):
        told[attribute.name].append(_amount(attribute.expression, count, program))
    return Penalty(rank, {name: _total(amounts) for name, amounts in told.items()})


def _total(amounts: Sequence[Amount]) -> Amount:
    units = {"" if isinstance(amount, str) else amount[0] for amount in amounts}
    if len(units) > 1 or "" in units:
        return " + ".join(sorted(map(str, amounts)))
    total = Decimal(0)
    for amount in amounts:
        total = ARITHMETIC.add(total, Decimal(amount[1]))
    return units.pop(), total


def _subject(consequence: Consequence, program: Program) -> str:
    to = consequence.to
    if to is None:
        return ""
    value = constant_of(to, program)
    return str(value[0]) if value else f"= {to.text}"


def _amounts(consequence: Consequence) -> Iterator[Attribute]:
    """The attributes that say how much, but those that tell of the strike itself."""
    for attribute in consequence.attributes:
        root = attribute.expression.root
        told = attribute.name in TOLD_ANYWAY and isinstance(root, Field) and _is_event(root.base)
        if not told and (root.type.is_numeric or root.type.kind is Kind.SPAN):
            yield attribute


def _amount(expression: Expression, count: int, program: Program) -> Amount:
    """At the so-many-th strike."""

    def change(node: Expr) -> Expr:
        return Const(count, node.type, node.at) if _is_count(node) else node

    value = constant_of(Expression(transform(expression.root, change), expression.text, expression.place), program)
    match value:
        case (TimeSpan(unit, amount),):
            return str(unit), Decimal(amount)
        case (int() | Decimal() as number,):
            return "number", Decimal(number)
        case _:
            return expression.text


def _is_count(node: Expr) -> bool:
    return isinstance(node, Field) and node.name == COUNT and _is_event(node.base)


def _is_event(node: Expr) -> bool:
    return isinstance(node, Ref) and node.kind == "local" and node.name == EVENT
