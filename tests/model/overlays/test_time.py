"""A parameter's value on every day, held against the rule said plainly: the nearest override of the day, else above."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from engine import Library
from tests.model.overlays.libraries import REVIEW, build

if TYPE_CHECKING:
    from engine.ir.program import Param

Values = dict[dt.date | None, int]
"""By the day from which each holds; None: from ever."""
FIRST = dt.date(2026, 1, 1)
DAYS = [FIRST + dt.timedelta(days=number) for number in range(12)]
day = st.sampled_from(DAYS)


@dataclass(frozen=True, slots=True)
class Patch:
    """What a branch says: values by day (None: from ever), within a window."""

    values: Values
    since: dt.date | None
    until: dt.date | None

    @property
    def text(self) -> str:
        window = {"from": self.since, "until": self.until}
        inner = ", ".join(f"{name}: {value}" for name, value in window.items() if value)
        effective = f", effective: {{{inner}}}" if inner else ""
        return f"policy: review\nreason: Because\nparams:\n  pass_score: {{value: {written(self.values)}{effective}}}\n"

    def on(self, when: dt.date) -> int | None:
        if (self.since and when < self.since) or (self.until and self.until < when):
            return None
        return value_on(self.values, when)


def written(values: Values) -> str:
    if None in values:
        return str(values[None])
    return "{" + ", ".join(f"{since}: {value}" for since, value in values.items()) + "}"


def value_on(values: Values, when: dt.date) -> int | None:
    begun = [since for since in values if since and since <= when]
    return values[max(begun)] if begun else values.get(None)


number = st.integers(0, 100)
plain: st.SearchStrategy[Values] = st.builds(lambda value: {None: value}, number)
dated: st.SearchStrategy[Values] = st.dictionaries(day, number, min_size=1, max_size=3)
windows = st.tuples(st.none() | day, st.none() | day).filter(
    lambda ends: not (ends[0] and ends[1] and ends[1] < ends[0])
)


@st.composite
def patches(draw: st.DrawFn) -> Patch:
    since, until = draw(windows)
    return Patch(draw(plain | dated), since, until)


@settings(max_examples=25, deadline=None)
@given(base=dated, west=st.none() | patches(), xian=st.none() | patches())
def test_the_nearest_override_of_the_day_holds(base: Values, west: Patch | None, xian: Patch | None) -> None:
    files = {"base/review.yaml": REVIEW.replace("value: 80", f"value: {written(base)}")}
    files |= {f"branches/{name}/review.yaml": each.text for name, each in (("west", west), ("xian", xian)) if each}
    with TemporaryDirectory() as folder:
        timeline = Library.load(build(Path(folder), files)).branch("xian").policy("review").timeline
    lines = [each for each in (xian, west) if each]
    for when in DAYS:
        said = [value for value in (*(each.on(when) for each in lines), value_on(base, when)) if value is not None]
        program = timeline.at(when)
        assert program.in_force == bool(said)
        if said:
            (param,) = (each for each in program.params if each.name == "pass_score")
            assert param.value == said[0]
            assert covers(param.origin.since, param.origin.until, when)
            assert chain(param) == said


def covers(since: dt.date | None, until: dt.date | None, when: dt.date) -> bool:
    return (since is None or since <= when) and (until is None or when <= until)


def chain(param: Param) -> list[int]:
    """The value, and what those above say instead."""
    origin = param.origin
    found = [int(param.text)]
    while origin.instead:
        found.append(int(origin.said))
        origin = origin.instead
    return found
