"""What a guardrail claims, as a condition of one program: `outcome("warning")` becomes the rules that bring a warning.

An outcome is there where one of those rules fires, held or not; a rule that is undecided brings nothing. So the result
is in the program's own terms, and who evaluates or proves conditions knows nothing of outcomes.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from engine.feel.typed import Apply, Const, Expr, Expression, Field, Filter, ForEach, If, Quantifier, Ref
from engine.feel.types import INTEGER, STRING
from engine.feel.walk import children, references, transform
from engine.ir.program import Clock, Derived, Table
from engine.ir.truths import NOWHERE, all_of, any_of, applied, chosen, is_true, negated, truth
from engine.model.guardrails.calls import OUTCOME
from engine.model.guardrails.lists import WHOLE, is_outcomes
from engine.model.guardrails.scope import WITHIN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from engine.feel.values import Value
    from engine.ir.program import Consequence, Program, Rule, Step
    from engine.model.guardrails import Must

OWN = "'"
"""What sets a guardrail's variables apart from the rules'."""


class Brought(NamedTuple):
    """A consequence that a rule may bring, the conditions under which it is meant, and what is made of it."""

    rule: Rule
    consequence: Consequence
    conditions: tuple[Expr, ...] = ()
    made: Expr | None = None


def violation(must: Must, program: Program) -> Expression:
    """True where the guardrail doesn't hold, else false, never null. The program must have all that it names."""
    holds = is_true(_told(must.must.root, program))
    case = (is_true(_told(must.when.root, program)),) if must.when else ()
    return replace(must.must, root=all_of((*case, negated(holds))))


def missing(expression: Expression, program: Program) -> Iterator[Ref]:
    """What it names and the program hasn't, or has as something else."""
    names = _names(program)
    for ref in references(expression.root):
        found = names.get(ref.name)
        if found is None or found.type.kind is not ref.type.kind:
            yield ref


def _names(program: Program) -> Mapping[str, Ref]:
    """Every name of a program that an expression may use."""
    inputs = [Ref(fact.name, "fact", fact.type, NOWHERE) for fact in program.facts]
    inputs += [Ref(param.name, "param", param.type, NOWHERE) for param in program.params]
    return {ref.name: ref for ref in (*inputs, *(ref for step in program.steps for ref in _yielded(step)))}


def _yielded(step: Step) -> Iterator[Ref]:
    match step:
        case Derived(name=name, expression=expression):
            yield Ref(name, "derived", expression.type, NOWHERE)
        case Table(outputs=outputs):
            yield from (Ref(output.name, "output", output.result, NOWHERE) for output in outputs)
        case _:
            yield Ref(step.name, "derived", step.type, NOWHERE)


def _told(root: Expr, program: Program) -> Expr:
    names = _names(program)
    clocks = {step.name: step for step in program.steps if isinstance(step, Clock)}

    def change(node: Expr) -> Expr:
        match node:
            case Ref() if node.kind != "local":
                return replace(names[node.name], at=node.at)
            case Field(base=Ref(name=name, kind="derived"), name=part) if part == WITHIN and name in clocks:
                return clocks[name].within.root
            case Apply(op=op, args=args) if op == OUTCOME:
                return _outcome(args, program)
            case Apply(op=op, args=(listed,)) if op in WHOLE and is_outcomes(listed):
                return _whole(node, listed, program)
            case Quantifier(source=source) if is_outcomes(source):
                return _quantified(node, program)
            case _:
                return node

    return transform(transform(root, _set_apart), change)


def _set_apart(node: Expr) -> Expr:
    """The variables of a guardrail can't be taken for those of a rule that goes over a list."""
    match node:
        case Ref(kind="local") | Quantifier() | Filter() | ForEach():
            return replace(node, name=node.name + OWN)
        case _:
            return node


def _outcome(args: tuple[Expr, ...], program: Program) -> Expr:
    """`outcome("warning", "designer")`."""
    kind, *subjects = (arg.value for arg in args if isinstance(arg, Const))
    found = (brought for brought in _every(program) if brought.consequence.do == kind)
    return any_of(_exists(brought, (_concerns(brought, subject) for subject in subjects)) for brought in found)


def _concerns(brought: Brought, subject: Value) -> Expr:
    to = _part("to", brought)
    if isinstance(to, Const):
        return truth(to.value == subject)
    return is_true(applied("eq", to, Const(subject, STRING, NOWHERE)))


def _every(program: Program) -> Iterator[Brought]:
    """All consequences of a program, but those that an appeal took back."""
    for rule in program.rules:
        if not rule.revokes:
            yield from (Brought(rule, consequence) for consequence in rule.then)


def _listed(listed: Expr, program: Program) -> Iterator[Brought]:
    """The consequences that a list of outcomes may hold."""
    match listed:
        case Filter(name, source, condition):
            for each in _listed(source, program):
                kept = is_true(_of(condition, name, each))
                yield each._replace(conditions=(*each.conditions, kept))
        case ForEach(name, source, body):
            for each in _listed(source, program):
                yield each._replace(made=_of(body, name, each))
        case _:
            kinds = [arg.value for arg in children(listed) if isinstance(arg, Const)]
            yield from (each for each in _every(program) if not kinds or each.consequence.do in kinds)


def _of(expr: Expr, name: str, brought: Brought) -> Expr:
    """An expression over the variable `name`, of one consequence."""

    def change(node: Expr) -> Expr:
        match node:
            case Field(base=Ref(name=local, kind="local"), name=part) if local == name:
                return _part(part, brought)
            case _:
                return node

    return transform(expr, change)


def _part(name: str, brought: Brought) -> Expr:
    """What a consequence is: its kind, its subject, its rule, an attribute; null where it gives none."""
    rule, consequence = brought.rule, brought.consequence
    match name:
        case "do":
            return Const(consequence.do, STRING, NOWHERE)
        case "rule":
            return Const(rule.id, STRING, NOWHERE)
        case "to":
            return consequence.to.root if consequence.to else Const(None, STRING.or_null(), NOWHERE)
        case _:
            given = (item.expression.root for item in consequence.attributes if item.name == name)
            return next(given, Const(None, STRING.or_null(), NOWHERE))


def _quantified(node: Quantifier, program: Program) -> Expr:
    """`some o in outcomes(…) satisfies`: a rule fires, and it is so. `every`: none fires for which it isn't so."""
    members = ((each, _of(node.condition, node.name, each)) for each in _listed(node.source, program))
    if node.quantifier == "some":
        return any_of(_exists(each, (condition,)) for each, condition in members)
    return all_of(_forall(each, condition) for each, condition in members)


def _exists(brought: Brought, conditions: Iterable[Expr]) -> Expr:
    """Whether the rule fires, and for an element that it goes over the conditions are true."""
    rule, inner = brought.rule, all_of((*brought.conditions, *conditions))
    if rule.each and not isinstance(inner, Const):
        each = rule.each
        inner = Quantifier("some", each.name, each.source.root, inner, inner.type, NOWHERE)
    return all_of((*_fires(rule), inner))


def _forall(brought: Brought, condition: Expr) -> Expr:
    """Whether the condition is true of every consequence that the rule brings."""
    rule = brought.rule
    inner = any_of((*map(negated, brought.conditions), condition))
    if rule.each and not isinstance(inner, Const):
        each = rule.each
        inner = Quantifier("every", each.name, each.source.root, inner, inner.type, NOWHERE)
    return any_of((*map(negated, _fires(rule)), inner))


def _fires(rule: Rule) -> tuple[Expr, ...]:
    return (is_true(rule.when.root),) if rule.when else ()


def _whole(node: Apply, listed: Expr, program: Program) -> Expr:
    """`count(outcomes(…))`, `sum(outcomes(…).rate)`: a term for each rule; the sum of nothing is null, as elsewhere."""
    members = tuple(_listed(listed, program))
    if node.op == "count":
        return _added([_term(each, _number(1), _number(0)) for each in members], _number(0))
    if not members:
        return Const(None, node.type, node.at)
    nothing = Const(0, node.type.required(), NOWHERE)
    total = _added([_term(each, each.made or nothing, nothing) for each in members], nothing)
    there = any_of(_exists(each, ()) for each in members)
    return If(there, total, Const(None, node.type, NOWHERE), node.type, node.at)


def _term(brought: Brought, made: Expr, nothing: Expr) -> Expr:
    """What a rule adds to a sum."""
    rule = brought.rule
    if rule.each:
        source, kept = rule.each.source.root, chosen(all_of(brought.conditions), made, nothing)
        made = applied("sum", ForEach(rule.each.name, source, kept, replace(source.type, element=made.type), NOWHERE))
        return chosen(all_of(_fires(rule)), made, nothing)
    return chosen(all_of((*_fires(rule), *brought.conditions)), made, nothing)


def _added(terms: list[Expr], nothing: Expr) -> Expr:
    total, *more = terms or [nothing]
    for term in more:
        total = applied("add", total, term)
    return total


def _number(value: int) -> Const:
    return Const(value, INTEGER, NOWHERE)
