"""Looks at a case: which boundaries decide something there, and on which side of each the case is."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.backends.scalar.evaluator import evaluator, key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from engine.backends.scalar.evaluator import Evaluate, Frame
    from engine.casebook.coverage.boundaries import Boundary, Sighting
    from engine.feel.typed import Expr

    See = Callable[[Frame], Iterable[Sighting]]


class Look(NamedTuple):
    """`see` tells of those of the `boundaries` that decide, given everything's value."""

    boundaries: tuple[Boundary, ...]
    see: See


class Condition(NamedTuple):
    """A condition or a part of one. `look` is for where it decides what becomes of the whole."""

    truth: Evaluate
    look: Look


NOTHING = Look((), lambda _frame: ())


def together(looks: Iterable[Look]) -> Look:
    """Several looks as one."""
    some = [look for look in looks if look.boundaries]
    boundaries = tuple(chain.from_iterable(look.boundaries for look in some))
    return Look(boundaries, lambda frame: chain.from_iterable(look.see(frame) for look in some)) if some else NOTHING


def where(applies: Evaluate, look: Look) -> Look:
    """A look in the cases in which something is true."""
    return look._replace(see=lambda frame: look.see(frame) if applies(frame) is True else ())


def for_each(name: str, source: Expr, look: Look) -> Look:
    """A look at every element of a list."""
    elements, local = evaluator(source), key(name, "local")

    def see(frame: Frame) -> Iterator[Sighting]:
        listed: Any = elements(frame) or ()
        for element in listed:
            yield from look.see(frame | {local: element})

    return look._replace(see=see) if look.boundaries else NOTHING


def chosen(condition: Condition, then: Look, otherwise: Look) -> Look:
    """A look at a condition, and at what it chooses."""

    def see(frame: Frame) -> Iterable[Sighting]:
        return (then if condition.truth(frame) is True else otherwise).see(frame)

    return together([condition.look, Look(then.boundaries + otherwise.boundaries, see)])


def junction(parts: Sequence[Condition], truth: Evaluate, conjunction: bool) -> Condition:
    """`and` (`or`) of parts: one decides where all the others are true (false)."""

    def see(frame: Frame) -> Iterator[Sighting]:
        truths = [part.truth(frame) for part in parts]
        for index, part in enumerate(parts):
            if all(other is conjunction for place, other in enumerate(truths) if place != index):
                yield from part.look.see(frame)

    return Condition(truth, together(part.look for part in parts)._replace(see=see))
