"""A ladder in its program, and what all parts of its query know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.backends.columnar.refusal import Refused
from engine.backends.columnar.timed.lives import Life
from engine.feel.typed import Const, Ref

if TYPE_CHECKING:
    from engine.backends.columnar.timed.patterns import Reader
    from engine.feel.typed import Expression
    from engine.feel.values import Value
    from engine.ir.program import Ladder


@dataclass(frozen=True, slots=True)
class Setting:
    """`now`: microseconds since 1970."""

    ladder: Ladder
    reader: Reader
    now: int

    @property
    def life(self) -> Life:
        return Life(self.ladder.per)

    @property
    def zone(self) -> str:
        return self.reader.program.zone

    def value(self, expression: Expression) -> Value:
        """The value of a constant or a parameter; `Refused` for anything else."""
        match expression.root:
            case Const(value=value):
                return value
            case Ref(name=name, kind="param"):
                return next(param.value for param in self.reader.program.params if param.name == name)
            case other:
                raise Refused("GJ550", other.at, text=expression.text)
