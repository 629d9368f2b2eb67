"""Which of several parallel clocks, ladders or schedules an event is about: its key.

An event of a type that has no such data is about every key that agrees with what it has: the end of a project is the
end for each of its foremen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel.runtime.texts import text_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.backends.scalar.checked import Event

Key = tuple[str, ...]
"""One text per name of a step's `per`."""
PartialKey = tuple[str | None, ...]
"""None: the event doesn't say."""


def key_of(event: Event, per: Iterable[str]) -> PartialKey:
    values = [event.data.get(name) for name in per]
    return tuple([None if value is None else text_of(value) for value in values])
