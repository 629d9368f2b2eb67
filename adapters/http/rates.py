"""How fast a key may call: a token bucket each, filled at its rate, which holds what one second brings.

Each process has buckets of its own: of several that share a database each lets a key call at its whole rate.
"""

from __future__ import annotations

from typing import NamedTuple


class Bucket(NamedTuple):
    tokens: float
    filled: float
    """When, in seconds of the monotonic clock."""


class Buckets:
    """The buckets of all keys that have called, by their ids."""

    def __init__(self) -> None:
        self._buckets: dict[str, Bucket] = {}

    def wait(self, key_id: str, rate: int, now: float) -> float:
        """Take a token at `now`; the seconds until there will be one, 0.0 where there was. `rate`: tokens a second."""
        bucket = self._buckets.get(key_id, Bucket(float(rate), now))
        tokens = min(float(rate), bucket.tokens + (now - bucket.filled) * rate)
        taken = tokens >= 1
        self._buckets[key_id] = Bucket(tokens - taken, now)
        return 0.0 if taken else (1 - tokens) / rate
