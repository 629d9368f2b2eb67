"""Where the trees of conditions are true, false and null."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from engine.backends.proof.conditions.areas import EVERYWHERE, NOWHERE
from engine.backends.proof.conditions.trees import (
    All,
    Any,
    AtLeast,
    Cases,
    Except,
    Fixed,
    IsNull,
    IsTrue,
    Not,
    Tested,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.backends.proof.conditions.areas import Algebra, Areas
    from engine.backends.proof.conditions.trees import Tree, Truth


class Places:
    """Answers for trees over tests whose places are known."""

    def __init__(self, algebra: Algebra, tests: Sequence[Mapping[Truth, Areas]]) -> None:
        self._algebra = algebra
        self._tests = tests
        self._known: dict[tuple[Tree, Truth], Areas] = {}

    def of(self, tree: Tree, truth: Truth) -> Areas:
        key = (tree, truth)
        found = self._known.get(key)
        if found is None:
            self._known[key] = found = self._of(tree, truth)
        return found

    def _of(self, tree: Tree, truth: Truth) -> Areas:
        match tree:
            case Fixed(fixed):
                return EVERYWHERE if fixed is truth else NOWHERE
            case Tested(test):
                return self._tests[test][truth]
            case Not(arg):
                return self.of(arg, None if truth is None else not truth)
            case All(args):
                return self._joined(args, truth, weakest=False)
            case Any(args):
                return self._joined(args, truth, weakest=True)
            case Cases(cases, otherwise):
                return self._cases(cases, otherwise, truth)
            case _:
                return NOWHERE if truth is None else self._plain(tree, holds=truth)

    def _plain(self, tree: Tree, *, holds: bool) -> Areas:
        """Of trees that are never null."""
        match tree:
            case IsTrue(arg):
                return self.of(arg, True) if holds else self._among(arg, (False, None))
            case IsNull(arg):
                return self.of(arg, None) if holds else self._among(arg, (True, False))
            case Except(base, others):
                return self._except(base, others, holds=holds)
            case AtLeast(least, args):
                return self._at_least(least, args) if holds else self._too_few(least, args)
            case _:
                raise TypeError(tree)

    def _among(self, tree: Tree, truths: Sequence[Truth]) -> Areas:
        return self._algebra.union(*(self.of(tree, truth) for truth in truths))

    def _joined(self, args: Sequence[Tree], truth: Truth, *, weakest: bool) -> Areas:
        """A conjunction is as true as its least true part, a disjunction (`weakest` True) as its most true one."""
        if truth is weakest:
            return self._algebra.union(*(self.of(arg, truth) for arg in args))
        if truth is not None:
            return self._algebra.meet(*(self.of(arg, truth) for arg in args))
        unsure = [arg for arg in args if self.of(arg, None)]
        held = [self._among(arg, (not weakest, None)) for arg in args]
        return self._algebra.union(*(self._algebra.meet(self.of(arg, None), *held) for arg in unsure))

    def _cases(self, cases: Sequence[tuple[Tree, Tree]], otherwise: Tree | None, truth: Truth) -> Areas:
        found = [self._algebra.meet(self.of(guard, True), self.of(tree, truth)) for guard, tree in cases]
        last = self.of(otherwise, truth) if otherwise else NOWHERE
        if last:
            guarded = (area for guard, _ in cases for area in self.of(guard, True))
            found.append(self._algebra.without(last, guarded))
        return self._algebra.union(*found)

    def _except(self, base: Tree, others: Sequence[Tree], *, holds: bool) -> Areas:
        true = self._algebra.without(self.of(base, True), (area for other in others for area in self.of(other, True)))
        return true if holds else self._algebra.without(EVERYWHERE, true)

    def _at_least(self, least: int, args: Sequence[Tree]) -> Areas:
        if least <= 0:
            return EVERYWHERE
        chosen = combinations([self.of(arg, True) for arg in args], least)
        return self._algebra.union(*(self._algebra.meet(*one) for one in chosen))

    def _too_few(self, least: int, args: Sequence[Tree]) -> Areas:
        """Fewer than `least` are true: so many of the others aren't."""
        if least <= 0:
            return NOWHERE
        untrue = [self._among(arg, (False, None)) for arg in args]
        chosen = combinations(untrue, len(args) - least + 1)
        return self._algebra.union(*(self._algebra.meet(*one) for one in chosen)) if least <= len(args) else EVERYWHERE
