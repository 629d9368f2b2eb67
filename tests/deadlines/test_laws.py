"""Whatever the order in which events arrive and the times at which they are settled, the end is the same."""

from __future__ import annotations

import datetime as dt
import json
from functools import cache
from itertools import accumulate
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from adapters import clock
from adapters.ledger.entries import Entry
from adapters.service.bundles import bundle_of, unpack
from adapters.service.deadlines.settlement import Known, Rules, settlement
from adapters.service.deadlines.told import told
from adapters.service.live import compiled
from tests.deadlines.world import POLICIES, event, files_of, instant

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adapters.service.deadlines.settlement import Settlement

START = instant("03-02 09:00")
END = instant("03-12 09:00")
KINDS = ("case.opened", "case.closed", "case.waiting", "case.resumed", "case.reopened", "work.failed", "visit.done")


class Step(NamedTuple):
    """An event arrives, and then the case is settled at an instant, or isn't."""

    event: Entry
    settled_at: dt.datetime | None


class Ledger:
    """A case in a ledger that is a list."""

    def __init__(self) -> None:
        self.known = Known("base", "c", (), (), "", 0, {})
        self.last: Settlement | None = None

    def takes(self, entry: Entry) -> None:
        self.known = self.known._replace(events=(*self.known.events, entry))

    def settled(self, now: dt.datetime) -> Settlement:
        rules = by_the_rules()
        found = settlement(self.known, rules, now)
        messages = (*self.known.messages, *found.messages)
        assert len({message.id for message in messages}) == len(messages), "an id told twice"
        self.known = self.known._replace(
            messages=messages, bundle=rules.bundle, read_to=found.read_to, clocks=found.clocks
        )
        return found


@cache
def by_the_rules() -> Rules:
    bundle = bundle_of(files_of(POLICIES))
    with TemporaryDirectory() as folder:
        served = compiled(bundle.hash, unpack(bundle, Path(folder)), "policies")
    policies = tuple(served.policies["base", name] for name in POLICIES)
    return Rules(policies, bundle.hash, f"{bundle.hash}@1", 0, "/guiju/test")


def entry(place: int, kind: str, at: dt.datetime, data: dict[str, Any]) -> Entry:
    body = event(f"e{place}", kind, at, **data)
    return Entry("event", f"e{place}", "base", "", "c", clock.micros(at), json.dumps(body))


@st.composite
def histories(draw: st.DrawFn, within: int) -> list[Entry]:
    """What happens to a case within so many hours."""
    hours = st.integers(0, within).map(lambda hour: START + dt.timedelta(hours=hour))
    opened = draw(st.lists(st.tuples(st.sampled_from(KINDS), hours), min_size=1, max_size=7))
    found = [entry(place, kind, at, {}) for place, (kind, at) in enumerate([("case.opened", START), *opened])]
    if draw(st.booleans()):
        struck = draw(st.sampled_from(found))
        found.append(entry(90, "work.appealed", draw(hours), {"of": struck.id}))
    if draw(st.booleans()):
        found.append(entry(91, "case.graded", draw(hours), {"level": draw(st.sampled_from(["high", "low"]))}))
    return found


@st.composite
def courses(draw: st.DrawFn, within: int = 60) -> list[Step]:
    """A history as it arrives, settled now and then; the clock goes on, and sometimes back."""
    arrives = draw(st.permutations(draw(histories(within))))
    hours = accumulate(draw(st.lists(st.integers(-6, 20), min_size=len(arrives), max_size=len(arrives))))
    looks = draw(st.lists(st.booleans(), min_size=len(arrives), max_size=len(arrives)))
    return [
        Step(each, START + dt.timedelta(hours=hour, minutes=1) if look else None)
        for each, hour, look in zip(arrives, hours, looks, strict=True)
    ]


def after(course: Sequence[Step], end: dt.datetime = END) -> tuple[Ledger, Settlement]:
    """A ledger in which all of it has happened, settled at the end."""
    ledger = Ledger()
    for step in course:
        ledger.takes(step.event)
        if step.settled_at:
            ledger.settled(step.settled_at)
    return ledger, ledger.settled(end)


@given(courses())
def test_the_order_of_arrival_and_the_times_of_settling_make_no_difference(course: list[Step]) -> None:
    ledger, found = after(course)
    other, at_once = after([step._replace(settled_at=None) for step in sorted(course, key=lambda one: one.event.id)])
    assert told(ledger.known.messages).standing.keys() == told(other.known.messages).standing.keys()
    assert (found.clocks, found.look_at, found.problems) == (at_once.clocks, at_once.look_at, at_once.problems)


@given(courses(within=8))
def test_while_the_clock_goes_on_what_stands_is_what_the_events_say(course: list[Step]) -> None:
    """Also as of the very instants at which something happens or is reached, and for as long as the clock stands."""
    ledger, now = Ledger(), START
    for place, step in enumerate(course, 1):
        ledger.takes(step.event)
        now = max(now, clock.instant(step.event.at))
        ledger.settled(now)
        fresh, _ = after([each._replace(settled_at=None) for each in course[:place]], now)
        assert told(ledger.known.messages).standing.keys() == told(fresh.known.messages).standing.keys()


@given(courses())
def test_settled_again_at_whatever_instant_before_nothing_is_told(course: list[Step]) -> None:
    ledger, found = after(course)
    for step in course:
        again = ledger.settled(step.settled_at or START)
        assert (again.messages, again.clocks, again.read_to) == ((), found.clocks, found.read_to)


@given(courses())
def test_what_is_looked_at_when_it_asks_for_it_skips_nothing(course: list[Step]) -> None:
    """A sweeper that comes only when it must tells everything at its own time."""
    ledger, _ = after([step._replace(settled_at=None) for step in course])
    eager = Ledger()
    for step in course:
        eager.takes(step.event)
    now: dt.datetime | None = START
    while now is not None and now <= END:
        found = eager.settled(now)
        now = None if found.look_at is None else clock.instant(found.look_at)
    eager.settled(END)
    assert told(eager.known.messages).standing.keys() == told(ledger.known.messages).standing.keys()
