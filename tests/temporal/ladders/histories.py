"""Histories of ladders as they are written in `cases/*.yaml`: one event a line, `2026-03-02 10:00 strike s1`."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from engine.temporal.clocks.reading import Interval, Mark
from engine.temporal.ladders import excuses, period_number, stretches
from engine.temporal.ladders.reading import (
    AllTime,
    Between,
    Chronicle,
    Consecutive,
    Removal,
    Reset,
    Rolling,
    Strike,
    Threshold,
)
from engine.temporal.span import TimeSpan, Unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from engine.temporal.ladders import Correlator
    from engine.temporal.ladders.reading import PeriodUnit, Reach, Window

SPANS = {
    "hours": (Unit.SECONDS, 3600),
    "days": (Unit.DAYS, 1),
    "months": (Unit.MONTHS, 1),
    "working-days": (Unit.WORKING_DAYS, 1),
}


@dataclass(frozen=True, slots=True)
class Line:
    """An event as it is written. `word`: what comes after its id."""

    at: dt.datetime
    kind: str
    id: str
    word: str


@dataclass(frozen=True, slots=True)
class Case:
    window: str
    rungs: tuple[str, ...]
    history: tuple[Line, ...]
    zone: ZoneInfo

    def read(self, correlator: Correlator, now: dt.datetime) -> dict[str, Any]:
        """The reading as the cases tell it."""
        known = [line for line in self.history if line.at <= now]
        thresholds = [threshold(text) for text in self.rungs]
        reading = correlator.read(self._window(known), thresholds, self.chronicle(known), now, self.zone)
        told = {
            "count": reading.count,
            "reached": [_told(self.rungs, reach) for reach in reading.reached],
            "revoked": [_told(self.rungs, reach) for reach in reading.revoked],
        }
        return {key: value for key, value in told.items() if value != []}

    def chronicle(self, lines: Sequence[Line]) -> Chronicle:
        unit = self._unit()
        return Chronicle(
            strikes=tuple(self._strike(line, unit) for line in lines if line.kind in {"strike", "breaks"}),
            removals=tuple(Removal(line.word.removeprefix("of "), line.at, line.id) for line in _of(lines, "removal")),
            resets=tuple(Reset(line.at, line.id) for line in _of(lines, "reset")),
            excuses=excuses(_interval(lines, "excused", "back")),
        )

    def _strike(self, line: Line, unit: PeriodUnit | None) -> Strike:
        period = period_number(line.word or None, unit, self.zone) if unit else None
        return Strike(line.id, line.at, period, line.kind == "strike")

    def _unit(self) -> PeriodUnit | None:
        window = self._window(())
        return window.unit if isinstance(window, Consecutive) else None

    def _window(self, lines: Sequence[Line]) -> Window:
        match self.window.split():
            case ["all"]:
                return AllTime()
            case ["opens", "until", "closes"]:
                return Between(stretches(_interval(lines, "opens", "closes")))
            case ["consecutive", "days" | "weeks" | "months" | "quarters" | "years" as unit]:
                return Consecutive(unit)
            case [amount, word]:
                length, factor = SPANS[word]
                return Rolling(TimeSpan(length, Decimal(amount) * factor))
            case _:
                raise ValueError(self.window)


def case(written: dict[str, Any]) -> Case:
    zone = ZoneInfo(written.get("zone", "Asia/Shanghai"))
    lines = tuple(_line(text, zone) for text in written["history"].strip().splitlines())
    return Case(written["window"], tuple(written["rungs"]), lines, zone)


def instant(text: str, zone: ZoneInfo) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=zone)


def threshold(text: str) -> Threshold:
    test, count = text.split()
    if test in {"at", "from", "below"}:
        return Threshold(test, int(count))  # type: ignore[arg-type]
    raise ValueError(text)


def _line(text: str, zone: ZoneInfo) -> Line:
    day, time, kind, name, *word = text.split()
    return Line(instant(f"{day} {time}", zone), kind, name, " ".join(word))


def _of(lines: Iterable[Line], kind: str) -> list[Line]:
    return [line for line in lines if line.kind == kind]


def _interval(lines: Sequence[Line], opens: str, closes: str) -> Interval:
    return Interval(
        tuple(Mark(line.at, line.id) for line in _of(lines, opens)),
        tuple(Mark(line.at, line.id) for line in _of(lines, closes)),
    )


def _told(rungs: Sequence[str], reach: Reach) -> str:
    return f"{rungs[reach.rung]} by {reach.event} as {reach.count}"
