"""Expressions that an editor offers in a policy: its names, and ready comparisons of them. Any other may be written."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.feel.types import Kind, Type
from engine.model.policy import Derived, Table, TimedItem
from engine.model.text import Text
from engine.workshop.schemas.choices import Choice, lines
from engine.workshop.schemas.values import about

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.model.declared_types import Labels
    from engine.model.policy import Param, Policy, Step
    from engine.model.timed import Timed

_ORDERED = frozenset({Kind.NUMBER, Kind.MONEY, Kind.PERCENT, Kind.DATE, Kind.DATE_TIME, Kind.SPAN})


class Name(NamedTuple):
    """A name that the policy's expressions may use. `values`: a parameter's, as written; empty for the others."""

    id: str
    title: Text
    type: Type
    labels: Labels = ()
    values: str = ""

    @property
    def choice(self) -> Choice:
        return Choice(self.id, about(self.type, self.title, self.values))


def names_of(policy: Policy) -> tuple[Name, ...]:
    """Facts, derived values, outputs, then parameters, each in the order of the file."""
    facts = (Name(fact.name, fact.title, fact.type, fact.labels) for fact in policy.facts)
    steps = (name for step in policy.steps for name in _of_step(step))
    params = (_of_param(param) for param in policy.params if "." not in param.name)
    return (*facts, *steps, *params)


def conditions(names: Iterable[Name]) -> Iterator[Choice]:
    """What may stand in `when`: every yes-or-no name, every value of a choice, every comparison with a parameter."""
    known = tuple(names)
    params = [name for name in known if name.values]
    for name in known:
        yield from _conditions(name, params)
    yield from (name.choice for name in known if name.type.kind is not Kind.BOOLEAN)


def amounts(names: Iterable[Name], kind: Kind) -> Iterator[Choice]:
    """What may stand where a value of a kind is wanted: names of that kind; for money, its products with rates too."""
    known = tuple(names)
    alike = [name for name in known if name.type.kind is kind]
    rates = [name for name in known if kind is Kind.MONEY and name.type.kind is Kind.PERCENT]
    yield from (name.choice for name in alike)
    yield from (_joined(name, "*", rate) for name in alike for rate in rates)


def loops(names: Iterable[Name]) -> Iterator[Choice]:
    """What may stand in `for`."""
    yield from (
        Choice(f"{name.id[0]} in {name.id}", lines(name.title)) for name in names if name.type.kind is Kind.LIST
    )


def _of_step(step: Step) -> tuple[Name, ...]:
    match step:
        case Derived():
            return (Name(step.name, step.title, step.expression.type),)
        case Table():
            return tuple(Name(output.name, output.title, output.result, output.labels) for output in step.outputs)
        case TimedItem():
            return tuple(_of_timed(step.step))


def _of_timed(step: Timed) -> Iterator[Name]:
    """`handover.state`, `failures.count`; nothing of what is kept `per` something."""
    if not step.per:
        yield from (Name(f"{step.name}.{field}", step.title, type_) for field, type_ in step.type.fields)


def _of_param(param: Param) -> Name:
    return Name(param.name, param.title, param.type, (), ", ".join(value.text for value in param.values))


def _conditions(name: Name, params: Iterable[Name]) -> Iterator[Choice]:
    kind, element = name.type.kind, name.type.element
    if kind is Kind.BOOLEAN:
        yield name.choice
        yield Choice(f"not({name.id})", lines(name.title))
    elif kind is Kind.ENUM:
        yield from _equal(name, name.type, f'{name.id} = "%s"')
    elif kind is Kind.LIST and element:
        yield from _equal(name, element, f'list contains({name.id}, "%s")')
    elif kind in _ORDERED and not name.values:
        alike = [param for param in params if param.type.kind is kind]
        yield from (_joined(name, sign, param) for param in alike for sign in ("<", ">="))


def _equal(name: Name, type_: Type, form: str) -> Iterator[Choice]:
    """A condition for each value of an enum; none for other types."""
    titles = dict(name.labels)
    for value in type_.values:
        yield Choice(form % value, _both(name.title, "=", titles.get(value, Text(value, value))))


def _joined(left: Name, sign: str, right: Name) -> Choice:
    return Choice(f"{left.id} {sign} {right.id}", _both(left.title, sign, right.title))


def _both(left: Text, sign: str, right: Text) -> str:
    return lines(Text(f"{left.zh} {sign} {right.zh}", f"{left.en} {sign} {right.en}"))
