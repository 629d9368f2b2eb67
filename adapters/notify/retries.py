"""When to try again: the waits between attempts, as they are written, and the one that is next."""

from __future__ import annotations

import re
from random import randrange
from typing import NamedTuple

from adapters.notify.endpoints import problem

_SECONDS = {"s": 1, "m": 60, "h": 60 * 60, "d": 24 * 60 * 60}
_WAIT = re.compile(r"(?P<number>[0-9]{1,6})(?P<unit>[smhd])")
_MICROS = 1_000_000


class RetryPlan(NamedTuple):
    """Waits in microseconds: after the first failure, after the second …; after one more the message is dead."""

    waits: tuple[int, ...]

    def after(self, failures: int) -> int | None:
        """The wait after so many failures, counted from 1; None where there is no further attempt."""
        return self.waits[failures - 1] if failures <= len(self.waits) else None


def read_plan(text: str) -> RetryPlan:
    """The plan that `1s 5m 2h` is: seconds, minutes, hours, days. Raises `WebhookError` (GJ835)."""
    waits = [_WAIT.fullmatch(word) for word in text.split()]
    if not all(waits):
        raise problem("GJ835", plan=text)
    return RetryPlan(tuple(int(wait["number"]) * _SECONDS[wait["unit"]] * _MICROS for wait in waits if wait))


def spread(wait: int) -> int:
    """The wait, or up to a tenth more: what failed together shall not come back together."""
    return wait + randrange(wait // 10 + 1)  # noqa: S311  nobody gains by guessing it


STANDARD = read_plan("5s 5m 30m 2h 5h 10h 14h 20h 24h")
"""Three days, as Standard Webhooks advises."""
