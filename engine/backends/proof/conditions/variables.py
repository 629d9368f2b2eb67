"""What conditions read: facts, how many elements a list has and whether it has one, fields of clocks and their like."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from engine.feel.typed import Ref
from engine.feel.types import BOOLEAN, INTEGER
from engine.ir.regions import Subject

if TYPE_CHECKING:
    from engine.feel.typed import At
    from engine.feel.types import Type
    from engine.feel.values import Value


class Variable(NamedTuple):
    """`name`: what expressions call it once they are spelled out."""

    name: str
    subject: Subject

    def ref(self, at: At) -> Ref:
        return Ref(self.name, "fact", self.subject.type, at)


def of_fact(name: str, type_: Type) -> Variable:
    return Variable(name, Subject("fact", name, type_))


def of_count(name: str, type_: Type) -> Variable:
    counted = replace(INTEGER, optional=type_.optional, low=Decimal(0), high=Decimal(999_999_999))
    return Variable(f"count({name})", Subject("count", name, counted))


def of_member(name: str, type_: Type, element: Value) -> Variable:
    contained = replace(BOOLEAN, optional=type_.optional)
    return Variable(f"{name} has {element!r}", Subject("member", name, contained, element))


def of_field(name: str, field: str, type_: Type) -> Variable:
    return Variable(f"{name}.{field}", Subject("field", name, type_, field))
