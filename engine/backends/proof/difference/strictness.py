"""Which of two sides is stricter: by what they do to each subject, then by how much, else by what their owners say."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from engine.backends.proof.difference.amounts import moved
from engine.feel.walk import references
from engine.ir.steps import closure

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from engine.feel.typed import Expr
    from engine.ir.differences import Change, Decided, Direction
    from engine.ir.program import Param, Program


class Moved(NamedTuple):
    """How far an amount of a consequence to a subject is from the baseline's."""

    do: str
    to: str
    change: Change


def direction(
    baseline: Decided, other: Decided, severity: Sequence[str], amounts: Iterable[Moved], params: Iterable[Direction]
) -> Direction:
    """Where a side that decides otherwise stands: by the order of `severity`, then by amounts, then by parameters.

    A kind outside the order is no penalty; `params`: which way those go that have a part in it.
    """
    subjects = sorted({effect.to for side in (baseline, other) for effect in side.effects})
    return (
        _together(_by_kinds(_kinds(baseline, to, severity), _kinds(other, to, severity)) for to in subjects)
        or _together(_by_amount(each.change) for each in amounts if each.do in severity)
        or _together(params)
        or "other"
    )


def _together(found: Iterable[Direction]) -> Direction | None:
    """The one way that all go which go any; None where none does."""
    ways = set(found) - {"same"}
    return ways.pop() if len(ways) == 1 else "other" if ways else None


def _kinds(side: Decided, to: str, severity: Sequence[str]) -> Counter[int]:
    """The penalties that a subject gets for certain, by their rank."""
    firm = (effect.do for effect in side.effects if effect.to == to and not effect.undecided)
    return Counter(severity.index(do) for do in firm if do in severity)


def _by_kinds(baseline: Counter[int], other: Counter[int]) -> Direction:
    """Of the penalties that only one of them has, the severest decides."""
    more, fewer = other - baseline, baseline - other
    if not more and not fewer:
        return "same"
    return "stricter" if max(more, default=-1) > max(fewer, default=-1) else "milder"


def _by_amount(change: Change) -> Direction:
    if change.low is not None and change.low >= 0:
        return "same" if change.high == 0 else "stricter"
    if change.high is not None and change.high <= 0:
        return "milder"
    return "same"


def by_params(baseline: Program, other: Program, read: Iterable[str]) -> Iterator[Direction]:
    """Which way each of the parameters goes that are read and declare which way is stricter."""
    before = {param.name: param for param in baseline.params}
    after = {param.name: param for param in other.params}
    for name in sorted(set(read)):
        if name in before and name in after:
            yield _by_param(before[name], after[name])


def _by_param(before: Param, after: Param) -> Direction:
    sign = moved(before.value, after.value)
    if not sign or after.stricter is None:
        return "same"
    return "stricter" if (sign > 0) == (after.stricter == "higher") else "milder"


def params_behind(expressions: Iterable[Expr], program: Program) -> set[str]:
    """The parameters that expressions read, directly or through steps."""
    parts = (part for expr in expressions for part in closure(expr, program))
    return {ref.name for part in parts for ref in references(part) if ref.kind == "param"}
