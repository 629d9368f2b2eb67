"""The names of the columns that a query answers with: flat, readable, never clashing with what else travels along."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING

from engine.feel.typed import Const, Ref
from engine.ir.hits import CONTRADICTABLE
from engine.ir.program import Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from engine.feel.typed import Expression
    from engine.feel.values import Value
    from engine.ir.program import Consequence, Program, Rule


@dataclass(frozen=True, slots=True)
class Part:
    """An attribute of a rule's consequence, or (`attribute` None) whom it goes to."""

    consequence: int
    attribute: int | None


@dataclass(frozen=True, slots=True)
class Layout:
    """Column names. `parts`: by (rule id, part); constants have none. `renamed`: (name wanted, name given) pairs."""

    facts: Mapping[str, str]
    outputs: Mapping[str, str]
    fired: Mapping[str, str]
    missing: Mapping[str, str]
    """Per rule that requires evidence: what isn't there yet, as a list."""
    elements: Mapping[str, str]
    """Per `for:` rule: how many elements it has consequences for."""
    parts: Mapping[tuple[str, Part], str]
    conflicts: Mapping[str, str]
    errors: str
    renamed: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class NameGiver:
    """Gives every column a name of its own; databases don't tell upper from lower case."""

    policy: str
    taken: set[str] = field(default_factory=set)
    renamed: list[tuple[str, str]] = field(default_factory=list)

    def give(self, wanted: str) -> str:
        name = next(name for name in self._candidates(wanted) if name.casefold() not in self.taken)
        self.taken.add(name.casefold())
        if name != wanted:
            self.renamed.append((wanted, name))
        return name

    def _candidates(self, wanted: str) -> Iterable[str]:
        yield wanted
        prefixed = f"{self.policy}.{wanted}" if self.policy else wanted
        yield prefixed
        yield from (f"{prefixed}.{number}" for number in count(2))


def layout(program: Program, beside: Iterable[str] = ()) -> Layout:
    """The columns of a program's answer; a name that one of `beside` has already gets the policy's name before it."""
    names = NameGiver(program.policy, {name.casefold() for name in beside})
    needing = [rule for rule in program.rules if rule.requires]
    looping = [rule for rule in program.rules if rule.each]
    tables = [step for step in program.steps if isinstance(step, Table)]
    return Layout(
        facts={fact.name: names.give(fact.name) for fact in program.facts},
        outputs={name: names.give(name) for name in program.outputs},
        fired={rule.id: names.give(f"{rule.id}.fired") for rule in program.rules},
        missing={rule.id: names.give(f"{rule.id}.missing") for rule in needing},
        elements={rule.id: names.give(f"{rule.id}.elements") for rule in looping},
        parts={key: names.give(name) for rule in program.rules for key, name in part_names(rule)},
        conflicts={table.id: names.give(f"{table.id}.conflict") for table in tables if table.hit in CONTRADICTABLE},
        errors=names.give("fact_errors"),
        renamed=tuple(names.renamed),
    )


def part_names(rule: Rule) -> Iterable[tuple[tuple[str, Part], str]]:
    """The columns of a rule's parts that are not constant, as `<rule>.<do>.<attribute>`."""
    for part, _ in parts(rule):
        if not is_constant(expression_of(rule, part)):
            yield (rule.id, part), part_name(rule, part)


def parts(rule: Rule) -> Iterable[tuple[Part, Expression]]:
    """Every part of a rule's consequences, in order, with its expression."""
    for index, consequence in enumerate(rule.then):
        if consequence.to:
            yield Part(index, None), consequence.to
        for place, attribute in enumerate(consequence.attributes):
            yield Part(index, place), attribute.expression


def part_name(rule: Rule, part: Part) -> str:
    """`<rule>.<do>.<attribute>`; a kind of consequence that the rule has twice is counted."""
    consequence = rule.then[part.consequence]
    earlier = sum(other.do == consequence.do for other in rule.then[: part.consequence])
    do = f"{consequence.do}.{earlier + 1}" if earlier else consequence.do
    return f"{rule.id}.{do}.{attribute_name(consequence, part)}"


def attribute_name(consequence: Consequence, part: Part) -> str:
    return "to" if part.attribute is None else consequence.attributes[part.attribute].name


def expression_of(rule: Rule, part: Part) -> Expression:
    return next(expression for found, expression in parts(rule) if found == part)


def is_constant(expression: Expression) -> bool:
    """A constant or a parameter: the same for every row of the program's period."""
    root = expression.root
    return isinstance(root, Const) or (isinstance(root, Ref) and root.kind == "param")


def constant_value(expression: Expression, program: Program) -> Value:
    """The value of a constant part."""
    root = expression.root
    if isinstance(root, Const):
        return root.value
    return next(param.value for param in program.params if isinstance(root, Ref) and param.name == root.name)
