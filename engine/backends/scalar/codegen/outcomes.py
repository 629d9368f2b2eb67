"""The outcomes of a rule that fires. Those that read nothing of the case are made once, when the module is loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.backends.scalar.codegen.expressions import grouped
from engine.backends.scalar.codegen.lines import comment, indented, tuple_of
from engine.feel.typed import Expr, Ref
from engine.feel.walk import walk
from engine.ir.expressions import unrounded
from engine.ir.reads import facts_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.backends.scalar.codegen.context import Context
    from engine.backends.scalar.codegen.expressions import Expressions
    from engine.ir.program import Attribute, Consequence, Each, Rule


def is_constant(expr: Expr) -> bool:
    """Whether the expression reads nothing but parameters."""
    return all(node.kind == "param" for node in walk(expr) if isinstance(node, Ref))


def is_constant_consequence(consequence: Consequence) -> bool:
    expressions = [attribute.expression for attribute in consequence.attributes]
    expressions += [consequence.to] if consequence.to else []
    return all(is_constant(expression.root) for expression in expressions)


def is_constant_rule(rule: Rule) -> bool:
    """Whether the rule always brings the same outcomes; a loop's number depends on its list."""
    return rule.each is None and all(is_constant_consequence(consequence) for consequence in rule.then)


class Outcomes:
    """Writes the outcomes of one program's rules, the `expressions` being those of the function at hand."""

    def __init__(self, context: Context, expressions: Expressions) -> None:
        self._context = context
        self._expressions = expressions

    def lines(self, rule: Rule, target: str) -> list[str]:
        """Statements that add the rule's outcomes to the variable `target`."""
        if rule.each:
            return self._for_each(rule, rule.each, target)
        if is_constant_rule(rule):
            name = self._context.names.of("constant", f"THEN_{self._context.position(rule)}")
            self._context.constants.define(name, self.constant(rule))
            return [f"{target} += {name}"]
        return [line for index in range(len(rule.then)) for line in self._once(rule, index, target)]

    def _once(self, rule: Rule, index: int, target: str) -> list[str]:
        if is_constant_consequence(rule.then[index]):
            return self._shared(rule, index, target)
        return self._outcome(rule, index, self._values(rule.then[index]), target)

    def constant(self, rule: Rule) -> str:
        """Source of the outcomes of a rule whose outcomes are constant."""
        indices = range(len(rule.then))
        return tuple_of([self._made(rule, index, tuple_of(self._values(rule.then[index]))) for index in indices])

    def _values(self, consequence: Consequence) -> list[str]:
        return [self._expressions.value(attribute.expression.root) for attribute in consequence.attributes]

    def _made(self, rule: Rule, index: int, values: str, needs: str = "") -> str:
        where = f"RULES[{self._context.position(rule)}]"
        to = rule.then[index].to
        subject = grouped(self._expressions.value(to.root)) if to else "None"
        return f"Outcome({where}, {where}.then[{index}], {subject}, {values}{needs and f', {needs}'})"

    def _outcome(self, rule: Rule, index: int, values: list[str], target: str) -> list[str]:
        attributes = rule.then[index].attributes
        if not any(self._expressions.may_be_null(attribute.expression.root) for attribute in attributes):
            return [f"{target} += ({self._made(rule, index, tuple_of(values))},)"]
        pairs = zip(attributes, values, strict=True)
        return [
            "values = (",
            *indented([f"{value},  {comment(attribute.name)}" for attribute, value in pairs]),
            ")",
            f"needs = {self._needs(attributes)} if None in values else ()",
            f"{target} += ({self._made(rule, index, 'values', 'needs')},)",
        ]

    def _shared(self, rule: Rule, index: int, target: str) -> list[str]:
        """An outcome that is the same for every case."""
        name = self._context.names.of("constant", f"OUTCOME_{self._context.position(rule)}_{index}")
        values = tuple_of(self._values(rule.then[index]))
        self._context.constants.define(name, f"({self._made(rule, index, values)},)")
        return [f"{target} += {name}"]

    def _needs(self, attributes: Sequence[Attribute]) -> str:
        """Source of the null facts behind those attributes that are null in `values`."""
        reads = [facts_of(attribute.expression.root, self._context.behind) for attribute in attributes]
        names = tuple_of([tuple_of([repr(name) for name in sorted(read)]) for read in reads])
        return f"NEEDS(values, {names}, {self._context.null_facts(frozenset().union(*reads))})"

    def _for_each(self, rule: Rule, each: Each, target: str) -> list[str]:
        """A loop over the elements; before it, shares of money are apportioned over all of them, but for a rung's."""
        names = self._context.names
        elements, place = names.temporary(), names.temporary()
        element = names.of("local", each.name)
        before, body = [f"{elements} = {grouped(self._expressions.value(each.source.root))} or ()"], []
        for index, consequence in enumerate(rule.then):
            roots = enumerate(attribute.expression.root for attribute in consequence.attributes)
            exact = {column: amount for column, root in roots if (amount := unrounded(root))}
            if rule.rung or not exact:
                body += self._once(rule, index, target)
                continue
            values = self._values(consequence)
            for column, amount in exact.items():
                shares, share = names.temporary(), self._expressions.value(amount)
                before.append(f"{shares} = APPORTION([{share} for {element} in {elements}])")
                values[column] = f"{shares}[{place}]"
            body += self._outcome(rule, index, values, target)
        return [*before, f"for {place}, {element} in enumerate({elements}):", *indented(body)]
