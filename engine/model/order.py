"""The order of a policy's steps: each derived value and table after those that it reads."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from engine.feel.syntax import Name, Path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


def names_in(syntax: Any) -> Iterator[str]:
    """Every name that stands in a syntax tree; a path also as its dotted text (`clock.state`)."""
    if isinstance(syntax, Name):
        yield syntax.name
    elif isinstance(syntax, Path) and isinstance(syntax.base, Name):
        yield f"{syntax.base.name}.{syntax.name}"
    if isinstance(syntax, tuple):
        for item in syntax:
            yield from names_in(item)
    elif dataclasses.is_dataclass(syntax):
        for field in dataclasses.fields(syntax):
            yield from names_in(getattr(syntax, field.name))


def in_order(steps: Mapping[str, Iterable[str]]) -> tuple[list[str], list[str]]:
    """(the steps, each after the steps it reads, else as given; a cycle of steps, or [] where there is none)."""
    done: dict[str, None] = {}
    cycle: list[str] = []

    def visit(step: str, trail: tuple[str, ...]) -> None:
        if step in trail:
            cycle.extend(trail[trail.index(step) :] if not cycle else ())
            return
        if step in done:
            return
        for other in steps[step]:
            if other in steps:
                visit(other, (*trail, step))
        done[step] = None

    for step in steps:
        visit(step, ())
    return list(done), cycle
