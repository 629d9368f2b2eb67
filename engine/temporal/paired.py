"""What begins with one event and ends with the next of another kind: pauses, excuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

    from engine.temporal.clocks.reading import Mark


def paired(opens: Iterable[Mark], closes: Iterable[Mark]) -> Iterator[tuple[Mark, dt.datetime | None]]:
    """Each opening with the instant of the next closing, in the order of time; None: it is still open.

    What opens while it is open, or closes while it isn't, changes nothing; nor do both at one instant.
    """
    opening = {mark.at: mark for mark in sorted(opens, reverse=True)}
    opened: Mark | None = None
    for at in sorted(opening.keys() ^ {mark.at for mark in closes}):
        if at in opening:
            opened = opened or opening[at]
        elif opened:
            yield opened, at
            opened = None
    if opened:
        yield opened, None
