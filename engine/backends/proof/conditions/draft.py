"""The space as it is drafted: the tests of all sides, and where the axes of what they read are to be cut."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from engine.backends.proof.conditions.cutting.changing import Run
from engine.backends.proof.conditions.cutting.mentions import mentioned
from engine.backends.proof.conditions.keys import key_of
from engine.backends.proof.conditions.scales import finite_values, scales_of
from engine.backends.proof.conditions.trees import Tested, opposite
from engine.backends.proof.conditions.turned import turned
from engine.backends.proof.conditions.written import written
from engine.diagnostics import Place
from engine.feel.typed import Expression
from engine.feel.types import BOOLEAN
from engine.feel.walk import transform
from engine.ir.regions import Subject, Unknown

if TYPE_CHECKING:
    from collections.abc import Hashable

    from engine.backends.proof.conditions.trees import Tree
    from engine.backends.proof.conditions.variables import Variable
    from engine.backends.proof.coordinates.axis import Cut
    from engine.backends.proof.space import Evaluator
    from engine.diagnostics import Span
    from engine.feel.typed import Expr
    from engine.feel.values import Value
    from engine.ir.regions import Doubt, SubjectKind


class Test(NamedTuple):
    """A test that reads one variable (its name), or one that has a column of its own (`subject`)."""

    expr: Expr
    variable: str = ""
    subject: Subject | None = None


class Scaled(NamedTuple):
    """A variable on one scale: a span has as many as there are units."""

    variable: str
    quantity: str


@dataclass(slots=True)
class Draft:
    """`cuts`: by variable and scale; `constants`: the texts that a variable is held against."""

    evaluate: Evaluator
    variables: dict[str, Variable] = field(default_factory=dict)
    tests: list[Test] = field(default_factory=list)
    cuts: dict[Scaled, set[Cut]] = field(default_factory=lambda: defaultdict(set))
    constants: dict[str, dict[Value, None]] = field(default_factory=lambda: defaultdict(dict))
    unknown: dict[Unknown, None] = field(default_factory=dict)
    _known: dict[Hashable, Tree | None] = field(default_factory=dict)

    def test(self, expr: Expr, variable: str) -> Tree | None:
        """A test of one variable; None where its values don't decide it."""
        key = key_of(expr)
        if key not in self._known:
            self._known[key] = self._tested(expr, variable)
        return self._known[key]

    def _tested(self, expr: Expr, name: str) -> Tree | None:
        type_ = self.variables[name].subject.type
        if finite_values(type_) is None and not (self._named(expr, name) or self._cut(expr, name)):
            return None
        return self._added(Test(expr, name))

    def _named(self, expr: Expr, name: str) -> bool:
        """Notes the values that a text is held against."""
        if scales_of(self.variables[name].subject.type):
            return False
        found = mentioned(expr, name)
        if found is None:
            return False
        self.constants[name].update(dict.fromkeys(found))
        return True

    def _cut(self, expr: Expr, name: str) -> bool:
        """Notes where a test may change, on every scale."""
        found = []
        for scale in scales_of(self.variables[name].subject.type):
            cuts = Run(name, *scale, self.evaluate).cuts(expr)
            if cuts is None:
                return False
            found.append((Scaled(name, scale.quantity), cuts))
        for scaled, cuts in found:
            self.cuts[scaled] |= cuts
        return bool(found)

    def comparison(self, expr: Expr, span: Span) -> Tree:
        """A test over several facts: its column, or that of its opposite."""
        core, is_opposite = turned(expr)
        key = ("comparison", key_of(core))
        if key not in self._known:
            own = self._added(Test(expr, subject=_subject("comparison", expr, span)))
            self._known[key] = opposite(own) if is_opposite else own
        tree = self._known[key]
        assert tree is not None  # noqa: S101 - it was just set
        return opposite(tree) if is_opposite else tree

    def opaque(self, expr: Expr, reason: Doubt, span: Span) -> Tree:
        """A test that nothing is known of."""
        key = ("test", key_of(expr))
        self.unknown[Unknown(written(expr), reason, span)] = None
        if key not in self._known:
            self._known[key] = self._added(Test(expr, subject=_subject("test", expr, span)))
        tree = self._known[key]
        assert tree is not None  # noqa: S101 - as above
        return tree

    def _added(self, test: Test) -> Tree:
        self.tests.append(test)
        return Tested(len(self.tests) - 1)


def _subject(kind: SubjectKind, expr: Expr, span: Span) -> Subject:
    """`span`: where the owner wrote it, in other words perhaps."""
    text = written(expr)
    whole = transform(expr, lambda node: replace(node, at=(0, len(text))))
    expression = Expression(whole, text, Place(span.path, ((0, span.line, span.column),)))
    return Subject(kind, text, replace(BOOLEAN, optional=expr.type.optional), None, expression)
