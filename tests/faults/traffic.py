"""What a CRM sends in a day, by chance: complaints of two branches, works that fail, callbacks, assessments."""

from __future__ import annotations

import datetime as dt
from itertools import count
from typing import TYPE_CHECKING, Any

from tests.faults.crm import event

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from tests.faults.crm import Crm
    from tests.faults.moving_clock import MovingClock

BRANCHES = ("base", "xian")
COMPLAINT = (
    "complaint.waiting",
    "complaint.resumed",
    "complaint.solved",
    "complaint.reopened",
)
WORKS = ("work.failed", "work.failed", "work.failed", "work.done", "callback.done")
LATEST = 240
"""Minutes by which an event may be told late."""


class Traffic:
    """One of several who work for the CRM, each on cases of its own; names of theirs begin with `name`."""

    def __init__(self, name: str, crm: Crm, clock: MovingClock, random: Random) -> None:
        self._name = name
        self._crm = crm
        self._clock = clock
        self._random = random
        self._count = count(1)
        self._cases: list[tuple[str, str]] = []
        self._failed: list[tuple[str, str, str]] = []
        self._acts: tuple[Callable[[], object], ...] = (
            self._complain,
            self._complain,
            self._go_on,
            self._go_on,
            self._go_on,
            self._inspect,
            self._appeal,
            self._send_again,
            self._assess,
            self._assess_many,
            self._ask_about_case,
            self._look,
        )

    def act(self) -> None:
        self._random.choice(self._acts)()

    def _new(self, kind: str) -> str:
        return f"{kind}-{self._name}-{next(self._count)}"

    def _when(self) -> dt.datetime:
        """Now, or a while ago."""
        ago = self._random.choice((0, 0, self._random.randrange(LATEST)))
        return self._clock.now - dt.timedelta(minutes=ago)

    def _complain(self) -> None:
        branch, case = self._random.choice(BRANCHES), self._new("complaint")
        self._cases.append((branch, case))
        level = self._random.choice(("high", "low"))
        self._crm.send(event(self._new("e"), "complaint.opened", case, self._when(), branch, level=level))

    def _go_on(self) -> None:
        if self._cases:
            branch, case = self._random.choice(self._cases)
            self._crm.send(event(self._new("e"), self._random.choice(COMPLAINT), case, self._when(), branch))

    def _inspect(self) -> None:
        """Several events of several works at once."""
        self._crm.send(*(self._work() for _ in range(self._random.randrange(1, 5))))

    def _work(self) -> dict[str, Any]:
        branch, name = self._random.choice(BRANCHES), self._new("e")
        case, kind = f"work-{self._name}-{self._random.randrange(6)}", self._random.choice(WORKS)
        data = {"crew": self._random.choice("ab"), "cost": "12.50"} if kind == "work.failed" else {}
        if data:
            self._failed.append((branch, case, name))
        return event(name, kind, case, self._when(), branch, **data)

    def _appeal(self) -> None:
        if self._failed:
            branch, case, of = self._random.choice(self._failed)
            self._crm.send(event(self._new("e"), "work.appealed", case, self._clock.now, branch, of=of))

    def _send_again(self) -> None:
        """What was acknowledged long ago, as a CRM does that has lost its own log."""
        own = [each for name, each in self._crm.log.events.copy().items() if f"-{self._name}-" in name]
        if own:
            self._crm.send(self._random.choice(own))

    def _assess(self) -> None:
        self._crm.decide(self._random.choice(BRANCHES), "assessment", self._assessment())

    def _assess_many(self) -> None:
        asked = [self._assessment() for _ in range(self._random.randrange(1, 40))]
        self._crm.decide_all(self._random.choice(BRANCHES), "assessment", asked, self._new("key"))

    def _assessment(self) -> dict[str, Any]:
        facts = {"score": f"{self._random.uniform(0, 100):.2f}", "name": self._new("d")}
        return {"facts": facts, "as_of": "2026-03-02", "now": self._clock.now.isoformat()}

    def _ask_about_case(self) -> None:
        """As of now, whenever that is: only the key tells that it is the same question."""
        if self._cases:
            branch, case = self._random.choice(self._cases)
            self._crm.decide(branch, "complaint", {"facts": {}, "case": case}, self._new("key"))

    def _look(self) -> None:
        self._crm.get("/v1/clocks", branch=self._random.choice(BRANCHES), limit="5")
