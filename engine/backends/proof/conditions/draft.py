"""The space as it is drafted: the tests of all sides, and where the axes of what they read are to be cut."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from engine.backends.proof.conditions.cutting.changing import Run
from engine.backends.proof.conditions.cutting.mentions import mentioned
from engine.backends.proof.conditions.keys import key_of
from engine.backends.proof.conditions.scales import finite_values, scales_of
from engine.backends.proof.conditions.sums import sum_key
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

    from engine.backends.proof.conditions.cutting.courses import Cuts
    from engine.backends.proof.conditions.trees import Tree
    from engine.backends.proof.conditions.variables import Variable
    from engine.backends.proof.space import Evaluator
    from engine.diagnostics import Span
    from engine.feel.typed import Expr
    from engine.feel.values import Value
    from engine.ir.regions import Doubt, SubjectKind


class Test(NamedTuple):
    """A test that reads one variable (its name), or one that has a column of its own (`subject`).

    `cuts`: on each scale of the variable, where the test may change; `constants`: what a text is held against in it.
    """

    expr: Expr
    variable: str = ""
    cuts: tuple[Cuts, ...] = ()
    constants: tuple[Value, ...] = ()
    subject: Subject | None = None


@dataclass(slots=True)
class Draft:
    """Grows while conditions are unfolded; the same test is noted once, whoever asks it."""

    evaluate: Evaluator
    variables: dict[str, Variable] = field(default_factory=dict)
    tests: list[Test] = field(default_factory=list)
    unknown: dict[Unknown, None] = field(default_factory=dict)
    _known: dict[Hashable, Tree | None] = field(default_factory=dict)

    def test(self, expr: Expr, variable: str) -> Tree | None:
        """A test of one variable; None where its values don't decide it."""
        key = key_of(expr)
        if key not in self._known:
            found = self._test(expr, variable)
            self._known[key] = found and self._added(found)
        return self._known[key]

    def _test(self, expr: Expr, name: str) -> Test | None:
        type_ = self.variables[name].subject.type
        if finite_values(type_) is not None:
            return Test(expr, name)
        scales = scales_of(type_)
        if not scales:
            constants = mentioned(expr, name)
            return None if constants is None else Test(expr, name, constants=constants)
        cuts = [Run(name, *scale, self.evaluate).cuts(expr) for scale in scales]
        known = tuple(one for one in cuts if one is not None)
        return Test(expr, name, known) if len(known) == len(cuts) else None

    def comparison(self, expr: Expr, span: Span) -> Tree:
        """A test over several facts: its column, or that of its opposite."""
        core, is_opposite = turned(expr)
        key = ("comparison", sum_key(core) or key_of(core))
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
