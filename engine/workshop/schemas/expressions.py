"""Expressions that an editor offers in a policy: its names, and ready comparisons of them. Any other may be written."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.diagnostics.phrases import phrase
from engine.feel.types import Kind, Type
from engine.model.policy import Derived, Table, TimedItem
from engine.model.text import Text
from engine.model.timed.shapes import EVENT, local_of
from engine.workshop.schemas.choices import Choice, lines
from engine.workshop.schemas.values import about

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.model.declared_types import Labels
    from engine.model.parts import EventType
    from engine.model.policy import Param, Policy, Step
    from engine.model.timed.shapes import Timed
    from engine.model.vocabulary import Vocabulary

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


def data_of(event: EventType) -> tuple[Name, ...]:
    """An event's data."""
    titles, labels = dict(event.titles), dict(event.labels)
    return tuple(
        Name(name, titles.get(name, Text(name, name)), type_, labels.get(name, ())) for name, type_ in event.fields
    )


def local(name: Name, owner: str = EVENT) -> Name:
    """One of the data as conditions and consequences name it: `event.satisfied`."""
    return name._replace(id=f"{owner}.{name.id}")


def reached_in(policy: Policy, kind: type[Timed], vocabulary: Vocabulary) -> tuple[Name, ...]:
    """What the rungs of the policy's clocks, ladders or schedules may name besides: what reached them, each once."""
    steps = [item.step for item in policy.steps if isinstance(item, TimedItem) and isinstance(item.step, kind)]
    data = {name.id: name for event in vocabulary.events.values() for name in data_of(event)}
    found = {(local_of(step), field): type_ for step in steps for field, type_ in _elements(step)}
    return tuple(
        local(data[field]._replace(type=type_) if field in data else _added(field, type_), owner)
        for (owner, field), type_ in found.items()
    )


def _elements(step: Timed) -> Iterator[tuple[str, Type]]:
    return (entry for rung in step.rungs for entry in rung.element.fields)


def _added(field: str, type_: Type) -> Name:
    """What every event or every occurrence has."""
    return Name(field, _phrased("timed_values", field), type_)


def conditions(names: Iterable[Name]) -> Iterator[Choice]:
    """What may stand in `when`: every yes-or-no name, every value of a choice, every comparison with a parameter."""
    known = tuple(names)
    params = [name for name in known if name.values]
    for name in known:
        yield from comparisons(name, params)
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
    for field, type_ in step.type.fields if not step.per else ():
        labels = tuple((value, _phrased("timed", value)) for value in type_.values)
        title = Text(*(_possessed(step.title, field, lang) for lang in ("zh", "en")))
        yield Name(f"{step.name}.{field}", title, type_, labels)


def _possessed(title: Text, field: str, lang: str) -> str:
    named = phrase("timed_values", field, lang)
    return phrase("handbook", "field", lang, base=title.in_language(lang), name=named)


def _phrased(table: str, name: str) -> Text:
    return Text(phrase(table, name, "zh"), phrase(table, name, "en"))


def _of_param(param: Param) -> Name:
    return Name(param.name, param.title, param.type, (), ", ".join(value.text for value in param.values))


def comparisons(name: Name, params: Iterable[Name] = ()) -> Iterator[Choice]:
    """What may be asked of a single name."""
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
