"""What a fired rule brings: its outcomes, each with how its amounts of money were computed."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.backends.scalar.conditions import named_parts, operand_of
from engine.backends.scalar.evaluator import evaluator, function, key
from engine.feel.values import ARITHMETIC
from engine.ir.decision import Outcome
from engine.ir.expressions import unrounded
from engine.ir.program import ROUND_MONEY
from engine.ir.reads import facts_of
from engine.ir.trace import Amount, OutcomeTrace, Piece

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from engine.backends.scalar.evaluator import Evaluate, Frame
    from engine.feel.values import Value
    from engine.ir.program import Attribute, Consequence, Each, Rule
    from engine.ir.reads import Reads
    from engine.ir.trace import Operand

    Produce = Callable[[Frame], tuple[OutcomeTrace, ...]]


class _Formula(NamedTuple):
    """A money attribute before rounding."""

    text: str
    unrounded: Evaluate
    pieces: tuple[tuple[int, int, Operand, Evaluate], ...]


class _Attribute(NamedTuple):
    name: str
    value: Evaluate
    reads: frozenset[str]
    formula: _Formula | None


class _Draft(NamedTuple):
    """An outcome of one element before residual cents: `unrounded` holds None for what is not money."""

    frame: Frame
    values: list[Value]
    unrounded: tuple[Value, ...]


class _Maker:
    """One consequence made ready: drafts outcomes, settles their residual cents, completes them."""

    __slots__ = ("_attributes", "_consequence", "_facts", "_rule", "_to")

    def __init__(self, rule: Rule, consequence: Consequence, facts: Sequence[str], behind: Reads) -> None:
        self._rule = rule
        self._consequence = consequence
        self._facts = tuple(facts)
        self._to = evaluator(consequence.to.root) if consequence.to else None
        self._attributes = tuple(_attribute(attribute, behind) for attribute in consequence.attributes)

    def draft(self, frame: Frame) -> _Draft:
        values = [attribute.value(frame) for attribute in self._attributes]
        unrounded = tuple([a.formula.unrounded(frame) if a.formula else None for a in self._attributes])
        return _Draft(frame, values, unrounded)

    def settle(self, drafts: Sequence[_Draft]) -> None:
        """The rounded shares shall sum to the rounded sum: the first takes the residual cents."""
        for index, attribute in enumerate(self._attributes):
            shares: list[Any] = [draft.unrounded[index] for draft in drafts]
            if attribute.formula and shares and None not in shares:
                first: Any = drafts[0].values[index]
                rest = _sum([draft.values[index] for draft in drafts])
                residual = ARITHMETIC.subtract(function(ROUND_MONEY, 1)(_sum(shares)), rest)
                drafts[0].values[index] = ARITHMETIC.add(first, residual)

    def complete(self, draft: _Draft) -> OutcomeTrace:
        to: Any = self._to(draft.frame) if self._to else None
        outcome = Outcome(self._rule, self._consequence, to, tuple(draft.values), self._needs(draft))
        return OutcomeTrace(outcome, tuple(self._amounts(draft)))

    def _needs(self, draft: _Draft) -> tuple[str, ...]:
        read: set[str] = set()
        for attribute, value in zip(self._attributes, draft.values, strict=True):
            if value is None:
                read |= attribute.reads
        return needed(self._facts, read, draft.frame)

    def _amounts(self, draft: _Draft) -> list[Amount]:
        return [
            Amount(attribute.name, attribute.formula.text, _pieces(attribute.formula, draft.frame), unrounded, value)
            for attribute, value, unrounded in zip(self._attributes, draft.values, draft.unrounded, strict=True)
            if attribute.formula
        ]


def needed(facts: Sequence[str], read: set[str] | frozenset[str], frame: Frame) -> tuple[str, ...]:
    """The facts that are read and have no value, in the program's order."""
    return tuple([name for name in facts if name in read and frame[name] is None]) if read else ()


def consequences(rule: Rule, facts: Sequence[str], behind: Reads) -> Produce:
    """The closure that makes a fired rule's outcomes; `facts` are the program's, in order."""
    makers = tuple(_Maker(rule, consequence, facts, behind) for consequence in rule.then)
    return _once(makers) if rule.each is None else _for_each(makers, rule.each, shared=not rule.rung)


def _once(makers: tuple[_Maker, ...]) -> Produce:
    return lambda frame: tuple([maker.complete(maker.draft(frame)) for maker in makers])


def _for_each(makers: tuple[_Maker, ...], each: Each, *, shared: bool) -> Produce:
    """`shared`: money is a sum's shares. What each strike costs is no share of anything."""
    source, name = evaluator(each.source.root), key(each.name, "local")

    def produce(frame: Frame) -> tuple[OutcomeTrace, ...]:
        elements: Any = source(frame) or ()
        drafts = [[maker.draft(frame | {name: element}) for maker in makers] for element in elements]
        for index, maker in enumerate(makers if shared else ()):
            maker.settle([row[index] for row in drafts])
        return tuple(maker.complete(draft) for row in drafts for maker, draft in zip(makers, row, strict=True))

    return produce


def _attribute(attribute: Attribute, behind: Reads) -> _Attribute:
    root = attribute.expression.root
    return _Attribute(attribute.name, evaluator(root), facts_of(root, behind), _formula(attribute))


def _formula(attribute: Attribute) -> _Formula | None:
    expression = attribute.expression
    exact = unrounded(expression.root)
    if exact is None:
        return None
    pieces = ((*part.at, operand_of(part, expression), evaluator(part)) for part in named_parts(exact))
    return _Formula(expression.text, evaluator(exact), tuple(pieces))


def _pieces(formula: _Formula, frame: Frame) -> tuple[Piece, ...]:
    return tuple([Piece(start, end, operand, value(frame)) for start, end, operand, value in formula.pieces])


def _sum(values: Sequence[Any]) -> Any:
    return reduce(ARITHMETIC.add, values)
