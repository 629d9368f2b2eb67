"""Types as messages call them: by the words that policies declare them with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel.types import Kind

if TYPE_CHECKING:
    from engine.feel.types import Type

_SHOWN_VALUES = 6


def describe(given: Type) -> str:
    """`number`, `list of string`, `enum (a, b)`; whether it is optional is not said."""
    match given.kind:
        case Kind.LIST if given.element is not None:
            return f"{'set' if given.unique else 'list'} of {describe(given.element)}"
        case Kind.ENUM:
            more = ", …" if len(given.values) > _SHOWN_VALUES else ""
            return f"enum ({', '.join(given.values[:_SHOWN_VALUES])}{more})"
        case Kind.RANGE if given.element is not None:
            return f"range of {describe(given.element)}"
        case Kind.CONTEXT:
            return f"context ({', '.join(name for name, _ in given.fields)})"
        case _:
            return str(given.kind)
