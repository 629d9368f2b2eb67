"""How the classes are made of which a library has a million objects: places, nodes, types, expressions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar, dataclass_transform

_Made = TypeVar("_Made")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(cls: type[_Made]) -> type[_Made]:
    """A dataclass with slots whose fields nobody sets: the type checker sees to it.

    Frozen at run time it takes three to seven times as long to make one, a quarter of the time of loading a library.
    """
    return dataclass(slots=True, unsafe_hash=True)(cls)
