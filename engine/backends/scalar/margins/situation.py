"""One case as the search for margins looks at it, and one fact's axis through it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from fractions import Fraction

    from engine.backends.scalar.evaluator import Frame
    from engine.backends.scalar.margins.axis import Axis
    from engine.feel.typed import Expr
    from engine.feel.values import Value
    from engine.ir.program import Program, Rule
    from engine.ir.reads import Reads


@dataclass(frozen=True, slots=True)
class Situation:
    """A case: everything's value now, and what it would be with one fact changed.

    `rules`: those that may apply. `watched`: expressions besides their conditions of which it is asked whether they
    change.
    """

    program: Program
    rules: tuple[Rule, ...]
    behind: Reads
    frame: Frame
    frame_with: Callable[[str, Value], Frame]
    watched: tuple[Expr, ...] = ()


@dataclass(frozen=True, slots=True)
class Probe:
    """A fact's axis in a situation; `value` gives the fact's value at a place.

    `is_variable`: the expressions that run along the axis, such as the fact itself, or the `count` of a list.
    `is_elsewhere`: those that are searched by other means, and count as constant here.
    """

    situation: Situation
    fact: str
    axis: Axis
    value: Callable[[Fraction], Value]
    is_variable: Callable[[Expr], bool]
    is_elsewhere: Callable[[Expr], bool]

    @property
    def program(self) -> Program:
        return self.situation.program

    @property
    def behind(self) -> Reads:
        return self.situation.behind

    @property
    def frame(self) -> Frame:
        return self.situation.frame

    def frame_at(self, place: Fraction) -> Frame:
        """Everything's value with the fact at another place."""
        return self.situation.frame_with(self.fact, self.value(place))
