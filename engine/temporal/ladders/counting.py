"""Which strikes count as of an instant: each once, neither removed nor excused."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from engine.temporal.ladders.reading import Chronicle, Excuse, Strike


class Standing(NamedTuple):
    """A history as of `now`, in UTC: the strikes that stand, in the order of (at, id), and the resets, ascending."""

    now: dt.datetime
    strikes: tuple[Strike, ...]
    resets: tuple[dt.datetime, ...]


def in_utc(chronicle: Chronicle) -> Chronicle:
    """The same instants in UTC, where comparing them means what it should; strikes once each, in the order of (at, id).

    Of strikes with one id the first stands, whatever the order that they came in.
    """
    return chronicle._replace(
        strikes=_once(strike._replace(at=strike.at.astimezone(dt.UTC)) for strike in chronicle.strikes),
        removals=tuple(removal._replace(at=removal.at.astimezone(dt.UTC)) for removal in chronicle.removals),
        resets=tuple(reset._replace(at=reset.at.astimezone(dt.UTC)) for reset in chronicle.resets),
    )


def standing(chronicle: Chronicle, now: dt.datetime) -> Standing:
    """What counts as of an instant, of a chronicle `in_utc`.

    A strike is gone from its removal on, which may even be older than it: then it never counted.
    """
    removed = {removal.of for removal in chronicle.removals if removal.at <= now}
    strikes = (strike for strike in chronicle.strikes if strike.at <= now and strike.id not in removed)
    return Standing(
        now,
        tuple(strike for strike in strikes if not _excused(strike.at, chronicle.excuses)),
        tuple(sorted(reset.at for reset in chronicle.resets if reset.at <= now)),
    )


def _once(strikes: Iterable[Strike]) -> tuple[Strike, ...]:
    kept: dict[str, Strike] = {}
    for strike in sorted(strikes, key=_order):
        kept.setdefault(strike.id, strike)
    return tuple(kept.values())


def _order(strike: Strike) -> tuple[dt.datetime, str, str, bool]:
    return strike.at, strike.id, str(strike.period), strike.counts


def _excused(at: dt.datetime, excuses: Sequence[Excuse]) -> bool:
    return any(excuse.since <= at and (excuse.until is None or at < excuse.until) for excuse in excuses)
