"""What ladders have come to: every strike with its date, how many-th it was, what it brought, why it doesn't count."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.backends.prose.layout import indented
from engine.backends.prose.phrases import joined
from engine.backends.prose.timed.instants import airy, day_column, hour_words, moment_words
from engine.backends.prose.timed.pasts import event_titles, label, rung_titles
from engine.backends.prose.timed.strikes import struck
from engine.diagnostics.width import columns
from engine.ir.trace import LadderTrace

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping

    from engine.backends.prose.timed.instants import Tongue
    from engine.backends.prose.timed.strikes import Struck
    from engine.ir.program import Ladder
    from engine.ir.trace import LadderLife, Trace
    from engine.temporal.ladders.reading import Chronicle

    _Line = tuple[dt.datetime, str, str]
    """When, by which event, what that counted for."""


class _Told(NamedTuple):
    """A ladder of one key, and what it is told with: its rungs' titles, in their order; the events' titles, by id."""

    life: LadderLife
    chronicle: Chronicle
    rungs: tuple[str, ...]
    events: Mapping[str, str]
    now: dt.datetime
    tongue: Tongue


def ladder_lines(trace: Trace, tongue: Tongue) -> list[str]:
    """A line per ladder and key with its count; below it everything that it counted, or would have."""
    return [line for step in _own(trace) for life in step.lives for line in _lines(step.ladder, life, trace, tongue)]


def _own(trace: Trace) -> list[LadderTrace]:
    """The policy's own ladders, not those of a policy that it reads from."""
    return [step for step in trace.steps if isinstance(step, LadderTrace) and "::" not in step.ladder.name]


def _lines(ladder: Ladder, life: LadderLife, trace: Trace, tongue: Tongue) -> Iterator[str]:
    count = life.reading.count
    said = tongue.say("count" if count else "none_counted", count=count)
    yield airy(tongue.say("ladder", title=label(ladder.title, life.key, tongue), count=said), tongue)
    if trace.now and life.chronicle and life.window:
        titles = rung_titles(trace, tongue)
        rungs = tuple(titles.get(rung.name, "") for rung in ladder.rungs)
        told = _Told(life, life.chronicle, rungs, event_titles(trace, tongue), trace.now, tongue)
        yield from indented(columns(_cells(told)))


def _cells(told: _Told) -> Iterator[tuple[str, ...]]:
    tongue = told.tongue
    for at, by, counted in sorted((*_strikes(told), *_resets(told), *_closings(told))):
        local = at.astimezone(tongue.zone)
        happened = (
            day_column(local.date(), tongue),
            hour_words(local),
            told.events.get(by, by),
            airy(counted, tongue),
        )
        first, *more = _brought(by, told) or ("",)
        yield *happened, first
        yield from (("",) * len(happened) + (line,) for line in more)


def _strikes(told: _Told) -> Iterator[_Line]:
    for one in struck(told.life, told.now, told.tongue.zone):
        yield one.strike.at, one.strike.id, _counted(one, told)


def _counted(one: Struck, told: _Told) -> str:
    """How many-th a strike is, or why it is none."""
    say = told.tongue.say
    if one.undone:
        event = told.events.get(one.undone.id, one.undone.id)
        return say("undone", event=event, moment=moment_words(one.undone.at, told.tongue))
    if one.number:
        return say("strike", count=one.number)
    return say("out_of_window" if one.strike.counts else "breaks_run")


def _resets(told: _Told) -> Iterator[_Line]:
    return ((reset.at, reset.id, told.tongue.say("resets")) for reset in told.chronicle.resets)


def _closings(told: _Told) -> Iterator[_Line]:
    """What a closing window fell short of."""
    strikes = {strike.id for strike in told.chronicle.strikes}
    for reach in (*told.life.reading.reached, *told.life.reading.revoked):
        if reach.event not in strikes:
            yield reach.at, reach.event, told.tongue.say("window_closed", count=reach.count)


def _brought(event: str, told: _Told) -> list[str]:
    """The rungs that an event reached, and those that an appeal has undone."""
    say, reading = told.tongue.say, told.life.reading
    found = (("brought", reading.reached), ("revoked", reading.revoked))
    named = ((phrase, [told.rungs[at.rung] for at in reached if at.event == event]) for phrase, reached in found)
    return [say(phrase, rungs=joined(say, rungs)) for phrase, rungs in named if rungs]
