"""What a guardrail says, typed by the policy that it is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import datetime as dt

    from engine.diagnostics import Span
    from engine.feel.typed import Expression
    from engine.model.text import Text


@dataclass(frozen=True, slots=True)
class Must:
    """Where `when` is true, `must` is true; `when` None: in every case. Null is not true."""

    when: Expression | None
    must: Expression


@dataclass(frozen=True, slots=True)
class AsStrictAs:
    """Nowhere milder than what the branch `baseline` has."""

    baseline: str


@dataclass(frozen=True, slots=True)
class Monotone:
    """As a fact goes `towards` higher or lower values, all else equal, what follows `never` gets milder (or stricter).

    `ladder`: `name` is a ladder, and what goes up or down is its count.
    """

    name: str
    ladder: bool
    towards: Literal["lower", "higher"]
    never: Literal["milder", "stricter"]
    span: Span


@dataclass(frozen=True, slots=True)
class Complete:
    """Each of the tables answers in every case; no names: all of the policy's own."""

    tables: tuple[str, ...]
    span: Span


Claim = Must | AsStrictAs | Monotone | Complete


@dataclass(frozen=True, slots=True)
class Exemption:
    """A branch that needn't hold a guardrail until the end of a day."""

    branch: str
    until: dt.date
    reason: Text
    span: Span


@dataclass(frozen=True, slots=True)
class Guardrail:
    """`branches`: those that it binds; empty: all that have the policy."""

    id: str
    title: Text
    policy: str
    branches: tuple[str, ...]
    claim: Claim
    exemptions: tuple[Exemption, ...]
    cites: tuple[str, ...]
    span: Span
