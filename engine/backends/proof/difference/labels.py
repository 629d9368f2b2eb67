"""What rules and rows bring, as labels: two labels are equal where the effects are, whichever rules they are of."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.backends.proof.difference.forms import Constant, over_element
from engine.ir.expressions import brought_expressions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from engine.backends.proof.difference.forms import Form, Forms
    from engine.feel.typed import Expr, Expression
    from engine.feel.types import Type
    from engine.feel.values import Value
    from engine.ir.program import Approval, Consequence, Each, Output, Requires, Row, Rule


class Awaited(NamedTuple):
    """What a consequence waits for: evidence in any order, approvals in theirs."""

    evidence_fact: str | None
    evidence: frozenset[str]
    approvals: tuple[Approval, ...]


class Label(NamedTuple):
    """A consequence as far as it makes a difference. `amounts` by name, those that are null left out."""

    do: str
    to: Form | None
    amounts: tuple[tuple[str, Form], ...]
    each: Form | None
    awaits: Awaited | None

    @property
    def bare(self) -> Label:
        """What is left of it where it can't be told whether it comes: how much it would be makes no difference then."""
        return Label(self.do, self.to, (), None, None)


class Brought(NamedTuple):
    """A consequence of a rule; `chosen`: where conditions that its amounts hang on have these truths."""

    label: Label
    rule: Rule
    consequence: Consequence
    chosen: Mapping[Expr, bool | None]


class Given(NamedTuple):
    """An output as a row gives it, or as a table does."""

    name: str
    type: Type
    form: Form
    expression: Expression | None = None

    @property
    def value(self) -> Value:
        """The value; null where it is no constant."""
        return self.form.value if isinstance(self.form, Constant) else None


def amounts_of(rule: Rule) -> Iterator[Expression]:
    """What is computed of what a rule brings: whom it concerns, its amounts, what it goes over."""
    yield from brought_expressions(rule)
    if rule.each:
        yield rule.each.source


def computed_in(consequence: Consequence) -> tuple[Expression, ...]:
    """Whom a consequence concerns, where the facts say so, and its amounts."""
    to = (consequence.to,) if consequence.to else ()
    return (*to, *(attribute.expression for attribute in consequence.attributes))


def brought_by(rule: Rule, forms: Forms) -> Iterator[Brought]:
    """What a rule brings, a label for each consequence."""
    named = over_element(rule.each.name) if rule.each else None
    each = _each(rule.each, forms)
    awaits = awaited(rule.requires)
    for consequence in rule.then:
        yield Brought(_label(consequence, each, awaits, forms, named), rule, consequence, forms.chosen)


def given_by(row: Row, outputs: tuple[Output, ...], forms: Forms) -> tuple[Given, ...]:
    """What a row gives, by the names of the table's outputs."""
    return tuple(
        Given(output.name, output.type, forms.of(expression.root), expression)
        for output, expression in zip(outputs, row.outputs, strict=True)
    )


def awaited(requires: Requires | None) -> Awaited | None:
    if requires is None:
        return None
    return Awaited(requires.evidence_fact, frozenset(requires.evidence), requires.approvals)


def _each(each: Each | None, forms: Forms) -> Form | None:
    return forms.of(each.source.root) if each else None


def _label(
    consequence: Consequence,
    each: Form | None,
    awaits: Awaited | None,
    forms: Forms,
    named: Callable[[Expr], Expr] | None,
) -> Label:
    def form(expression: Expression) -> Form:
        return forms.of(named(expression.root) if named else expression.root)

    amounts = {attribute.name: form(attribute.expression) for attribute in consequence.attributes}
    told = tuple(sorted((name, amount) for name, amount in amounts.items() if not is_null(amount)))
    return Label(consequence.do, form(consequence.to) if consequence.to else None, told, each, awaits)


def is_null(form: Form) -> bool:
    return isinstance(form, Constant) and form.value is None
