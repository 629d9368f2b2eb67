"""A ladder in its program, and what all parts of its query know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.backends.columnar.refusal import Refused
from engine.backends.columnar.terms import Scope, constant
from engine.feel.typed import Const, Ref

if TYPE_CHECKING:
    from engine.feel.typed import Expression
    from engine.feel.values import Value
    from engine.ir.program import Ladder, Program

BEGINNING = "TIMESTAMPTZ '0001-01-01 00:00:00+00'"
"""The era of everything that no reset and no opening precedes."""
END = "TIMESTAMPTZ '9999-12-31 23:59:59.999999+00'"


@dataclass(frozen=True, slots=True)
class Setting:
    """`keys`: the columns that tell one life of the ladder from another; the first is the case's."""

    ladder: Ladder
    program: Program

    @property
    def keys(self) -> tuple[str, ...]:
        return ('"case"', *(f'"key {place}"' for place, _ in enumerate(self.ladder.per)))

    @property
    def life(self) -> str:
        """The columns of a life, for SELECT and PARTITION BY."""
        return ", ".join(self.keys)

    def same_life(self, one: str, other: str) -> str:
        """Two relations' rows are of one life."""
        return " AND ".join(f"{one}.{key} = {other}.{key}" for key in self.keys)

    def scope(self) -> Scope:
        """What expressions see besides the event: parameters."""
        scope = Scope()
        for param in self.program.params:
            scope = scope.bind("param", param.name, constant(param.value, param.type))
        return scope

    def value(self, expression: Expression) -> Value:
        """The value of a constant or a parameter; `Refused` for anything else."""
        match expression.root:
            case Const(value=value):
                return value
            case Ref(name=name, kind="param"):
                return next(param.value for param in self.program.params if param.name == name)
            case other:
                raise Refused("GJ550", other.at, text=expression.text)
