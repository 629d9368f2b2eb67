"""Cases for a program at random: fond of where its space is cut, of nulls, of what stands beside a bound."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from engine.backends.proof.conditions.scales import finite_values, scales_of
from engine.backends.proof.coordinates.quantities import value_at
from engine.backends.scalar.steps import step_run
from engine.feel.types import Kind
from engine.ir.program import Derived, Table
from engine.ir.timed import lists_of

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator

    from engine.backends.proof.conditions.scales import Scale
    from engine.backends.proof.coordinates.axis import Axis
    from engine.backends.proof.space import Space
    from engine.feel.types import Type
    from engine.feel.values import Value
    from engine.ir.program import Fact, Program, Timed

NEAR = (Fraction(0), Fraction(1), Fraction(-1), Fraction(1, 100), Fraction(-1, 100), Fraction(1, 10**6))
TEXTS = ("", "a", "退单", "other", "none of them")


def frame_at_random(program: Program, space: Space, chance: random.Random) -> dict[str, Any]:
    """Every name's value in a case whose facts may be refused; clocks and their like stand anywhere."""
    frame: dict[str, Any] = {param.name: param.value for param in program.params}
    for fact in program.facts:
        frame[fact.name] = _of_fact(fact, space, chance)
    for step in program.steps:
        if isinstance(step, Derived | Table):
            step_run(step)(frame)
        else:
            frame.update(_of_timed(step, space, chance))
    return frame


def _of_fact(fact: Fact, space: Space, chance: random.Random) -> Value:
    may_be_null = fact.type.optional and fact.default is None
    if may_be_null and chance.random() < 0.2:
        return None
    return _value(fact.type, fact.name, space, chance)


def _of_timed(step: Timed, space: Space, chance: random.Random) -> Iterator[tuple[str, Any]]:
    yield from ((name, ()) for name in lists_of(step))
    if not step.per:
        yield step.name, {name: _field(type_, f"{step.name}.{name}", space, chance) for name, type_ in step.type.fields}


def _field(type_: Type, name: str, space: Space, chance: random.Random) -> Value:
    return None if type_.optional and chance.random() < 0.2 else _value(type_, name, space, chance)


def _value(type_: Type, name: str, space: Space, chance: random.Random) -> Value:
    if type_.kind is Kind.LIST:
        return _list(type_, name, space, chance)
    if type_.kind is Kind.CONTEXT:
        return {field: _value(inner, "", space, chance) for field, inner in type_.fields}
    values = finite_values(type_)
    if values is not None:
        return chance.choice(values)
    scales = scales_of(type_)
    if scales:
        scale = chance.choice(scales)
        axes = [c.axis for c in space.columns if c.subject.name == name and c.subject.kind in ("fact", "field")]
        return value_at(scale.quantity, _place(scale, axes, chance))
    named = [value for c in space.columns if c.subject.name == name for value in c.axis.values]
    return chance.choice((*named, *TEXTS))


def _place(scale: Scale, axes: list[Axis], chance: random.Random) -> Fraction:
    """At a cut or beside it, at an atom's plainest value, at one of the ends, or anywhere."""
    mine = [axis for axis in axes if axis.quantity == scale.quantity]
    cuts = [cut.at for axis in mine for cut in axis.cuts if cut.at is not None]
    step = scale.step or Fraction(1, 1000)
    near = [at + by * (scale.step or 1) for at in cuts for by in NEAR if not scale.step or by.denominator == 1]
    anywhere = [_anywhere(scale, chance) // step * step, Fraction(0)]
    found = chance.choice((near or anywhere, anywhere))
    return _inside(scale, chance.choice(found))


def _anywhere(scale: Scale, chance: random.Random) -> Fraction:
    low = Fraction(-1000) if scale.low is None else scale.low
    high = low + 5000 if scale.high is None else scale.high
    return low + (high - low) * Fraction(chance.randrange(10**6 + 1), 10**6)


def _inside(scale: Scale, at: Fraction) -> Fraction:
    low = at if scale.low is None else max(at, scale.low)
    return low if scale.high is None else min(low, scale.high)


def _list(type_: Type, name: str, space: Space, chance: random.Random) -> tuple[Any, ...]:
    element = type_.element
    assert element
    mentioned = [c.subject.detail for c in space.columns if c.subject.kind == "member" and c.subject.name == name]
    count = chance.choice((0, 1, 1, 2, 3, 5))
    drawn = [
        chance.choice(mentioned) if mentioned and chance.random() < 0.5 else _value(element, name, space, chance)
        for _ in range(count)
    ]
    return tuple(dict.fromkeys(drawn)) if type_.unique else tuple(drawn)
