"""A boundary, its two sides, and a case that was seen on one of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from engine.diagnostics import Span
    from engine.feel.values import Value

Side = Literal["on", "true", "false"]
"""Where a case can be: exactly on an order comparison, or anywhere the test is true, or false."""

_SIDES: dict[str, tuple[Side, Side]] = {
    "<": ("on", "true"),
    ">": ("on", "true"),
    "<=": ("on", "false"),
    ">=": ("on", "false"),
}
_AS_EQUALITY: dict[str, Side] = {"<": "false", ">": "false", "<=": "true", ">=": "true"}


@dataclass(frozen=True, slots=True)
class Boundary:
    """A test of a policy, by the values of the parameters that it reads.

    `owner`: the rule, the table's row (`<table>.<row>`), the table or the derived value that makes it. `text`:
    `score < pass_score`. Of an order comparison also `sign` and the texts of what it compares, `left` and `right`, and
    as `limit` the value of a side that a parameter (no fact) gives; else these are empty.
    """

    owner: str
    span: Span
    text: str
    params: tuple[tuple[str, Value], ...]
    sign: str = ""
    left: str = ""
    right: str = ""
    limit: str = ""

    @property
    def sides(self) -> tuple[Side, Side]:
        """The two sides on which a case is wanted."""
        return _SIDES.get(self.sign, ("true", "false"))

    @property
    def instead(self) -> Side | None:
        """What stands in for "on" where both sides can never be equal: the truth that equality would give."""
        return _AS_EQUALITY.get(self.sign)


class Sighting(NamedTuple):
    """A boundary in a case where it decides: its truth, and whether both sides of the comparison are equal."""

    boundary: Boundary
    truth: bool
    equal: bool

    @property
    def sides(self) -> tuple[Side, ...]:
        """All the sides that the case is on."""
        truth: Side = "true" if self.truth else "false"
        return ("on", truth) if self.equal else (truth,)
